"""For whom the storefront is shown: whose catalogue, whose prices, and how much of stock."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.access.types import OrganizationId
from hanse.kit.errors import Forbidden, NotFound
from hanse.kit.structs import Data
from hanse.platform.authz import Subject
from hanse.platform.context import Ctx

VIEW: Final = "product.view"
CHANNEL: Final = "portal"


class Shopper(Data, frozen=True, kw_only=True):
    """The organization looked for (none: what everybody sees), and what may be shown besides products."""

    organization: UUID | None
    sees_prices: bool
    sees_amounts: bool
    currency: str

    def parameters(self, ctx: Ctx) -> dict[str, Any]:
        """What the statements of this domain take."""
        return {
            "organization": self.organization,
            "priced": self.sees_prices,
            "exact": self.sees_amounts,
            "currency": self.currency,
            "channel": CHANNEL,
            "now": ctx.now,
        }


async def shopper_of(ctx: Ctx, organization_id: OrganizationId | None) -> Shopper:
    """For whom the reader may look: partners for their own organizations, staff for any, or as everybody.

    Raises Forbidden without the right, NotFound for an organization the reader may not look for.
    """
    scope = ctx.scope(VIEW)
    wanted = organization_id.uuid if organization_id else None
    if not scope.everything:
        wanted = wanted or _own_place(ctx) or next(iter((*scope.organizations, *scope.trees)), None)
        if wanted is None:
            raise Forbidden(extra={"permission": VIEW})
    path: tuple[UUID, ...] = (wanted,) if wanted else ()
    if wanted is not None and (organization_id is not None or wanted not in (*scope.organizations, *scope.trees)):
        path = await _path(ctx, wanted)
        if not scope.everything and wanted not in scope.organizations and not set(path) & set(scope.trees):
            raise NotFound()
    place = Subject(kind="price", organizations=path)
    return Shopper(
        organization=wanted,
        sees_prices=ctx.may("price.view", place),
        sees_amounts=ctx.may("inventory.view"),
        currency=ctx.tenant.currency,
    )


def visitor_of(ctx: Ctx, *, sees_prices: bool) -> Shopper:
    """Somebody who is not logged in: what everybody sees."""
    return Shopper(organization=None, sees_prices=sees_prices, sees_amounts=False, currency=ctx.tenant.currency)


def _own_place(ctx: Ctx) -> UUID | None:
    """The organization the reader works for now."""
    behalf = ctx.principal.on_behalf
    return behalf.organization_id if behalf else ctx.principal.organization_id


async def _path(ctx: Ctx, organization: UUID) -> tuple[UUID, ...]:
    """The organization and those above it. Raises NotFound."""
    found = await ctx.services.extras["organization_tree"].paths(ctx, [organization])
    if organization not in found:
        raise NotFound()
    return tuple(found[organization])
