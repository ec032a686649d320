"""Changes of approvals."""
