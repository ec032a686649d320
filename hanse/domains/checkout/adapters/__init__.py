"""What checkout gives to ports of domains below it."""
