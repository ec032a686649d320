"""What the storefront gives to ports of domains below it."""
