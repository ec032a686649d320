"""Changes of price lists."""
