"""Hanse: a self-hosted, API-first B2B portal and marketplace."""

__version__ = "0.1.0"
