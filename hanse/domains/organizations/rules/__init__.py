"""Pure decisions about organizations: their life, tree, fields, addresses, tax numbers and health. No I/O, no clock."""
