"""Keys, uniques, checks and indexes of a table; every key of a tenant table starts with tenant_id, added here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.platform.db.schema.emit import SchemaRuleBroken, constraint_name, quote, quote_all, table_name

_ON_DELETE = ("restrict", "cascade", "set null", "no action")


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference inside the tenant: (tenant_id, columns) → target (tenant_id, references)."""

    columns: tuple[str, ...]
    target: str
    on_delete: str
    references: tuple[str, ...] = ("id",)
    deferrable: bool = False
    name: str | None = None
    indexed: bool = True

    def named(self, table: str) -> str:
        return self.name or constraint_name(table, self.columns or ("tenant_id",), "fkey")

    def sql(self, table: str, key: tuple[str, ...] = ("tenant_id",)) -> str:
        """The table constraint; `key` is what every column list starts with (nothing for global tables)."""
        action = self.on_delete.upper()
        if self.on_delete == "set null":
            # Only the reference itself may become NULL, never tenant_id.
            action += f" ({quote_all(self.columns)})"
        later = " DEFERRABLE INITIALLY DEFERRED" if self.deferrable else ""
        return (
            f"CONSTRAINT {quote(self.named(table))} FOREIGN KEY ({quote_all((*key, *self.columns))})"
            f" REFERENCES {table_name(self.target)} ({quote_all((*key, *self.references))}) ON DELETE {action}{later}"
        )


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows of a tenant agree in these columns; with `where` only among the rows it selects."""

    columns: tuple[str, ...]
    where: str | None = None
    nulls_equal: bool = False
    name: str | None = None

    def named(self, table: str) -> str:
        return self.name or constraint_name(table, self.columns, "key")

    def sql(self, table: str, key: tuple[str, ...] = ("tenant_id",)) -> str:
        """The table constraint; a partial one is made by `index_sql` instead."""
        nulls = " NULLS NOT DISTINCT" if self.nulls_equal else ""
        return f"CONSTRAINT {quote(self.named(table))} UNIQUE{nulls} ({quote_all((*key, *self.columns))})"

    def index_sql(self, table: str, key: tuple[str, ...] = ("tenant_id",)) -> str:
        """The unique index that stands for a partial unique."""
        nulls = " NULLS NOT DISTINCT" if self.nulls_equal else ""
        return (
            f"CREATE UNIQUE INDEX {quote(self.named(table))} ON {table_name(table)}"
            f" ({quote_all((*key, *self.columns))}){nulls} WHERE {self.where}"
        )


@dataclass(frozen=True, slots=True)
class Index:
    """An index for reading. Starts with tenant_id unless `across_tenants` (sweepers) or the method is gin."""

    columns: tuple[str, ...]
    where: str | None = None
    method: str = "btree"
    include: tuple[str, ...] = ()
    across_tenants: bool = False
    storage: str | None = None
    name: str | None = None

    def named(self, table: str) -> str:
        return self.name or constraint_name(table, (_bare(column) for column in self.columns), "idx")

    def key(self, key: tuple[str, ...]) -> tuple[str, ...]:
        plain = self.across_tenants or self.method != "btree"
        return self.columns if plain else (*key, *self.columns)

    def sql(self, table: str, key: tuple[str, ...] = ("tenant_id",), *, concurrently: bool = False) -> str:
        """The CREATE INDEX statement."""
        columns = ", ".join(_ordered(column) for column in self.key(key))
        using = "" if self.method == "btree" else f" USING {quote(self.method)}"
        include = f" INCLUDE ({quote_all(self.include)})" if self.include else ""
        storage = f" WITH ({self.storage})" if self.storage else ""
        where = f" WHERE {self.where}" if self.where else ""
        how = " CONCURRENTLY" if concurrently else ""
        where_it_is = f"{quote(self.named(table))} ON {table_name(table)}{using} ({columns})"
        return f"CREATE INDEX{how} {where_it_is}{include}{storage}{where}"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule every row obeys; `name` is prefixed with the table and ends in _check."""

    name: str
    condition: str

    def named(self, table: str) -> str:
        return constraint_name(table, (self.name,), "check")

    def sql(self, table: str) -> str:
        """The table constraint."""
        return f"CONSTRAINT {quote(self.named(table))} CHECK ({self.condition})"


def fk(
    columns: str | Sequence[str],
    target: str,
    *,
    on_delete: str,
    references: str | Sequence[str] = ("id",),
    deferrable: bool = False,
) -> ForeignKey:
    """Refer to a row of the same tenant. `on_delete` is said each time: restrict, cascade, set null or no action.

    An index that supports it is made with it, unless a key or index of the table already starts with its columns.
    `fk((), "tenants", references=(), on_delete=...)` refers to the tenant itself.
    """
    if on_delete not in _ON_DELETE:
        raise SchemaRuleBroken(f"on_delete is one of {', '.join(_ON_DELETE)}, not {on_delete!r}")
    own, theirs = names(columns), names(references)
    if len(own) != len(theirs):
        raise SchemaRuleBroken(f"the reference to {target} names {len(own)} columns for {len(theirs)}")
    return ForeignKey(own, target, on_delete, theirs, deferrable)


def unique(*columns: str, where: str | None = None, nulls_equal: bool = False, name: str | None = None) -> Unique:
    """Columns no two rows of a tenant share; tenant_id is added in front."""
    return Unique(columns, where, nulls_equal, name)


def index(
    *columns: str,
    where: str | None = None,
    method: str = "btree",
    include: Sequence[str] = (),
    across_tenants: bool = False,
    storage: str | None = None,
    name: str | None = None,
) -> Index:
    """An index for reading; a column may be written `"created_at desc"`. No expressions: store the column instead.

    `across_tenants` leaves out tenant_id, for sweepers; `storage` holds parameters such as "fastupdate = off".
    """
    return Index(columns, where, method, tuple(include), across_tenants, storage, name)


def check(name: str, condition: str) -> Check:
    """A named rule; `condition` is SQL over the row."""
    return Check(name, condition)


def names(columns: str | Sequence[str]) -> tuple[str, ...]:
    """One name or several, as a tuple."""
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _bare(column: str) -> str:
    return column.partition(" ")[0]


def _ordered(column: str) -> str:
    name, _, direction = column.partition(" ")
    if direction.lower() not in ("", "asc", "desc"):
        raise SchemaRuleBroken(f"{column!r}: an index column is a name, or a name and desc")
    return f"{quote(name)} {direction.upper()}".strip()
