"""Owns loading commands when they are asked for: `hanse --help` must not import the whole product.

Must not be here: any command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
import msgspec

from hanse.platform.loading import load


class Entry(msgspec.Struct, frozen=True):
    """One command: its name, where it is (`module:attribute`), one line of help, and its section of the manual."""

    name: str
    target: str
    help: str
    section: str = "Commands"


class LazyGroup(click.Group):
    """A group whose commands are imported when one of them is called or asked for its own help."""

    def __init__(self, *arguments: Any, entries: Sequence[Entry] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.entries = {entry.name: entry for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the manual."""
        return [*self.entries, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now; None when there is none."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        found: click.Command = load(entry.target)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but a slip of the keyboard is answered with the names that come near."""
        known = args and (args[0] in self.entries or args[0].startswith("-") or args[0] in self.commands)
        if not known and not ctx.resilient_parsing:
            raise click.exceptions.NoSuchCommand(args[0], possibilities=[*self.entries, *self.commands], ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The manual's list, from what is declared: no command is imported for it."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for entry in self.entries.values():
            sections.setdefault(entry.section, []).append((entry.name, entry.help))
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)
