"""Regions: where a business sells, in which currency, and the taxes that apply."""
