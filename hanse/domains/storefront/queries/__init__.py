"""Reads of the storefront."""
