"""What the worker must ask the domains before it works for a tenant. Implemented above, handed over by the
composition root."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from hanse.platform.authz import TenantRef
from hanse.platform.jobs.envelope import ActorRef

if TYPE_CHECKING:
    from hanse.platform.context import Ctx
    from hanse.platform.services import Services


class JobGate(Protocol):
    """Knows tenants and members as they are at this moment."""

    async def tenant(self, services: Services, tenant_id: UUID) -> TenantRef | None:
        """The tenant of a job, whatever its status; None when there is none (any more)."""
        ...

    async def tenants(self, services: Services) -> Sequence[UUID]:
        """All active tenants, for schedules that run for each."""
        ...

    async def refusal(self, ctx: Ctx, actor: ActorRef) -> str | None:
        """Why a job that serves this actor is pointless now (left, suspended), as a sentence; None when it is not."""
        ...
