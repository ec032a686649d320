"""How SQL of a migration reaches the database, or the script in offline mode; names are checked and quoted here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from alembic import op
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from hanse.kit.errors import HanseError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_LONGEST_NAME = 63
_preparer = PGDialect_psycopg().identifier_preparer  # type: ignore[no-untyped-call]


class SchemaRuleBroken(HanseError):
    """A migration asks for something the rules of the schema do not allow; the message says what to write instead."""

    code = "schema_rule_broken"
    title = "The migration breaks a rule of the schema"


def execute(*statements: str) -> None:
    """Send statements in one round trip, or write them to the script in offline mode. They take no parameters."""
    context = op.get_context()
    cleaned = [statement.strip().rstrip(";") for statement in statements if statement.strip()]
    if not cleaned:
        return
    if context.as_sql:
        for statement in cleaned:
            context.impl.static_output(statement + ";\n")
        return
    # Without parameters psycopg uses the simple protocol, which carries any number of statements.
    op.get_bind().exec_driver_sql(";\n".join(cleaned), execution_options={"no_parameters": True})


def quote(name: str) -> str:
    """Check a plain lower-case name and quote it when PostgreSQL reserves the word. Raises SchemaRuleBroken."""
    if not _NAME.fullmatch(name):
        raise SchemaRuleBroken(f"{name!r} is not a plain lower-case name of at most 63 characters")
    return _preparer.quote(name)


def quote_all(names: Iterable[str]) -> str:
    """Quote names and join them with commas."""
    return ", ".join(quote(name) for name in names)


def table_name(name: str) -> str:
    """Quote a table's name, with its schema when one is written (`hanse_jobs.runs`)."""
    return ".".join(quote(part) for part in name.split(".", 1))


def constraint_name(table: str, parts: Iterable[str], suffix: str) -> str:
    """Make PostgreSQL's usual name (`orders_organization_id_fkey`); a too long one is cut and ends in a short hash."""
    name = "_".join([table.rpartition(".")[2], *parts, suffix])
    if len(name) <= _LONGEST_NAME:
        return name
    tail = f"_{hashlib.sha256(name.encode()).hexdigest()[:6]}_{suffix}"
    return name[: _LONGEST_NAME - len(tail)] + tail


def literal(text: str) -> str:
    """Write text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
