"""The pages of pricing, for staff."""
