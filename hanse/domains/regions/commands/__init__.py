"""Changes of regions and taxes."""
