"""Writes of the catalogue, one function per intention."""
