"""Owns making the database and its four roles ready, with an administrator's connection.

Must not be here: tables, policies and their grants (migrations), or opening connections for requests.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote, urlencode

import msgspec
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from hanse.kit.errors import ExplainedError
from hanse.platform.settings import SecretFileError, read_or_create_secret

OWNER = "hanse_owner"
APP = "hanse_app"
JOBS = "hanse_jobs"
DEFINER = "hanse_definer"
LOGINS = (OWNER, APP, JOBS)

SERVER_MIN = 150000
BUILTIN_LOCALES_SINCE = 170000
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# Any number; it only has to be the same in every start of Hanse.
_LOCK = 7_264_100_218
_CONNECT_SECONDS = 10

_DATABASE_SETTINGS: dict[LiteralString, LiteralString] = {
    "timezone": "UTC",
    "jit": "off",
    # Temporary tables come last, so that none can stand in for a real one.
    "search_path": "public, pg_temp",
}


class ProvisionError(ExplainedError):
    """The database cannot be made ready; the message is one sentence that says what to do."""


class DatabaseUrls(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of one database for its three log-in roles; they contain passwords."""

    app: str
    owner: str
    jobs: str

    def __repr__(self) -> str:
        return "DatabaseUrls(...)"


class Passwords(msgspec.Struct, frozen=True, kw_only=True):
    """The passwords of the log-in roles."""

    owner: str
    app: str
    jobs: str

    def __repr__(self) -> str:
        return "Passwords(...)"

    def of(self, role: str) -> str:
        """The password of a log-in role by its database name."""
        return {OWNER: self.owner, APP: self.app, JOBS: self.jobs}[role]


def kept_passwords(secrets_dir: Path) -> Passwords:
    """The roles' passwords from `secrets_dir`, generated on first use.

    Raises: ProvisionError when a file cannot be read or written.
    """
    try:
        return Passwords(
            owner=read_or_create_secret(secrets_dir, OWNER),
            app=read_or_create_secret(secrets_dir, APP),
            jobs=read_or_create_secret(secrets_dir, JOBS),
        )
    except SecretFileError as problem:
        raise ProvisionError(str(problem)) from problem


def provision(admin_url: str, passwords: Passwords, *, database: str = "hanse") -> DatabaseUrls:
    """Create or complete roles and database, as often as wanted, and give the three addresses.

    `admin_url` is a superuser, or a role with CREATEROLE and CREATEDB (managed servers); the second
    kind cannot take `set_config` from PUBLIC.

    Raises: ProvisionError.
    """
    check_name(database)
    with administrator(admin_url) as admin:
        _check_server(admin)
        admin.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _ensure_roles(admin, passwords)
        _ensure_database(admin, database)
        _grant_database(admin, database)
    with administrator(with_login(admin_url, database=database)) as inside:
        _grant_inside(inside)
    return urls_for(admin_url, passwords, database)


def create_from_template(admin_url: str, passwords: Passwords, *, database: str, template: str) -> DatabaseUrls:
    """Copy a provisioned database, with the grants and settings that a copy does not carry over.

    Raises: ProvisionError when the template is in use or the name is taken.
    """
    check_name(database)
    check_name(template)
    with administrator(admin_url) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(database), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
        _grant_database(admin, database)
    return urls_for(admin_url, passwords, database)


def prepare_database(admin_url: str, database: str) -> str:
    """Make another database on a server whose roles exist, with owner, grants and settings; gives its admin address.

    Raises: ProvisionError, also when the roles are missing.
    """
    check_name(database)
    with administrator(with_login(admin_url, database="postgres")) as admin:
        _check_server(admin)
        found = admin.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", ([*LOGINS, DEFINER],)).fetchone()
        if found != (len(LOGINS) + 1,):
            raise ProvisionError("The roles of Hanse are missing on this server: run `hanse db provision` first.")
        _ensure_database(admin, database)
        _grant_database(admin, database)
    address = with_login(admin_url, database=database)
    with administrator(address) as inside:
        _grant_inside(inside)
    return address


def drop_database(admin_url: str, database: str) -> None:
    """Drop a database if it exists, ending its connections.

    Raises: ProvisionError.
    """
    check_name(database)
    with administrator(admin_url) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def refusal(url: str) -> str:
    """Why a database cannot be used with this address right now; an empty text when it can."""
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as problem:
        return _first_line(problem)
    return ""


def urls_for(admin_url: str, passwords: Passwords, database: str) -> DatabaseUrls:
    """The three addresses of a database on the administrator's server."""
    return DatabaseUrls(
        app=with_login(admin_url, user=APP, password=passwords.app, database=database),
        owner=with_login(admin_url, user=OWNER, password=passwords.owner, database=database),
        jobs=with_login(admin_url, user=JOBS, password=passwords.jobs, database=database),
    )


def with_login(url: str, *, user: str = "", password: str = "", database: str = "") -> str:
    """The same server's address with another user and password, or another database.

    Raises: ProvisionError when `url` is not a PostgreSQL address.
    """
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as problem:
        raise ProvisionError(f"The database address is not valid: {_first_line(problem)}.") from problem
    if user:
        parts["user"] = user
        parts["password"] = password
        # A file of passwords belongs to the former user.
        parts.pop("passfile", None)
    if database:
        parts["dbname"] = database
    host, port = parts.pop("host", ""), parts.pop("port", "")
    login = ":".join(quote(parts.pop(name), safe="") for name in ("user", "password") if parts.get(name))
    where = f"{login}@" if login else ""
    # A socket's folder and several hosts do not fit the host part of an address.
    if host and not host.startswith(("/", "@")) and "," not in host:
        where += f"[{host}]" if ":" in host else host
        where += f":{port}" if port else ""
    else:
        parts |= {name: value for name, value in (("host", host), ("port", port)) if value}
    path = quote(parts.pop("dbname", ""), safe="")
    query = urlencode(parts)
    return f"postgresql://{where}/{path}" + (f"?{query}" if query else "")


def database_name(url: str) -> str:
    """The name of an address's database. Raises: ProvisionError when there is none."""
    name = login_environment(url).get("PGDATABASE")
    if not name:
        raise ProvisionError("The database address names no database: add its name behind the last slash.")
    return name


def login_environment(url: str) -> dict[str, str]:
    """An address as the environment of PostgreSQL's own programs, so that no list of processes shows its password.

    Raises: ProvisionError when `url` is not a PostgreSQL address.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as problem:
        raise ProvisionError(f"The database address is not valid: {_first_line(problem)}.") from problem
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in psycopg.pq.Conninfo.get_defaults()
        if option.envvar
    }
    return {names[name]: str(value) for name, value in parts.items() if value is not None and name in names}


def check_name(database: str) -> None:
    """Refuse a database name that would need quoting everywhere.

    Raises: ProvisionError.
    """
    if not _NAME.fullmatch(database):
        raise ProvisionError(
            f"{database!r} cannot be the database's name: use at most 63 small letters, digits and _, such as hanse."
        )


@contextmanager
def administrator(url: str) -> Iterator[psycopg.Connection]:
    """A connection of an administrator, in autocommit: CREATE DATABASE works only so, each step repeats."""
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as problem:
        raise ProvisionError(
            f"The database server cannot be reached with the administrator's address: {_first_line(problem)}."
        ) from problem
    try:
        with connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as problem:
        raise ProvisionError(
            f"The administrator's role may not make the database ready ({_first_line(problem)}): use a superuser, or a "
            "role with CREATEROLE and CREATEDB."
        ) from problem
    except psycopg.Error as problem:
        raise ProvisionError(f"The database could not be made ready: {_first_line(problem)}.") from problem


def _check_server(admin: psycopg.Connection) -> None:
    version = admin.info.server_version
    if version < SERVER_MIN:
        raise ProvisionError(
            f"The database server is PostgreSQL {version // 10000}: Hanse needs {SERVER_MIN // 10000} or later."
        )
    # Asked first: a role without these rights could still change its own password before it is refused.
    may = admin.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if may != (True,):
        raise ProvisionError(
            f"The administrator's role may not make the database ready ({admin.info.user}): use a superuser, or a role "
            "with CREATEROLE and CREATEDB."
        )


def _ensure_roles(admin: psycopg.Connection, passwords: Passwords) -> None:
    found = {
        str(row[0]): row[1:]
        for row in admin.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname = ANY(%s)",
            ([*LOGINS, DEFINER],),
        )
    }
    for role in (*LOGINS, DEFINER):
        if role not in found:
            admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        _correct_attributes(admin, role, found.get(role))
    for role in LOGINS:
        _ensure_password(admin, role, passwords.of(role))
    if admin.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", (OWNER, DEFINER)).fetchone() != (True,):
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(DEFINER), sql.Identifier(OWNER)))


def _correct_attributes(admin: psycopg.Connection, role: str, has: tuple[bool, ...] | None) -> None:
    """Take from a role what would let it around row security; a new role only lacks the log-in."""
    login = role in LOGINS
    words: list[LiteralString] = []
    if (has[0] if has else False) != login:
        words.append("LOGIN" if login else "NOLOGIN")
    names: tuple[LiteralString, ...] = ("NOSUPERUSER", "NOBYPASSRLS", "NOCREATEROLE", "NOCREATEDB", "NOREPLICATION")
    words += [word for word, present in zip(names, has[1:], strict=True) if present] if has else []
    if words:
        admin.execute(
            sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(role), sql.SQL(" ").join(sql.SQL(w) for w in words))
        )


def _ensure_password(admin: psycopg.Connection, role: str, password: str) -> None:
    """Set the role's password, unless this very password works already (one cheap log-in shows it)."""
    if _logs_in(admin.info, role, password):
        return
    # Only the salted verifier travels, so that no server log can hold the password.
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    admin.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)), prepare=False
    )


def _logs_in(info: psycopg.ConnectionInfo, role: str, password: str) -> bool:
    address = with_login(info.dsn, user=role, password=password)
    try:
        with psycopg.connect(address, connect_timeout=_CONNECT_SECONDS) as connection:
            # Without a password asked, the log-in proves nothing ("trust").
            return bool(connection.pgconn.used_password)
    except psycopg.OperationalError:
        return False


def _ensure_database(admin: psycopg.Connection, database: str) -> None:
    row = admin.execute(
        "SELECT pg_encoding_to_char(encoding), pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s",
        (database,),
    ).fetchone()
    if row is None:
        _lend_membership(admin, OWNER)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' {} OWNER {}").format(
                sql.Identifier(database), _locale(admin), sql.Identifier(OWNER)
            )
        )
        return
    if row[0] != "UTF8":
        raise ProvisionError(f"The database {database} has the encoding {row[0]}: Hanse needs one in UTF8.")
    if row[1] != OWNER:
        _lend_membership(admin, OWNER)
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), sql.Identifier(OWNER)))


def _lend_membership(admin: psycopg.Connection, role: str) -> None:
    """An administrator who is no superuser must be a member of the role it makes an owner."""
    if admin.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", (role,)).fetchone() != (True,):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def _locale(admin: psycopg.Connection) -> sql.SQL:
    """Sort by code point and know the letters of Unicode: the same order on every machine, and fast."""
    if admin.info.server_version >= BUILTIN_LOCALES_SINCE:
        return sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
    found = admin.execute("SELECT 1 FROM pg_collation WHERE collname IN ('C.UTF-8', 'C.utf8')").fetchone()
    return sql.SQL("LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'") if found else sql.SQL("LC_COLLATE 'C'")


def _grant_database(admin: psycopg.Connection, database: str) -> None:
    """Who may connect, and the session defaults of the database."""
    _lend_membership(admin, OWNER)
    name = sql.Identifier(database)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    admin.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(name, sql.Identifier(APP), sql.Identifier(JOBS))
    )
    for setting, value in _DATABASE_SETTINGS.items():
        admin.execute(sql.SQL("ALTER DATABASE {} SET {} = {}").format(name, sql.Identifier(setting), sql.SQL(value)))


def _grant_inside(inside: psycopg.Connection) -> None:
    """Close what PostgreSQL leaves open to every role, inside the database."""
    for statement in _SCHEMA_GRANTS:
        inside.execute(statement)
    row = inside.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row == (True,):
        for statement in _SUPERUSER_GRANTS:
            inside.execute(statement)


_SCHEMA_GRANTS: tuple[LiteralString, ...] = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public TO {APP}, {JOBS}",
    # A function's new owner needs CREATE on its schema; nobody can log in as this role.
    f"GRANT USAGE, CREATE ON SCHEMA public TO {DEFINER}",
)

# One call of set_config in a sub-select would leave the tenant, and so would an update of pg_settings.
_SUPERUSER_GRANTS: tuple[LiteralString, ...] = (
    "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {OWNER}, {DEFINER}",
    "REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC",
    "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
    f"GRANT USAGE ON LANGUAGE plpgsql TO {OWNER}, {DEFINER}",
)


def _first_line(problem: BaseException) -> str:
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(problem).__name__
