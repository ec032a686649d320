"""What changes in the storefront."""
