"""Changes of quotes: one function per intention."""
