"""Pricing: price lists, tiers and planned changes, and the reason for every price."""
