"""Pure decisions of identity: no I/O, no clock, no randomness."""
