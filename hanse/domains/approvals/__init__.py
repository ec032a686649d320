"""The domain of approvals."""
