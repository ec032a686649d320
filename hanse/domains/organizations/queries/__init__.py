"""Reads of organizations and what belongs to them. Nothing here changes anything."""
