"""Pure decisions about quotes: their life, totals, validity, hashes, differences and pasted lines. No I/O, no clock."""
