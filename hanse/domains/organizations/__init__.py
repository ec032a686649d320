"""Organizations: the partners of a tenant, as a tree, and how they become and stay partners."""
