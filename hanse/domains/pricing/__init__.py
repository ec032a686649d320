"""The domain of pricing."""
