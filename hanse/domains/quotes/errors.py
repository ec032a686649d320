"""What can go wrong in quotes."""
