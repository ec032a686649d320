"""Owns the generated reference pages: commands, settings, permissions, events; written from what the code declares.

A test compares them with the code, so that they never tell of another version. Must not be here: prose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import click
import msgspec

from hanse.platform.cli.composition import Composition, composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, output_option
from hanse.platform.registry import Registry
from hanse.platform.settings import describe

_WIDTH = 100
NOTE = "This page is written by `hanse docs write`; change the code it describes, not the page."


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("write", f"{__name__}:write", "Write docs/reference/{cli,settings,permissions,events}.md anew."),
        Entry("check", f"{__name__}:check", "Say whether those pages are up to date."),
    ),
)
def docs() -> None:
    """Keep the generated reference pages true."""


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("docs/reference"))
@output_option
def write(folder: Path, out: Output) -> None:
    """Write docs/reference/{cli,settings,permissions,events}.md anew."""
    changed = stale(folder, _root(), composition())
    for name, text in changed.items():
        (folder / name).write_text(text, "utf-8")
    out.show({"written": sorted(changed)}, f"Wrote {', '.join(sorted(changed))}." if changed else "All up to date.")


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("docs/reference"))
@output_option
def check(folder: Path, out: Output) -> None:
    """Say whether those pages are up to date; status 1 when they are not."""
    changed = stale(folder, _root(), composition())
    out.show({"stale": sorted(changed)}, f"Not up to date: {', '.join(sorted(changed))}." if changed else "Up to date.")
    if changed:
        raise click.exceptions.Exit(1)


def stale(folder: Path, root: click.Group, lent: Composition) -> dict[str, str]:
    """The pages whose text is not what the code says: name -> right text."""
    found: dict[str, str] = {}
    for name, text in pages(root, lent.build_registry()).items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            found[name] = text
    return found


def pages(root: click.Group, registry: Registry) -> dict[str, str]:
    """Every generated page: name -> text."""
    makers: Mapping[str, Callable[[], Iterator[str]]] = {
        "cli.md": lambda: cli_page(root),
        "settings.md": settings_page,
        "permissions.md": lambda: permissions_page(registry),
        "events.md": lambda: events_page(registry),
    }
    return {name: "\n".join(make()) + "\n" for name, make in makers.items()}


def cli_page(root: click.Group) -> Iterator[str]:
    """Every command with its own help."""
    yield from ("# Command line", "", NOTE, "", "Every command takes `--help` and `--json`.", "")
    yield from _command(root, "hanse", None)


def settings_page() -> Iterator[str]:
    """Every setting."""
    yield from ("# Settings", "", NOTE, "")
    yield "Set as environment variables, or under the name without `HANSE_` in small letters in `hanse.toml`."
    yield "`hanse doctor --settings` shows the values in use and where each comes from."
    yield from ("", "| variable | what it is | kind | default | example |", "|---|---|---|---|---|")
    for line in describe():
        default = f"`{line.default}`" if line.default else ""
        yield f"| `{line.variable}` | {_cell(line.help)} | {_cell(line.kind)} | {default} | `{line.example}` |"


def permissions_page(registry: Registry) -> Iterator[str]:
    """Every right, by domain, with the built-in roles that hold it."""
    yield from ("# Permissions", "", NOTE, "", "The owner of a business holds every right without being named.", "")
    for domain in registry.domains:
        if not domain.permissions:
            continue
        yield from (f"## {domain.name}", "", "| permission | what it allows | staff | at organizations |")
        yield "|---|---|---|---|"
        for item in domain.permissions:
            what = f"{item.label}. {item.help}".strip() + (" **Powerful.**" if item.dangerous else "")
            staff, partners = _roles(item.tenant_roles), _roles(item.organization_roles)
            yield f"| `{item.name}` | {_cell(what)} | {staff} | {partners} |"
        yield ""


def events_page(registry: Registry) -> Iterator[str]:
    """Every event with its fields."""
    yield from (
        "# Events",
        "",
        NOTE,
        "",
        "What happened, stored with the change that caused it; webhooks use the same names.",
    )
    yield from ("", "| event | when | fields |", "|---|---|---|")
    for name, event in sorted(registry.events.items()):
        fields = ", ".join(f"`{field.encode_name}`" for field in msgspec.structs.fields(event))
        yield f"| `{name}` | {_cell((event.__doc__ or '').strip())} | {fields} |"


def _command(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """The help of a command as a terminal of a fixed width shows it, then that of those below it."""
    settings = {**command.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    heading = "#" * min(context.command_path.count(" ") + 2, 4)
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    yield from (f"{heading} {context.command_path}", "", "```text", *lines, "```", "")
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from _command(found, below, context)


def _roles(roles: Mapping[str, Any]) -> str:
    return ", ".join(f"{role} ({reach.value})" if reach.value != "tenant" else role for role, reach in roles.items())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _root() -> click.Group:
    return cast(click.Group, click.get_current_context().find_root().command)
