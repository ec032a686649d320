"""Contracts, seen from outside."""
