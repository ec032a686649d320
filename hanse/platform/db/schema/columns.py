"""Columns of a table: the types Hanse uses, NOT NULL unless said otherwise, and the types it refuses.

Refused are float (never exact), enum types (never an index condition under row level security, and hard to change),
time without zone, json, char/varchar, serial numbers, and numeric without a reason: money is bigint in minor units or
micros.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from hanse.platform.db.schema.emit import SchemaRuleBroken, literal, quote

_dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_TYPES = frozenset(
    {
        "uuid",
        "text",
        "boolean",
        "smallint",
        "integer",
        "bigint",
        "timestamp with time zone",
        "date",
        "jsonb",
        "bytea",
        "inet",
        "tsvector",
        "text[]",
        "uuid[]",
        "integer[]",
        "bigint[]",
    }
)
_ALIASES = {"timestamptz": "timestamp with time zone", "int": "integer", "bool": "boolean"}
_INSTEAD = (
    ("timestamp", "instant(), a timestamp with time zone"),
    ("double", "minor(), micros() or quantity(): a float is never exact"),
    ("float", "minor(), micros() or quantity(): a float is never exact"),
    ("real", "minor(), micros() or quantity(): a float is never exact"),
    ("numeric", "minor(), micros() or quantity(), or numeric(reason=...) for what is none of them"),
    ("varchar", "text() with max_length"),
    ("char", "text() with max_length"),
    ("json", "jsonb()"),
    ("serial", "a UUIDv7 made by the application"),
)
_MONEY_NAME = re.compile(r"(^|_)(amount|price|total|cost|fee|minor|micros|balance|limit|credit)(_|$)")
_NUMERIC = re.compile(r"numeric\((\d+), (\d+)\)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `default`, `check` and `generated` are SQL text; `check` gets the name `<table>_<column>_check`."""

    name: str
    type: str
    nullable: bool = False
    default: str | None = None
    check: str | None = None
    generated: str | None = None
    reason: str | None = None
    collate: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", _ALIASES.get(self.type.lower(), self.type.lower()))
        _refuse_bad_type(self)
        if self.name.endswith("_at") and self.type != "timestamp with time zone":
            raise SchemaRuleBroken(f"{self.name}: a name that ends in _at is an instant()")
        if self.name.endswith(("_minor", "_micros")) and self.type != "bigint":
            raise SchemaRuleBroken(f"{self.name}: money is a bigint; use minor() or micros()")

    def sql(self) -> str:
        """The column's definition without its CHECK."""
        parts = [quote(self.name), self.type]
        if self.collate is not None:
            parts.append(f'COLLATE "{self.collate}"')
        if not self.nullable:
            parts.append("NOT NULL")
        if self.default is not None:
            parts.append(f"DEFAULT {self.default}")
        if self.generated is not None:
            parts.append(f"GENERATED ALWAYS AS ({self.generated}) STORED")
        return " ".join(parts)


def _refuse_bad_type(column: Column) -> None:
    if column.type in _TYPES:
        return
    if _NUMERIC.fullmatch(column.type) and column.reason and not _MONEY_NAME.search(column.name):
        return
    instead = next((hint for start, hint in _INSTEAD if column.type.startswith(start)), "one of the column helpers")
    raise SchemaRuleBroken(f"{column.name}: the type {column.type} is not used in Hanse; write {instead}")


def uuid(name: str, *, nullable: bool = False, default: str | None = None) -> Column:
    """An id."""
    return Column(name, "uuid", nullable, default)


def text(
    name: str,
    *,
    nullable: bool = False,
    default: str | None = None,
    max_length: int | None = None,
    one_of: Sequence[str] = (),
    pattern: str | None = None,
) -> Column:
    """Text, with CHECKs: at most `max_length` characters, one of a closed list, or a regular expression (whole text).

    `default` is plain text, quoted here.
    """
    column = quote(name)
    checks = []
    if one_of:
        checks.append(f"{column} IN ({', '.join(literal(choice) for choice in one_of)})")
    if max_length is not None:
        checks.append(f"char_length({column}) <= {max_length:d}")
    if pattern is not None:
        checks.append(f"{column} ~ {literal(f'^(?:{pattern})$')}")
    return Column(
        name, "text", nullable, None if default is None else literal(default), " AND ".join(checks) if checks else None
    )


def boolean(name: str, *, nullable: bool = False, default: bool | None = None) -> Column:
    """True or false."""
    return Column(name, "boolean", nullable, None if default is None else str(default).lower())


def smallint(name: str, *, nullable: bool = False, default: int | None = None, check: str | None = None) -> Column:
    """A whole number of two bytes."""
    return Column(name, "smallint", nullable, _number(default), check)


def integer(name: str, *, nullable: bool = False, default: int | None = None, check: str | None = None) -> Column:
    """A whole number of four bytes."""
    return Column(name, "integer", nullable, _number(default), check)


def bigint(name: str, *, nullable: bool = False, default: int | None = None, check: str | None = None) -> Column:
    """A whole number of eight bytes."""
    return Column(name, "bigint", nullable, _number(default), check)


def minor(name: str, *, nullable: bool = False, default: int | None = None, check: str | None = None) -> Column:
    """Money in minor units of a currency that stands in its own column; the name ends in _minor."""
    if not name.endswith("_minor"):
        raise SchemaRuleBroken(f"{name}: the name of money in minor units ends in _minor")
    return bigint(name, nullable=nullable, default=default, check=check)


def micros(name: str, *, nullable: bool = False, default: int | None = None, check: str | None = None) -> Column:
    """A unit price in millionths of the major unit; the name ends in _micros."""
    if not name.endswith("_micros"):
        raise SchemaRuleBroken(f"{name}: the name of a unit price in micros ends in _micros")
    return bigint(name, nullable=nullable, default=default, check=check)


def quantity(name: str, *, nullable: bool = False, default: int | None = None, check: str | None = None) -> Column:
    """A quantity in ten-thousandths of its unit (four decimal places), so that it can be compared in an index."""
    return bigint(name, nullable=nullable, default=default, check=check)


def numeric(name: str, precision: int, scale: int, *, reason: str, nullable: bool = False) -> Column:
    """An exact decimal that is neither money nor a quantity; `reason` says why it cannot be a whole number."""
    return Column(name, f"numeric({precision:d}, {scale:d})", nullable, reason=reason)


def instant(name: str, *, nullable: bool = False) -> Column:
    """An instant, kept in UTC. There is no default: instants come from the application's clock."""
    return Column(name, "timestamp with time zone", nullable)


def date(name: str, *, nullable: bool = False) -> Column:
    """A calendar date in the tenant's time zone."""
    return Column(name, "date", nullable)


def jsonb(name: str, *, nullable: bool = False, default: str | None = None) -> Column:
    """A JSON document; `default` is JSON text such as `{}`."""
    return Column(name, "jsonb", nullable, None if default is None else literal(default))


def bytea(name: str, *, nullable: bool = False) -> Column:
    """Bytes."""
    return Column(name, "bytea", nullable)


def inet(name: str, *, nullable: bool = False) -> Column:
    """A network address."""
    return Column(name, "inet", nullable)


def text_array(name: str, *, nullable: bool = False, default: str | None = None) -> Column:
    """A list of texts; `default` is an array literal such as `{}`."""
    return Column(name, "text[]", nullable, None if default is None else literal(default))


def uuid_array(name: str, *, nullable: bool = False, default: str | None = None) -> Column:
    """A list of ids; `default` is an array literal such as `{}`."""
    return Column(name, "uuid[]", nullable, None if default is None else literal(default))


def integer_array(name: str, *, nullable: bool = False, default: str | None = None) -> Column:
    """A list of whole numbers; `default` is an array literal such as `{}`."""
    return Column(name, "integer[]", nullable, None if default is None else literal(default))


def tsvector(name: str, *, nullable: bool = False) -> Column:
    """A prepared search text."""
    return Column(name, "tsvector", nullable)


def timestamps() -> tuple[Column, Column]:
    """`created_at` and `updated_at`, both written by the application's clock."""
    return instant("created_at"), instant("updated_at")


def version() -> Column:
    """The version a reader names in If-Match; every change adds one."""
    return integer("version", default=1)


def as_column(column: Column | sa.Column[object]) -> Column:
    """Take a column as it is, or read a SQLAlchemy Core column (type, nullability, server default)."""
    if isinstance(column, Column):
        return column
    if isinstance(column.type, (sa.Enum, sa.Float)) or column.foreign_keys:
        raise SchemaRuleBroken(f"{column.name}: enum types, floats and single-column foreign keys are not used")
    kind = column.type.compile(_dialect).lower()
    default = None
    if isinstance(column.server_default, sa.DefaultClause):
        argument = column.server_default.arg
        default = literal(argument) if isinstance(argument, str) else str(argument.compile(dialect=_dialect))
    nullable = bool(column.nullable) and not column.primary_key
    return Column(column.name, kind, nullable, default)


def _number(value: int | None) -> str | None:
    return None if value is None else str(int(value))
