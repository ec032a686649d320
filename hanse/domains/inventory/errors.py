"""What can go wrong in inventory."""
