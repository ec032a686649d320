"""The domain of inventory."""
