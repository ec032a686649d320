"""What organizations offer to the ports of domains below."""
