"""Owns what the composition root lends to commands: parts of the product by name, loaded when first used.

Must not be here: the names themselves (hanse/cli.py), or any part.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import click
import msgspec

from hanse.kit.structs import Data
from hanse.platform.loading import load

if TYPE_CHECKING:
    from hanse.platform.authz import TenantRef
    from hanse.platform.db.guard import Reviewed
    from hanse.platform.http.auth import Identity
    from hanse.platform.jobs import JobGate
    from hanse.platform.registry import Registry
    from hanse.platform.services import Services
    from hanse.platform.settings import Settings

    Acting = Callable[[Services, TenantRef, str], AbstractAsyncContextManager[Identity]]
    EveryTenant = Callable[[str], AsyncIterator["TenantLine"]]


class TenantLine(Data, frozen=True, kw_only=True):
    """One business of the installation, as its operator sees it."""

    id: UUID
    handle: str
    name: str
    status: str
    kind: str
    currency: str
    created_at: str


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts are, each as `module:attribute`."""

    web_factory: str
    worker_module: str
    services: str
    registry: str
    reviewed: str
    running: str
    gate: str
    acting: str
    tenants: str
    seed: str
    log_ins: str

    def build_registry(self) -> Registry:
        """The index of all domains."""
        return cast("Registry", load(self.registry)())

    def build_services(self, settings: Settings, role: str = "cli") -> Services:
        """One of each part, over settings whose database addresses work; nothing is connected yet."""
        return cast("Services", load(self.services)(settings, role=role))

    def run(self, services: Services) -> AbstractAsyncContextManager[None]:
        """Hold the connections open; refuses an unsafe or outdated database as every process does."""
        return cast("AbstractAsyncContextManager[None]", load(self.running)(services))

    def reviewed_names(self, registry: Registry) -> Reviewed:
        """The start-up guard's lists."""
        return cast("Reviewed", load(self.reviewed)(registry))

    def job_gate(self) -> JobGate:
        """What knows the tenants of jobs."""
        return cast("JobGate", load(self.gate)())

    def act_as(self, services: Services, tenant: TenantRef, email: str) -> AbstractAsyncContextManager[Identity]:
        """Work as a member of a business, with exactly their rights, for the time of the context."""
        return cast("Acting", load(self.acting))(services, tenant, email)

    def every_tenant(self, owner_url: str) -> AsyncIterator[TenantLine]:
        """All businesses whatever their state, read with the owner's address."""
        return cast("EveryTenant", load(self.tenants))(owner_url)

    def seed_demo(self, services: Services, on_progress: Callable[[str], None]) -> Awaitable[Any]:
        """Build what is missing of the demo world; gives its report."""
        return cast("Awaitable[Any]", load(self.seed)(services, on_progress))


def composition() -> Composition:
    """What the composition root lent to the command that runs now."""
    found = click.get_current_context().find_object(Composition)
    assert found is not None
    return found


def option_lines(lines: Sequence[str]) -> str:
    """Lines that click must not wrap."""
    return "\b\n" + "\n".join(lines)
