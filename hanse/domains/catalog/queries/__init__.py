"""Reads of the catalogue, as the reader may see it."""
