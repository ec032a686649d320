"""Reads of checkout."""
