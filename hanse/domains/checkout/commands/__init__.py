"""Writes of checkout."""
