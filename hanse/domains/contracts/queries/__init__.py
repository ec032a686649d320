"""Reads of contracts, with nothing in them that the reader may not know."""
