"""What can go wrong in pricing."""
