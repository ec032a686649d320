"""Pure building blocks: values, ids, errors, time. No I/O, and nothing of the rest of Hanse is imported here."""
