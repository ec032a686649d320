"""What quotes give to ports of domains below them."""
