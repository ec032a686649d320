"""What inventory speaks of, as it is given and taken. Data only."""
