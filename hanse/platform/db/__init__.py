"""PostgreSQL.

Pool, transactions, rows, schema, guard. The only place that knows the driver and the only one that commits.
"""
