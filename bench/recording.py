"""What a request says to PostgreSQL: every statement with its values, as the driver gets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from psycopg import sql
from psycopg.abc import AdaptContext

from hanse.kit.structs import to_json
from hanse.platform.db.exchange import Exchange
from hanse.platform.db.values import Json

BARE = ("NULL", "true", "false")


class Statement(msgspec.Struct, frozen=True):
    """One statement. Frames are BEGIN, SET LOCAL and COMMIT: what makes a transaction of the others."""

    text: str
    values: dict[str, Any]

    @property
    def is_frame(self) -> bool:
        """Whether it only begins, ends or binds a transaction."""
        return self.text.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SET LOCAL", "SAVEPOINT", "RELEASE"))


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Note every statement this process sends while the context is open."""
    noted: list[Statement] = []
    run = Exchange.run

    async def note(exchange: Exchange, statements: Any) -> Any:
        asked = list(statements)
        for query, params in asked:
            text = query.decode() if isinstance(query, bytes) else str(query)
            noted.append(Statement(text, dict(params or {})))
        return await run(exchange, asked)

    Exchange.run = note  # type: ignore[assignment,method-assign]
    try:
        yield noted
    finally:
        Exchange.run = run  # type: ignore[method-assign]


class Script:
    """A request's statements as pgbench runs them: prepared, with parameters, begun in one pipeline as ours are."""

    def __init__(self, statements: list[Statement], number: int, context: AdaptContext) -> None:
        self.variables: dict[str, str] = {}
        self._number, self._context = number, context
        lines: list[str] = []
        is_open = False
        for statement in statements:
            if statement.text.startswith("BEGIN"):
                lines.append("\\startpipeline")
                is_open = True
            lines.append(f"{self._fill(statement)};")
            if is_open and not statement.is_frame:
                lines.append("\\endpipeline")
                is_open = False
        self.text = "\n".join(lines) + "\n"

    def _fill(self, statement: Statement) -> str:
        if not statement.values:
            return statement.text
        return statement.text % {name: self._place(value) for name, value in statement.values.items()}

    def _place(self, value: Any) -> str:
        text, kind = self._literal(value)
        if not text or (text in BARE and not kind):
            return text or f"''{kind}"
        name = f"s{self._number}_{len(self.variables)}"
        self.variables[name] = text
        return f":{name}{kind}"

    def _literal(self, value: Any) -> tuple[str, str]:
        if isinstance(value, (Json, dict, msgspec.Struct)):
            return to_json(value.value if isinstance(value, Json) else value).decode(), "::jsonb"
        literal = sql.Literal(value).as_string(self._context).strip()
        if not literal.startswith(("'", "E'")):
            return literal, ""
        body, _, kind = literal.rpartition("'")
        plain = body.removeprefix("E").removeprefix("'").replace("''", "'")
        return (plain.replace("\\\\", "\\") if literal.startswith("E") else plain), kind
