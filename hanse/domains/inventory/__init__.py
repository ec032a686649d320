"""Inventory: what lies where, what is promised, received, counted and moved."""
