"""The demo world: two businesses with their partners and people, built through the same commands everybody uses.

Data stands in nordhaven.py and loom.py; builder.py turns it into commands. Nothing here is imported by the product.
"""
