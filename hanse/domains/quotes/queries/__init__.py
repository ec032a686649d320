"""Reads of quotes, with nothing in them that the reader may not know."""
