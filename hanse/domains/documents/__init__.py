"""The domain of documents."""
