"""Owns what tests are offered: databases, clocks, factories. Nothing of the product imports it."""
