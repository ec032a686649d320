"""Rules of orders."""
