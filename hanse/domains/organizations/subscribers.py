"""What organizations do when something happened."""

from __future__ import annotations

from hanse.domains.organizations.commands.health import compute_health
from hanse.domains.organizations.events import OrganizationActivated
from hanse.platform.context import Ctx
from hanse.platform.registry import Subscription


async def score_partner(ctx: Ctx, event: OrganizationActivated) -> None:
    """A partner that just began has a health from the first day."""
    await compute_health(ctx, [event.organization_id.uuid])


SUBSCRIPTIONS = (Subscription(OrganizationActivated, score_partner),)
