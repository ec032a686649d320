"""Changes to tables that already hold rows, written so that the running release keeps working (expand, then contract).

Every step holds its lock for an instant: what must read a whole table runs outside the transaction. The guide is
docs/guides/migrations.md. There is no rename and no change of type: add, backfill, switch the code, drop later.
A table that never held a row is changed inside the transaction at once, so a first installation is quick and whole.
"""

from __future__ import annotations

import re
from uuid import UUID

from alembic import op

from hanse.platform.db.roles import DEFINER, OWNER
from hanse.platform.db.schema.columns import Column
from hanse.platform.db.schema.constraints import Check, ForeignKey, Index, Unique
from hanse.platform.db.schema.emit import SchemaRuleBroken, constraint_name, execute, quote, table_name

_INTERVAL = re.compile(r"\d+(ms|s|min)")
_VOLATILE = re.compile(r"\(")
_INSTALLATION = UUID(int=0)


def timeouts(*, lock: str = "1s", statement: str = "30s") -> None:
    """Change the time limits of the rest of this migration's transaction (`10s`, `5min`); say why beside the call."""
    for value in (lock, statement):
        if not _INTERVAL.fullmatch(value):
            raise SchemaRuleBroken(f"{value!r} is not a duration such as 500ms, 10s or 5min")
    execute(f"SET LOCAL lock_timeout = '{lock}'", f"SET LOCAL statement_timeout = '{statement}'")


def add_column(table: str, column: Column) -> None:
    """Add a column that is nullable or has a constant default, so that no row is rewritten.

    Its CHECK is added unvalidated and then validated without blocking writers. Raises SchemaRuleBroken otherwise.
    """
    if not column.nullable and column.default is None:
        raise SchemaRuleBroken(
            f"{table}.{column.name}: add it nullable, backfill(), then set_not_null() in a later release"
        )
    if column.generated is not None or (column.default is not None and _VOLATILE.search(column.default)):
        raise SchemaRuleBroken(f"{table}.{column.name}: a computed default rewrites the table; backfill() instead")
    execute(f"ALTER TABLE {table_name(table)} ADD COLUMN IF NOT EXISTS {column.sql()}")
    if column.check:
        add_check(table, Check(column.name, column.check))


def add_check(table: str, rule: Check) -> None:
    """Add a rule: new rows obey it at once, old rows are checked without blocking anyone."""
    _add_unproved(table, rule.named(table), rule.sql(table))
    _validate(table, rule.named(table))


def set_not_null(table: str, column: str) -> None:
    """Forbid NULL in a backfilled column: proved by a validated rule first, so the switch reads no rows."""
    name, bare = table_name(table), quote(column)
    proof = constraint_name(table, (column, "filled"), "check")
    _add_unproved(table, proof, f"CONSTRAINT {quote(proof)} CHECK ({bare} IS NOT NULL)")
    _validate(table, proof)
    execute(
        f"ALTER TABLE {name} ALTER COLUMN {bare} SET NOT NULL",
        f"ALTER TABLE {name} DROP CONSTRAINT {quote(proof)}",
    )


def add_foreign_key(table: str, key: ForeignKey) -> None:
    """Add a reference between existing tables: index first, then the key unvalidated, then the proof for old rows.

    PostgreSQL's own proof runs under the policies and sees no row at all, so the old rows are looked at tenant by
    tenant before. Raises SchemaRuleBroken when some point nowhere: mend them in a migration before this one.
    """
    create_index_concurrently(table, Index(key.columns))
    _add_unproved(table, key.named(table), key.sql(table))
    if not op.get_context().as_sql and not _is_empty(table):
        _refuse_orphans(table, key)
    _validate(table, key.named(table))


def create_index_concurrently(table: str, item: Index | Unique) -> None:
    """Build an index while others write; a broken remainder of an interrupted build is removed first."""
    name = item.named(table)
    if isinstance(item, Index):
        statement = item.sql(table, concurrently=True)
    else:
        statement = _unique_concurrently(table, item)
    _outside_transaction(table, f"DROP INDEX CONCURRENTLY IF EXISTS {_beside(table, name)}", statement)


def drop_index_concurrently(table: str, name: str) -> None:
    """Remove an index while others write."""
    _outside_transaction(table, f"DROP INDEX CONCURRENTLY IF EXISTS {_beside(table, name)}")


def drop_column(table: str, column: str, *, unused_since: str) -> None:
    """Contract: remove a column no running release reads; `unused_since` names the release that stopped."""
    if not unused_since:
        raise SchemaRuleBroken(f"{table}.{column}: name the release that stopped using it")
    execute(f"ALTER TABLE {table_name(table)} DROP COLUMN {quote(column)}")


def drop_table(table: str, *, unused_since: str) -> None:
    """Contract: remove a table no running release uses; `unused_since` names the release that stopped."""
    if not unused_since:
        raise SchemaRuleBroken(f"{table}: name the release that stopped using it")
    execute(f"DROP TABLE {table_name(table)}")


def backfill(table: str, assignments: str, where: str, *, batch: int = 2000) -> int:
    """Set `assignments` on the rows `where` selects, tenant by tenant, in committed batches; returns the rows changed.

    Row level security is never lifted: each batch is bound to its tenant like any request. Safe to run again after an
    interruption when `where` stops selecting what is done.
    """
    if op.get_context().as_sql:
        execute(f"-- backfill of {table}: run online; SET {assignments} WHERE {where}")
        return 0
    changed = 0
    with op.get_context().autocommit_block():
        for tenant in _tenants():
            changed += _backfill_tenant(table, tenant, assignments, where, batch)
    return changed


def _tenants() -> list[UUID]:
    """Every tenant, after the installation itself, which has rows in a few tables under the id of zeros.

    The owner is bound by row level security too, so the list is read as the definer role.
    """
    bind = op.get_bind()
    bind.exec_driver_sql(f"SET ROLE {DEFINER}")
    try:
        found = bind.exec_driver_sql("SELECT tenant_id FROM tenants ORDER BY tenant_id")
        return [_INSTALLATION, *(row[0] for row in found)]
    finally:
        bind.exec_driver_sql(f"SET ROLE {OWNER}")


def _backfill_tenant(table: str, tenant: UUID, assignments: str, where: str, batch: int) -> int:
    bind = op.get_bind()
    name, changed, last = table_name(table), 0, UUID(int=0)
    plain = {"no_parameters": True}
    while True:
        bind.exec_driver_sql(f"BEGIN; SET LOCAL app.tenant_id = '{tenant}'", execution_options=plain)
        found = bind.exec_driver_sql(
            f"WITH picked AS (SELECT id FROM {name} WHERE id > '{last}' AND ({where})"  # noqa: S608 - checked names
            f" ORDER BY id LIMIT {batch:d}),"
            f" done AS (UPDATE {name} AS t SET {assignments} FROM picked WHERE t.id = picked.id RETURNING t.id)"
            " SELECT count(*), (SELECT id FROM picked ORDER BY id DESC LIMIT 1) FROM done",
            execution_options=plain,
        ).one()
        bind.exec_driver_sql("COMMIT", execution_options=plain)
        if found[1] is None:
            return changed
        changed, last = changed + int(found[0]), found[1]


def _add_unproved(table: str, name: str, definition: str) -> None:
    """Add a constraint that only new rows must obey so far; a remainder of an interrupted attempt is replaced."""
    execute(
        f"ALTER TABLE {table_name(table)} DROP CONSTRAINT IF EXISTS {quote(name)}",
        f"ALTER TABLE {table_name(table)} ADD {definition} NOT VALID",
    )


def _refuse_orphans(table: str, key: ForeignKey) -> None:
    own = [quote(column) for column in key.columns]
    theirs = [quote(column) for column in key.references]
    match = " AND ".join(f"o.{mine} = t.{other}" for mine, other in zip(own, theirs, strict=True))
    given = " AND ".join(f"o.{mine} IS NOT NULL" for mine in own)
    search = (
        f"SELECT count(*) FROM {table_name(table)} o WHERE {given} AND NOT EXISTS"  # noqa: S608 - checked names
        f" (SELECT FROM {table_name(key.target)} t WHERE t.tenant_id = o.tenant_id AND {match})"
    )
    with op.get_context().autocommit_block():
        lost = {tenant: count for tenant in _tenants() if (count := _count_within(tenant, search))}
    if lost:
        raise SchemaRuleBroken(
            f"{table} has {sum(lost.values())} rows whose {', '.join(key.columns)} points to no row of {key.target}"
            f" (first in tenant {next(iter(lost))}); mend them in a migration before this one"
        )


def _count_within(tenant: UUID, query: str) -> int:
    bind = op.get_bind()
    plain = {"no_parameters": True}
    bind.exec_driver_sql(f"BEGIN; SET LOCAL app.tenant_id = '{tenant}'", execution_options=plain)
    found = bind.exec_driver_sql(query, execution_options=plain).scalar_one()
    bind.exec_driver_sql("COMMIT", execution_options=plain)
    return int(found)


def _validate(table: str, constraint: str) -> None:
    _outside_transaction(table, f"ALTER TABLE {table_name(table)} VALIDATE CONSTRAINT {quote(constraint)}")


def _is_empty(table: str) -> bool:
    """Whether the table has no storage at all; it is then locked, so that this stays true until the end."""
    if op.get_context().as_sql:
        return False
    bind = op.get_bind()
    size = f"SELECT pg_relation_size('{table_name(table)}') = 0"
    if not bind.exec_driver_sql(size).scalar_one():
        return False
    execute(f"LOCK TABLE {table_name(table)} IN SHARE ROW EXCLUSIVE MODE")
    return bool(bind.exec_driver_sql(size).scalar_one())


def _outside_transaction(table: str, *statements: str) -> None:
    """Run slow statements one by one outside a transaction and without the usual time limits."""
    if _is_empty(table):
        execute(*(statement.replace(" CONCURRENTLY", "") for statement in statements))
        return
    with op.get_context().autocommit_block():
        execute("SET lock_timeout = 0")
        execute("SET statement_timeout = 0")
        for statement in statements:
            execute(statement)
        execute("SET lock_timeout = '1s'")
        execute("SET statement_timeout = '30s'")


def _unique_concurrently(table: str, item: Unique) -> str:
    if item.where is None:
        item = Unique(item.columns, "true", item.nulls_equal, item.name)
        return item.index_sql(table).replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY").removesuffix(" WHERE true")
    return item.index_sql(table).replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY")


def _beside(table: str, name: str) -> str:
    schema, dot, _ = table.rpartition(".")
    return f"{quote(schema)}.{quote(name)}" if dot else quote(name)
