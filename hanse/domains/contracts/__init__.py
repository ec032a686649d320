"""The domain of contracts."""
