"""Pages of quotes: the desk of staff (/admin/quotes) and the room of buyers (/app/quotes)."""
