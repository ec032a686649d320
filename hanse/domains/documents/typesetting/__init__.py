"""The templates of documents, in Typst. Everything they print comes as data, never as markup."""
