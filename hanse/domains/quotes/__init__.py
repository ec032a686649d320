"""The domain of quotes."""
