"""What changes notifications and what people chose."""
