"""What notifications gives to the parts below it."""
