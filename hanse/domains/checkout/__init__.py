"""The domain of checkout."""
