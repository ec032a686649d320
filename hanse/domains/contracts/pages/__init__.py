"""Pages of contracts: the repository, the workspace, templates and clauses of staff."""
