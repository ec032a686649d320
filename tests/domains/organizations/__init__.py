"""Organizations as partners, staff and strangers see them."""
