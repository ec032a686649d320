"""The domain of notifications."""
