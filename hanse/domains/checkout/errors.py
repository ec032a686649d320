"""What can go wrong in checkout."""
