"""The product, one folder per domain. Nothing here but the domains themselves."""
