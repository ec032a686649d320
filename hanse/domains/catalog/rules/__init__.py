"""Pure decisions of the catalogue: states, codes, attribute values, options. No I/O and no clock."""
