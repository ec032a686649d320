"""The pages of documents: the certificates of the business, and the check of a document that anybody may use."""
