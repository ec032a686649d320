"""The domain of regions, currencies and taxes."""
