"""Pure decisions of documents."""
