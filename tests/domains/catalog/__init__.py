"""The catalogue as staff, partners and strangers see it."""
