"""Composition root of the command line. Every command parses, calls, prints; the work is done by the parts it names."""

from __future__ import annotations

import os
import sys

import click

from hanse import __version__
from hanse.kit.errors import HanseError
from hanse.platform.db import migrate
from hanse.platform.observability import configure_logging
from hanse.platform.settings import Settings, SettingsError, load_settings
from hanse.platform.supervisor import SupervisorError, database, run

WEB_FACTORY = "hanse.app:create_app"
WORKER_COMMAND = [sys.executable, "-m", "hanse.work"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hanse")
def cli() -> None:
    """Hanse: a self-hosted B2B portal and marketplace.

    Start everything with `hanse up`. Settings come from HANSE_* variables and hanse.toml; `hanse doctor` explains them.
    """


@cli.command()
def up() -> None:
    """Start PostgreSQL, migrate, seed the demo world once, and run web and worker processes until Ctrl-C."""
    settings = _settings()
    sys.exit(run(settings, web_factory=WEB_FACTORY, worker_command=WORKER_COMMAND, prepare=_prepare, on_ready=_greet))


@cli.command()
def worker() -> None:
    """Run one background worker until it is told to stop (`hanse up` starts them by itself)."""
    os.execv(sys.executable, WORKER_COMMAND)  # the worker's parts are needed by no other command


@cli.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date."""
    with database(_settings(), click.echo) as settings:
        applied = migrate.upgrade(settings.database_owner_url)
    click.echo(f"Applied {len(applied)} migrations." if applied else "The schema is up to date.")


def _settings() -> Settings:
    settings = load_settings().settings
    configure_logging(settings.log_level, settings.log_format)
    return settings


def _prepare(settings: Settings) -> None:
    migrate.upgrade(settings.database_owner_url)


def _greet(settings: Settings) -> None:
    click.echo(f"\n  Hanse answers at {settings.public_url}\n")


def main() -> int:
    """Run the command line; failures are one sentence and exit status 1."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return 130
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (HanseError, SettingsError, SupervisorError) as problem:
        click.echo(f"hanse: {problem}", err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
