"""What can go wrong in regions, currencies and taxes."""
