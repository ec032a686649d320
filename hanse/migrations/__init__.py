"""One chain of migrations with one head. Revisions import the table maker (hanse.platform.db.schema) and no domain."""
