"""Pure decisions of approvals; no I/O, no clock."""
