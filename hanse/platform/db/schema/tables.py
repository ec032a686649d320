"""create_tenant_table and create_global_table: the only two ways to make a table.

A tenant table is born with its key, composite references, forced row level security, policy and grants in one round
trip, so there is no moment, and no forgotten line, in which it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa

from hanse.platform.db.roles import APP, JOBS, POLICY, POLICY_SQL
from hanse.platform.db.schema.columns import Column, as_column, uuid
from hanse.platform.db.schema.constraints import Check, ForeignKey, Index, Unique, names
from hanse.platform.db.schema.emit import SchemaRuleBroken, constraint_name, execute, quote, quote_all, table_name

ColumnLike = Column | sa.Column[Any]
UniqueLike = Unique | str | Sequence[str]
IndexLike = Index | str | Sequence[str]
CheckLike = Check | tuple[str, str]

_GRANTABLE = ("SELECT", "INSERT", "UPDATE", "DELETE")


class GlobalTableOptions(TypedDict, total=False):
    """What else a table may be given; see create_tenant_table."""

    primary_key: str | Sequence[str]
    foreign_keys: Sequence[ForeignKey]
    unique: Sequence[UniqueLike]
    checks: Sequence[CheckLike]
    indexes: Sequence[IndexLike]
    grants: Sequence[str]
    jobs_grants: Sequence[str]
    comment: str


class TenantTableOptions(GlobalTableOptions, total=False):
    """The same for tenant tables."""


def create_tenant_table(name: str, *columns: ColumnLike, **options: Unpack[TenantTableOptions]) -> None:
    """Make a table whose rows belong to tenants.

    Adds `tenant_id uuid NOT NULL DEFAULT app_tenant_id()` and, unless `primary_key` names other columns,
    `id uuid NOT NULL`; the primary key, uniques, foreign keys and btree indexes all start with tenant_id; foreign keys
    get an index; row level security is enabled and forced with the one policy. Options: `primary_key` (default "id";
    () = tenant_id alone), `foreign_keys` (fk(...)), `unique` (unique(...) or column names), `checks` (check(...) or
    (name, SQL)), `indexes` (index(...) or column names), `grants` for the application (default all four;
    ("SELECT", "INSERT") = append only), `jobs_grants` for the sweepers (default none), `comment`.

    Raises SchemaRuleBroken when something asked for is against the rules.
    """
    key = names(options.get("primary_key", "id"))
    parts = [as_column(column) for column in columns]
    if any(column.name == "tenant_id" for column in parts):
        raise SchemaRuleBroken(f"{name}: tenant_id is added by create_tenant_table")
    tenant = Column("tenant_id", "uuid", default="app_tenant_id()")
    own_id = [uuid("id")] if key == ("id",) and not any(column.name == "id" for column in parts) else []
    statements = _table([tenant, *own_id, *parts], name, ("tenant_id",), options)
    table = table_name(name)
    statements += [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {POLICY} ON {table} USING ({POLICY_SQL}) WITH CHECK ({POLICY_SQL})",
    ]
    statements += _grants(table, APP, options.get("grants", _GRANTABLE))
    statements += _grants(table, JOBS, options.get("jobs_grants", ()))
    execute(*statements)


def create_global_table(name: str, *columns: ColumnLike, reason: str, **options: Unpack[GlobalTableOptions]) -> None:
    """Make a table that belongs to no tenant; `reason` becomes its comment, and the table must be on the reviewed list.

    Nothing is granted unless asked: such a table is reached through definer functions. Foreign keys are as written,
    without tenant_id. Raises SchemaRuleBroken without a reason.
    """
    if len(reason) < 20:
        raise SchemaRuleBroken(f"{name}: say in a sentence why this table belongs to no tenant")
    parts = [as_column(column) for column in columns]
    if names(options.get("primary_key", "id")) == ("id",) and not any(column.name == "id" for column in parts):
        parts.insert(0, uuid("id"))
    options["comment"] = reason
    statements = _table(parts, name, (), options)
    table = table_name(name)
    statements += _grants(table, APP, options.get("grants", ()))
    statements += _grants(table, JOBS, options.get("jobs_grants", ()))
    execute(*statements)


def _table(columns: list[Column], name: str, tenancy: tuple[str, ...], options: GlobalTableOptions) -> list[str]:
    """CREATE TABLE with all constraints, then the indexes and the comment."""
    table = table_name(name)
    primary = (*tenancy, *names(options.get("primary_key", "id")))
    foreign = list(options.get("foreign_keys", ()))
    uniques = [_as_unique(item) for item in options.get("unique", ())]
    indexes = [_as_index(item) for item in options.get("indexes", ())]
    checks = [item if isinstance(item, Check) else Check(*item) for item in options.get("checks", ())]
    checks += [Check(column.name, column.check) for column in columns if column.check]
    _refuse_unknown_columns(name, columns, [primary, *(key.columns for key in foreign), *(u.columns for u in uniques)])
    lines = [column.sql() for column in columns]
    lines.append(f"CONSTRAINT {quote(constraint_name(name, (), 'pkey'))} PRIMARY KEY ({quote_all(primary)})")
    lines += [item.sql(name, tenancy) for item in uniques if item.where is None]
    lines += [key.sql(name, tenancy) for key in foreign]
    lines += [item.sql(name) for item in checks]
    statements = [f"CREATE TABLE {table} (\n  " + ",\n  ".join(lines) + "\n)"]
    statements += [item.index_sql(name, tenancy) for item in uniques if item.where is not None]
    covered = [primary, *((*tenancy, *item.columns) for item in uniques if item.where is None)]
    covered += [item.key(tenancy) for item in indexes if item.method == "btree" and item.where is None]
    statements += [item.sql(name, tenancy) for item in indexes]
    statements += [item.sql(name, tenancy) for item in supporting_indexes(foreign, covered, tenancy)]
    if "comment" in options:
        statements.append(f"COMMENT ON TABLE {table} IS '" + options["comment"].replace("'", "''") + "'")
    return statements


def supporting_indexes(
    foreign: Sequence[ForeignKey], covered: Sequence[tuple[str, ...]], tenancy: tuple[str, ...]
) -> list[Index]:
    """The indexes that keep deletes of referenced rows fast: one per foreign key that no key or index serves yet."""
    known = [tuple(column.partition(" ")[0] for column in columns) for columns in covered]
    missing: list[Index] = []
    for key in foreign:
        wanted = (*tenancy, *key.columns)
        if not key.indexed or any(columns[: len(wanted)] == wanted for columns in known):
            continue
        known.append(wanted)
        missing.append(Index(key.columns))
    return missing


def _as_unique(item: UniqueLike) -> Unique:
    return item if isinstance(item, Unique) else Unique(names(item))


def _as_index(item: IndexLike) -> Index:
    return item if isinstance(item, Index) else Index(names(item))


def _grants(table: str, role: str, privileges: Sequence[str]) -> list[str]:
    wanted = [privilege.upper() for privilege in privileges]
    refused = [privilege for privilege in wanted if privilege not in _GRANTABLE]
    if refused:
        raise SchemaRuleBroken(f"{table}: {', '.join(refused)} is never granted; choose from {', '.join(_GRANTABLE)}")
    return [f"GRANT {', '.join(wanted)} ON {table} TO {role}"] if wanted else []


def _refuse_unknown_columns(name: str, columns: list[Column], used: Sequence[tuple[str, ...]]) -> None:
    known = {column.name for column in columns}
    if len(known) != len(columns):
        raise SchemaRuleBroken(f"{name}: a column is declared twice")
    unknown = {column for group in used for column in group} - known
    if unknown:
        raise SchemaRuleBroken(f"{name}: a key names {', '.join(sorted(unknown))}, which is not a column")
