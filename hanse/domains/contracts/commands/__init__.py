"""Changes of contracts: one function per intention."""
