"""Pages of checkout for buyers (/app): carts, quick order, lists, ordering, requests, cost centres, standing orders."""
