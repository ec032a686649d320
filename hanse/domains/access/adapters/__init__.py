"""What access offers to the platform's ports."""
