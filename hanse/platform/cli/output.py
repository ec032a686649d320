"""Owns what a command writes: readable text, or with --json one JSON document on standard output and nothing else.

Must not be here: what a command does. Progress and warnings go to standard error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click
import msgspec

from hanse.kit.structs import to_builtins, to_json

F = TypeVar("F", bound=Callable[..., Any])


class Output:
    """Where one command's results go."""

    def __init__(self, *, json: bool) -> None:
        self.json = json

    def say(self, line: str = "") -> None:
        """A line for people; left out of JSON."""
        if not self.json:
            click.echo(line)

    def warn(self, line: str) -> None:
        """Something a person should know although the command went well; on standard error."""
        click.echo(line, err=True)

    def show(self, value: Any, *lines: str) -> None:
        """The result: `value` as JSON, or the lines for people."""
        if self.json:
            click.echo(msgspec.json.format(to_json(value), indent=2).decode())
            return
        for line in lines:
            click.echo(line)

    def table(self, items: Iterable[Any], columns: Mapping[str, str], empty: str) -> None:
        """The result as `{"items": [...]}`, or a table of columns (field -> heading); `empty` for none."""
        rows = [to_builtins(item) for item in items]
        if self.json:
            self.show({"items": rows})
        elif not rows:
            click.echo(empty)
        else:
            for line in table_lines(rows, columns):
                click.echo(line)


def table_lines(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> list[str]:
    """Rows as lines with aligned columns; numbers stand at the right of theirs."""
    cells = [[shown(row.get(name)) for name in columns] for row in rows]
    heads = list(columns.values())
    widths = [max(len(head), *(len(line[at]) for line in cells)) for at, head in enumerate(heads)]
    numeric = [all(isinstance(row.get(name), (int, float)) for row in rows) for name in columns]

    def line(values: Sequence[str]) -> str:
        parts = [
            value.rjust(width) if right else value.ljust(width)
            for value, width, right in zip(values, widths, numeric, strict=True)
        ]
        return "  ".join(parts).rstrip()

    return [line(heads), line(["-" * width for width in widths]), *(line(values) for values in cells)]


def shown(value: Any) -> str:
    """One value in a table; control characters cannot move the terminal's cursor."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    text = "".join(character if character.isprintable() else " " for character in str(value))
    return text if len(text) <= 100 else text[:97] + "..."


def output_option(function: F) -> F:
    """Give a command `--json`; it receives an Output as `out`."""
    option = click.option(
        "--json",
        "out",
        is_flag=True,
        help="Print the result as JSON.",
        callback=lambda ctx, parameter, value: Output(json=bool(value)),
        is_eager=False,
    )
    return option(function)


def bytes_shown(count: int) -> str:
    """A number of bytes as people read it, in units of 1,024."""
    amount, unit = float(count), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
