"""What can go wrong in notifications."""
