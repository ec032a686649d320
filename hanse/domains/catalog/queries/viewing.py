"""For whom products are read: staff see everything, an organization what is open to it, others what is open to all."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.types import OrganizationId
from hanse.kit.errors import Forbidden, Invalid
from hanse.kit.structs import Data
from hanse.platform.context import Ctx

# Whether a product may be known; the tokens of the reader are worked out once per statement.
VISIBLE: Final = """(%(all)s OR (p.status = 'active'
    AND p.audience && (SELECT catalogue_tokens(%(organization)s::uuid))))"""


class Viewer(Data, frozen=True, kw_only=True):
    """For whom is read. `sees_all` is staff who look for no organization in particular."""

    sees_all: bool
    organization: UUID | None = None
    path: tuple[UUID, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """What VISIBLE takes."""
        return {"all": self.sees_all, "organization": self.organization}


async def viewer_of(
    ctx: Ctx, organization_id: OrganizationId | None, permission: str = "product.view", *, as_buyer: bool = False
) -> Viewer:
    """For whom the reader may look. Staff may look as any organization; with `as_buyer` and none, as everybody does.

    Raises Forbidden without the right, Invalid for an organization that is not there or not theirs to look for.
    """
    scope = ctx.scope(permission)
    wanted = organization_id.uuid if organization_id else None
    if scope.everything:
        if wanted is None:
            return Viewer(sees_all=not as_buyer)
        return Viewer(sees_all=False, organization=wanted, path=await _path(ctx, wanted))
    wanted = wanted or _own_place(ctx) or next(iter((*scope.organizations, *scope.trees)), None)
    if wanted is None:
        raise Forbidden(extra={"permission": permission})
    if wanted in scope.organizations or wanted in scope.trees:
        return Viewer(sees_all=False, organization=wanted, path=(wanted,))
    path = await _path(ctx, wanted)
    if not set(path) & set(scope.trees):
        raise _unknown()
    return Viewer(sees_all=False, organization=wanted, path=path)


def _own_place(ctx: Ctx) -> UUID | None:
    """The organization the reader works for now."""
    behalf = ctx.principal.on_behalf
    return behalf.organization_id if behalf else ctx.principal.organization_id


async def _path(ctx: Ctx, organization: UUID) -> tuple[UUID, ...]:
    """The organization and those above it; read once per unit of work. Raises Invalid."""
    known: dict[UUID, tuple[UUID, ...]] = ctx.caches.setdefault("catalog.paths", {})
    if organization not in known:
        known.update(await ctx.services.extras["organization_tree"].paths(ctx, [organization]))
    if organization not in known:
        raise _unknown()
    return known[organization]


def _unknown() -> Invalid:
    return Invalid.field("organization_id", "There is no such organization", "not_found")
