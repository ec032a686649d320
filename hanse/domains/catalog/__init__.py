"""The catalogue: products, variants, options and attributes, and who may see them."""
