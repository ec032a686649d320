"""Checkout: carts, shopping lists, order requests, budgets and standing orders of buyers."""
