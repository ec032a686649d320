"""The domain of the catalogue."""
