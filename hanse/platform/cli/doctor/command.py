"""Runs every check and shows what was found: PASS, WARN, FAIL or SKIP, each with what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import click

from hanse.kit.clock import SystemClock
from hanse.kit.errors import ExplainedError
from hanse.platform.cli.composition import Composition, composition
from hanse.platform.cli.doctor.database import check_roles, check_schema, check_server, check_walls
from hanse.platform.cli.doctor.findings import Check, fail, good, skip
from hanse.platform.cli.doctor.machine import check_machine
from hanse.platform.cli.doctor.outside import check_outside
from hanse.platform.cli.doctor.work import check_work
from hanse.platform.cli.output import Output, output_option
from hanse.platform.observability import configure_logging
from hanse.platform.settings import Loaded, SettingLine, Settings, describe, load_settings
from hanse.platform.supervisor import database

_COLOURS = {"pass": "green", "warn": "yellow", "fail": "red", "skip": "bright_black"}


@click.command()
@click.option("--settings", "explain", is_flag=True, help="Explain every setting: value, origin, meaning.")
@output_option
def doctor(explain: bool, out: Output) -> None:
    """Check everything and say what to mend.

    Looks at settings, machine, database and its walls, schema, background work, mail, files, the public address and
    clocks. Changes nothing. Ends with status 1 when something FAILs; WARN is for somebody to look at.
    """
    configure_logging("error", "auto")
    checks: list[Check] = []
    loaded = None
    try:
        loaded = load_settings(create=False)
    except ExplainedError as problem:
        checks.append(fail("Settings", "Settings", str(problem), "Change that setting, then ask again"))
    lines = describe(loaded)
    if not out.json:
        _show_settings(lines, explain=explain)
    for check in [*checks, *(_look(loaded, composition()) if loaded else ())]:
        if check not in checks:
            checks.append(check)
        if not out.json:
            _show(check)
    failed = [check for check in checks if check.state == "fail"]
    warned = [check for check in checks if check.state == "warn"]
    summary = f"\n{len(failed)} failed, {len(warned)} to look at, {len(checks)} checks."
    out.show({"ok": not failed, "checks": checks, "settings": lines}, summary)
    if failed:
        raise click.exceptions.Exit(1)


def _look(loaded: Loaded, lent: Composition) -> Iterator[Check]:
    settings, clock = loaded.settings, SystemClock()
    given = sum(1 for origin in loaded.origins.values() if origin != "default")
    yield good("Settings", "Settings", f"all in order; {given} set by you, the others have their defaults")
    yield from check_machine(settings)
    yield from _database(settings, clock, lent)
    yield from _gathered(check_outside(settings, clock))


def _database(settings: Settings, clock: SystemClock, lent: Composition) -> Iterator[Check]:
    if settings.embedded_database and not (settings.data_dir / "postgres").exists():
        yield skip("Database", "Database", f"nothing is installed in {settings.data_dir} yet; `hanse up` does it")
        return
    try:
        with database(settings) as addressed:
            yield from _reached(addressed, clock, lent)
    except ExplainedError as problem:
        yield fail("Database", "Database", str(problem), "Mend that, then ask again")


def _reached(settings: Settings, clock: SystemClock, lent: Composition) -> Iterator[Check]:
    roles = list(check_roles(settings))
    yield from roles
    if any(check.state == "fail" for check in roles):
        yield skip("Database", "Everything inside", "cannot be looked at as long as a role is not let in")
        return
    yield from check_server(settings, clock)
    schema = list(check_schema(settings))
    yield from schema
    yield from check_walls(settings, lent)
    if any(check.state == "fail" for check in schema):
        yield skip("Work", "Background work", "cannot be looked at before the schema is up to date")
    else:
        yield from _gathered(check_work(settings, clock.now()))


def _gathered(checks: AsyncIterator[Check]) -> list[Check]:
    async def gather() -> list[Check]:
        return [check async for check in checks]

    return asyncio.run(gather())


def _show_settings(lines: list[SettingLine], *, explain: bool) -> None:
    if explain:
        for line in lines:
            click.secho(line.variable, bold=True)
            click.echo(f"    {line.help}")
            click.echo(f"    value {line.value or '(not set)'}, from {line.origin}; for example {line.example}")
        click.echo()
        return
    given = [line for line in lines if line.origin != "default"]
    for line in given:
        click.echo(f"      {line.variable} = {line.value}  ({line.origin})")
    if given:
        click.echo()


def _show(check: Check) -> None:
    mark = click.style(f"{check.state.upper():4}", fg=_COLOURS[check.state])
    click.echo(f"{mark}  {check.name}: {check.found}")
    if check.mend:
        click.echo(f"      -> {check.mend}")
