"""Owns how a command gets at the installation: checked settings, a database that answers, the services over it.

Must not be here: long-running processes (`processes.py`), or what commands do.
"""

from __future__ import annotations

import asyncio
import functools
import getpass
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import click

from hanse.kit.ids import uuid7
from hanse.platform.authz import Principal, TenantRef
from hanse.platform.cli.composition import composition
from hanse.platform.context import Origin, system_principal
from hanse.platform.http.auth import Identity
from hanse.platform.observability import configure_logging
from hanse.platform.services import Services
from hanse.platform.settings import Settings, load_settings
from hanse.platform.supervisor import database

_QUIET_LEVELS = {"debug": "debug", "info": "warning", "warning": "warning", "error": "error"}


def settings_of_command() -> Settings:
    """The checked settings. Everyday messages of the parts stay off the terminal: the command itself says what it does.

    Raises SettingsError.
    """
    settings = load_settings().settings
    configure_logging(_QUIET_LEVELS[settings.log_level], settings.log_format)
    if settings.log_level != "debug":
        # A database that is away is told once, by the command, not with every attempt of the pool.
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    return settings


@contextmanager
def working_database() -> Iterator[Settings]:
    """Settings whose database addresses work while the command runs. Raises SettingsError, SupervisorError."""
    with database(settings_of_command(), lambda line: click.echo(line, err=True)) as settings:
        yield settings


def with_services(function: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Make an asynchronous function of `services` a command: connected, checked as every process is, closed after."""

    @functools.wraps(function)
    def run(**options: Any) -> None:
        lent = composition()

        async def work(settings: Settings) -> None:
            services = lent.build_services(settings)
            async with lent.run(services):
                await function(services=services, **options)

        with working_database() as settings:
            asyncio.run(work(settings))

    return run


def operator() -> Principal:
    """Whoever has the installation's own command line: every right, and named in the audit trail."""
    return system_principal(["*"], f"Operator {_who()}")


@asynccontextmanager
async def acting(services: Services, tenant: TenantRef | None, email: str | None) -> AsyncIterator[Identity]:
    """Be a member of a business, with exactly their rights, or the operator when no address is given."""
    if tenant is None or email is None:
        yield Identity(principal=operator(), tenant=tenant)
        return
    async with composition().act_as(services, tenant, email) as identity:
        yield identity


def origin_of_command(version: int | None = None) -> Origin:
    """Where a call from the command line comes from, for the audit trail."""
    agent = f"hanse command line ({_who()})"
    return Origin(request_id=f"cli-{uuid7()}", user_agent=agent, expected_version=version, channel="cli")


async def tenant_named(services: Services, handle: str) -> TenantRef:
    """The business of a handle. Raises a usage error when there is none."""
    found = await services.tenants.by_handle(services, handle)
    if found is None:
        raise click.UsageError(f"There is no business with the handle {handle!r}; `hanse tenants list` shows all.")
    return found


def _who() -> str:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return f"{name}@{socket.gethostname()}"[:120]
