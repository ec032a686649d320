"""The settings pages of regions and taxes."""
