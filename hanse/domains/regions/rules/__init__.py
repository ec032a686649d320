"""The pure decisions of regions and taxes."""
