"""Pure decisions about contracts: their life, redlines, variables and dates. No I/O, no clock."""
