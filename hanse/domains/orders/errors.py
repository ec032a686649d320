"""What can go wrong in orders."""
