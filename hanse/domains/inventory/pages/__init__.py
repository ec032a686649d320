"""Pages of inventory, for staff."""
