"""Mechanisms every domain stands on (database, commands, authorisation, HTTP, pages). Knows no domain."""
