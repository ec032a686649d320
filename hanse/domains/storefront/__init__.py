"""The storefront: what visitors and buyers find, with their own prices."""
