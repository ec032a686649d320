"""Queries of inventory."""
