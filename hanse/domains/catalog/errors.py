"""What can go wrong in the catalogue."""
