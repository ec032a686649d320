"""What regions, currencies and taxes speaks of, as it is given and taken. Data only."""
