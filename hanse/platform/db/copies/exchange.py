"""Making an empty database beside the present one, and putting it in its place when it is whole.

The present database is never touched before that: a restore that fails half-way leaves everything as it was.
"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from hanse.kit.errors import ExplainedError
from hanse.platform.db.provision import (
    administrator,
    database_name,
    prepare_database,
    with_login,
)

_BESIDE: Final = "_restoring"
_REPLACED: Final = "_replaced"
_NAME_MAX: Final = 63


class CopyRefused(ExplainedError):
    """Copying is not possible as things are; the message says what to change."""


def check_administrator(admin_url: str) -> int:
    """Make sure that a role sees every row; gives the server's version number. Raises CopyRefused, ProvisionError."""
    with administrator(with_login(admin_url, database="postgres")) as admin:
        row = admin.execute(
            "SELECT rolsuper OR rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        if row is None or not row[0]:
            name = row[1] if row else "this role"
            raise CopyRefused(
                f"{name} cannot see past row level security, so a copy made with it would be empty: use a superuser, or"
                " a role with BYPASSRLS that may read everything."
            )
        return admin.info.server_version


def holds_rows(admin_url: str) -> int:
    """How many tables of the address's database hold rows; 0 when it is empty or does not exist."""
    name = database_name(admin_url)
    with administrator(with_login(admin_url, database="postgres")) as admin:
        if admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            return 0
    with administrator(admin_url) as inside:
        inside.execute("SET row_security = off")
        tables = inside.execute(_TABLES).fetchall()
        return sum(1 for schema, table in tables if _has_row(inside, schema, table))


def held_by_others(admin_url: str) -> int:
    """How many other connections the database has."""
    name = database_name(admin_url)
    with administrator(with_login(admin_url, database="postgres")) as admin:
        row = admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", (name,)
        ).fetchone()
        return int(row[0]) if row else 0


def make_room(admin_url: str) -> str:
    """Make an empty, provisioned database beside the address's; gives the address of the new one.

    What an interrupted restore left there is dropped first. Raises ProvisionError.
    """
    beside = _named(admin_url, _BESIDE)
    with administrator(with_login(admin_url, database="postgres")) as admin:
        _drop(admin, beside)
    return prepare_database(admin_url, beside)


def clear_room(admin_url: str) -> None:
    """Drop what `make_room` made."""
    with administrator(with_login(admin_url, database="postgres")) as admin:
        _drop(admin, _named(admin_url, _BESIDE))


def exchange(admin_url: str, *, keep: bool) -> str:
    """Put the new database in the place of the present one, in one transaction.

    With `keep` the present one stays under another name, which is given; an older one kept there goes. Raises
    ProvisionError when somebody is connected.
    """
    present, beside, replaced = database_name(admin_url), _named(admin_url, _BESIDE), _named(admin_url, _REPLACED)
    with administrator(with_login(admin_url, database="postgres")) as admin:
        exists = admin.execute("SELECT FROM pg_database WHERE datname = %s", (present,)).fetchone() is not None
        if exists:
            _drop(admin, replaced)
        with admin.transaction():
            if exists:
                _rename(admin, present, replaced)
            _rename(admin, beside, present)
        if exists and not keep:
            _drop(admin, replaced)
    return replaced if exists and keep else ""


def replaced_size(admin_url: str) -> int | None:
    """The size in bytes of the database the last restore replaced; None when there is none."""
    with administrator(with_login(admin_url, database="postgres")) as admin:
        row = admin.execute(
            "SELECT pg_database_size(datname) FROM pg_database WHERE datname = %s", (_named(admin_url, _REPLACED),)
        ).fetchone()
        return None if row is None else int(row[0])


def drop_replaced(admin_url: str) -> None:
    """Drop the database the last restore replaced."""
    with administrator(with_login(admin_url, database="postgres")) as admin:
        _drop(admin, _named(admin_url, _REPLACED))


def _named(admin_url: str, suffix: str) -> str:
    return database_name(admin_url)[: _NAME_MAX - len(suffix)] + suffix


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rename(admin: psycopg.Connection[Any], old: str, new: str) -> None:
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _has_row(inside: psycopg.Connection[Any], schema: str, table: str) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(schema, table))
    return inside.execute(query).fetchone() == (True,)


_TABLES: Final[LiteralString] = """
    SELECT n.nspname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND c.relname <> 'alembic_version'
"""
