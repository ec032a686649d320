"""Owns the commands that run processes: `up`, `web`, `worker`.

Must not be here: how processes are kept alive (`platform/supervisor`), or what they do.
"""

from __future__ import annotations

import asyncio
import os
import sys

import click
import msgspec

from hanse.kit.structs import to_json
from hanse.platform.cli.composition import Composition, composition
from hanse.platform.cli.output import Output, output_option
from hanse.platform.db.guard import read_revision
from hanse.platform.db.revisions import missing
from hanse.platform.loading import load
from hanse.platform.observability import configure_logging
from hanse.platform.settings import Settings, load_settings, variable_of
from hanse.platform.supervisor import Hooks, run, running_database


@click.command()
@output_option
def up(out: Output) -> None:
    """Run a whole installation until Ctrl-C.

    Starts PostgreSQL (unless DATABASE_URL names one), brings the schema up to date, runs web and worker processes, and
    in development builds the demo world once beside them. A process that dies is started again. With --json one line
    with address and demo log-ins is printed as soon as Hanse answers.
    """
    lent = composition()
    sys.exit(
        run(
            _settings(),
            web_factory=lent.web_factory,
            worker_command=_worker_command(lent),
            hooks=Hooks(
                prepare=_migrate,
                on_ready=lambda settings: _greet(lent, settings, out),
                afterwards=lambda settings: _build_demo(lent, settings),
            ),
        )
    )


@click.command()
@output_option
def web(out: Output) -> None:
    """Run web processes only, on the database DATABASE_URL names or beside a running `hanse up`.

    For a second machine, or to give pages more processes than workers. Stops with Ctrl-C.
    """
    lent = composition()
    settings = msgspec.structs.replace(running_database(_settings()), worker_processes=0)
    sys.exit(
        run(
            settings,
            web_factory=lent.web_factory,
            worker_command=[],
            hooks=Hooks(prepare=lambda _: None, on_ready=lambda ready: _greet(lent, ready, out)),
        )
    )


@click.command()
@output_option
def worker(out: Output) -> None:
    """Run one background worker until it is told to stop (`hanse up` runs them by itself)."""
    settings = running_database(_settings())
    if not settings.database_jobs_url:
        raise click.UsageError(f"A worker needs {variable_of('database_jobs_url')}; `hanse db provision` prints it.")
    out.say("Working; Ctrl-C stops.")
    os.environ["DATABASE_URL"] = settings.database_url
    os.environ["HANSE_DATABASE_JOBS_URL"] = settings.database_jobs_url
    command = _worker_command(composition())
    os.execv(command[0], command)  # noqa: S606 - the worker's parts are needed by no other command


def _worker_command(lent: Composition) -> list[str]:
    return [sys.executable, "-m", lent.worker_module]


def _settings() -> Settings:
    settings = load_settings().settings
    configure_logging(settings.log_level, settings.log_format)
    return settings


def _migrate(settings: Settings) -> None:
    """Bring the schema up to date when something is lacking; what this imports ends with its process."""
    owner_url = settings.database_owner_url
    if owner_url and missing(asyncio.run(read_revision(owner_url))):
        load("hanse.platform.db.migrate:upgrade")(owner_url)


def _build_demo(lent: Composition, settings: Settings) -> None:
    """Build what is missing of the demo world, beside the running installation: nobody waits for it."""
    if settings.demo:
        was_made = asyncio.run(_seed(lent, settings))
        if was_made and settings.database_owner_url:
            load("hanse.platform.db.statistics:refresh_statistics")(settings.database_owner_url)


async def _seed(lent: Composition, settings: Settings) -> bool:
    services = lent.build_services(settings)
    async with lent.run(services):
        report = await lent.seed_demo(services, lambda line: click.echo(f"  {line} ...", err=True))
    if report.was_made:
        click.echo("  The demo world is ready.\n", err=True)
    return bool(report.was_made)


def _greet(lent: Composition, settings: Settings, out: Output) -> None:
    log_ins = load(lent.log_ins)() if settings.demo else []
    if out.json:
        click.echo(to_json({"url": settings.public_url, "log_ins": log_ins}))
        return
    click.echo(f"\n  Hanse answers at {settings.public_url}\n")
    if log_ins:
        click.echo(f"  Demo log-ins, all with the password: {log_ins[0].password}\n")
        width = max(len(one.email) for one in log_ins)
        for one in log_ins:
            click.echo(f"    {one.email:<{width}}  {one.label}, {one.business}")
        click.echo()
    click.echo("  Ctrl-C stops everything.\n")
