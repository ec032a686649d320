"""Queries of orders."""
