"""Writes docs/reference/isolation.md: which test stands for which wall, as the last run of `make mutate` found it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hanse.app import build_registry
from tests.mutation.equal import EQUAL

TARGET = Path(__file__).parents[2] / "docs/reference/isolation.md"
HEAD = """# Which test stands for which wall

Written by `make mutate`. Each place below was taken away, and the test beside it failed; it passed again with the place
back. "Twice" means that another place asks for the same right, and the test failed when both were gone.

## Walls of the database
Every table has forced row level security and the policy `tenant_isolation`. For each table
`tests/isolation/test_walls.py::test_every_policy_is_missed_when_it_is_gone` takes away the force, opens the policy and
drops it, and each time the start is refused; `test_without_a_tenant_there_is_nothing` and
`test_a_row_cannot_be_written_for_another_tenant` go against the walls themselves.
"""


def write_list(decided: dict[str, dict[str, Any]]) -> None:
    """Write the page from what was found of each door."""
    tables = {domain.name: domain.tables for domain in build_registry().domains if domain.tables}
    lines = [HEAD, "| domain | tables |", "|---|---|"]
    lines += [f"| {name} | {', '.join(f'`{table}`' for table in found)} |" for name, found in sorted(tables.items())]
    missed = sum(1 for line in decided.values() if is_missed(line))
    left = [door for door, line in decided.items() if not is_missed(line) and door not in EQUAL]
    behind = len(decided) - missed - len(left)
    said = f"{len(decided)} were taken away: {missed} are missed by a test, {behind} stand behind"
    lines += [
        "",
        "## Places that ask for a right",
        f"{said} another one (reason beside it), {len(left)} were not missed.",
    ]
    domain = ""
    for door, line in sorted(decided.items()):
        file, function, kind, permission = door.split()
        if file.split("/")[2] != domain:
            domain = file.split("/")[2]
            lines += ["", f"### {domain}", "| place | asks for | missed by |", "|---|---|---|"]
        place = file.removeprefix(f"hanse/domains/{domain}/").removesuffix(".py")
        lines.append(f"| {place} `{function}` | {kind} `{permission}` | {_words(door, line)} |")
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


def is_missed(line: dict[str, Any]) -> bool:
    """Whether some test failed without the door."""
    return bool(line["killed_by"] or line.get("killed_with_doubles_by"))


def _words(door: str, line: dict[str, Any]) -> str:
    if line["killed_by"]:
        return f"`{_short(line['killed_by'])}`"
    if line.get("killed_with_doubles_by"):
        return f"twice: `{_short(line['killed_with_doubles_by'])}`"
    return EQUAL.get(door, "**nobody**")


def _short(test: str) -> str:
    return test.removeprefix("tests/").replace("|", "/")
