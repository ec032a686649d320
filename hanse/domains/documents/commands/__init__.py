"""What makes documents."""
