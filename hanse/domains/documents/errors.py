"""What can go wrong in documents."""
