"""Pure decisions of the storefront."""
