"""The domain of the storefront."""
