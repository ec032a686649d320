"""What can go wrong in approvals."""
