"""Reads of regions and taxes."""
