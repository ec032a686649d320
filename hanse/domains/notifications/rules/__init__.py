"""Pure decisions of notifications: wordings with placeholders, and when a digest is due."""
