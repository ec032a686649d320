"""Database functions: the few that run with other rights (SECURITY DEFINER), and plain ones.

A definer function belongs to hanse_definer, has a pinned search_path, and may be executed only by the roles named. What
hanse_definer may see beyond the tenant is granted table by table with `allow_definer`; both are on reviewed lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, Unpack

from hanse.platform.db.roles import APP, DEFINER, OWNER, SEARCH_PATH
from hanse.platform.db.schema.emit import SchemaRuleBroken, execute, literal, quote, quote_all, table_name

_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")


class FunctionOptions(TypedDict, total=False):
    """How a function behaves; see create_definer_function."""

    language: str
    volatility: str
    grants_to: Sequence[str]
    settings: Sequence[str]
    rows: int
    strict: bool
    replace: bool
    reason: str


def create_definer_function(name: str, args: str, returns: str, body: str, **options: Unpack[FunctionOptions]) -> None:
    """Make a function that runs as hanse_definer and that only the named roles may call.

    `args` is the argument list (`p_email text, p_limit integer`; prefix names with p_), `returns` the result
    (`TABLE (id uuid)`, `uuid`), `body` the code. Options: `language` (sql), `volatility` (volatile | stable |
    immutable), `grants_to` (default the application), `settings` (more SET clauses, such as
    "plan_cache_mode = force_custom_plan"), `rows` (planner's estimate), `strict`, `replace` (a new body for the same
    signature), `reason` (its comment).

    `app.tenant_id` stays as the caller set it: a function that serves one tenant filters by app_tenant_id() itself.
    """
    qualified = table_name(name)
    signature = f"{qualified}({_types(args)})"
    statements = [
        _definition(qualified, args, returns, body, options, definer=True),
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {signature} TO {quote_all(options.get('grants_to', (APP,)))}",
    ]
    if "reason" in options:
        statements.append(f"COMMENT ON FUNCTION {signature} IS {literal(options['reason'])}")
    _as_definer(statements)


def drop_definer_function(name: str, args: str) -> None:
    """Remove a definer function; `args` as at its creation. Only when no running release calls it any more."""
    _as_definer([f"DROP FUNCTION {table_name(name)}({_types(args)})"])


def _as_definer(statements: Sequence[str]) -> None:
    """Work as hanse_definer, which may create in the schema only for the length of these statements."""
    execute(
        f"GRANT CREATE ON SCHEMA public TO {DEFINER}",
        f"SET LOCAL ROLE {DEFINER}",
        *statements,
        f"SET LOCAL ROLE {OWNER}",
        f"REVOKE CREATE ON SCHEMA public FROM {DEFINER}",
    )


def create_function(name: str, args: str, returns: str, body: str, **options: Unpack[FunctionOptions]) -> None:
    """Make a plain function: it runs with the caller's rights and under the caller's policies. Options as above."""
    qualified = table_name(name)
    signature = f"{qualified}({_types(args)})"
    execute(
        _definition(qualified, args, returns, body, options, definer=False),
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {signature} TO {quote_all(options.get('grants_to', (APP,)))}",
    )


def allow_definer(table: str, privileges: Sequence[str], using: str = "true") -> None:
    """Let hanse_definer reach rows of `table` in any tenant (or those `using` selects), for its functions only.

    Needed only for row level secured tables; the table must be on the reviewed list of definer tables. For a global
    table the grant alone is made by `allow_definer_global`.
    """
    wanted = _checked(table, privileges)
    name = table_name(table)
    statements = [f"GRANT {', '.join(wanted)} ON {name} TO {DEFINER}"]
    for privilege in wanted:
        clauses = f"WITH CHECK ({using})" if privilege == "INSERT" else f"USING ({using})"
        statements.append(f"CREATE POLICY definer_{privilege.lower()} ON {name} FOR {privilege} TO {DEFINER} {clauses}")
    execute(*statements)


def allow_definer_global(table: str, privileges: Sequence[str]) -> None:
    """Let definer functions use a global table."""
    execute(f"GRANT {', '.join(_checked(table, privileges))} ON {table_name(table)} TO {DEFINER}")


def _checked(table: str, privileges: Sequence[str]) -> list[str]:
    wanted = [privilege.upper() for privilege in privileges]
    if not wanted or any(privilege not in _PRIVILEGES for privilege in wanted):
        raise SchemaRuleBroken(f"{table}: choose from {', '.join(_PRIVILEGES)} for the definer role")
    return wanted


def _definition(qualified: str, args: str, returns: str, body: str, options: FunctionOptions, *, definer: bool) -> str:
    volatility = options.get("volatility", "volatile").upper()
    if volatility not in ("VOLATILE", "STABLE", "IMMUTABLE"):
        raise SchemaRuleBroken(f"{qualified}: volatility is volatile, stable or immutable")
    lines = [
        f"CREATE {'OR REPLACE ' if options.get('replace') else ''}FUNCTION {qualified}({args}) RETURNS {returns}",
        f"LANGUAGE {quote(options.get('language', 'sql'))} {volatility}",
    ]
    if options.get("strict"):
        lines.append("STRICT")
    if "rows" in options:
        lines.append(f"ROWS {options['rows']:d}")
    if not definer and volatility != "VOLATILE":
        lines.append("PARALLEL SAFE")
    if definer:
        lines.append(f"SECURITY DEFINER SET search_path = {SEARCH_PATH}")
    lines += [f"SET {setting}" for setting in options.get("settings", ())]
    lines.append(f"AS $hanse$\n{body.strip()}\n$hanse$")
    return "\n".join(lines)


def _types(args: str) -> str:
    """The argument list without its defaults, as ALTER and GRANT want it."""
    return ", ".join(part.partition(" DEFAULT ")[0].strip() for part in _split(args))


def _split(args: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, character in enumerate(args):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(args[start:position])
            start = position + 1
    tail = args[start:]
    return [*parts, tail] if tail.strip() else parts
