"""The pure decisions of pricing."""
