"""What Alembic runs around the revisions: one transaction each, with time limits, over the connection it is handed.

Connections, roles and the lock against a second migrator belong to hanse/platform/db/migrate.py.
"""

from alembic import context

LIMITS = ("SET lock_timeout = '3s'", "SET statement_timeout = '30s'")

connection = context.config.attributes.get("connection")
on_apply = context.config.attributes.get("on_apply")

if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql",
        as_sql=True,
        literal_binds=True,
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    for limit in LIMITS:
        context.static_output(limit + ";\n")
    with context.begin_transaction():
        context.run_migrations()
elif connection is None:
    raise RuntimeError("run migrations with `hanse db upgrade`, which connects as the owner role")
else:
    context.configure(
        connection=connection,
        transaction_per_migration=True,
        on_version_apply=on_apply,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()
