"""What can go wrong in the storefront."""
