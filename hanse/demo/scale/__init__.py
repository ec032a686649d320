"""Worlds for measuring: many businesses with many rows, the same every time. Must not be here: the demo's own world."""
