"""What the pages of checkout share: whose organization, refusals in place, choices."""

from __future__ import annotations

from hanse.domains.checkout import api
from hanse.domains.checkout.types import CartFilter, CartStatus, CartSummary, CostCentreFilter, OrganizationId
from hanse.domains.organizations.api import list_addresses, list_organizations
from hanse.domains.organizations.types import ListParts, OrganizationFilter
from hanse.kit.errors import Forbidden, NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Option


async def present_organization(ctx: Ctx) -> OrganizationId:
    """The organization the reader works for now: of who is acted for, of the session, else the first they see.

    Raises NotFound when there is none.
    """
    behalf = ctx.principal.on_behalf
    present = (behalf.organization_id if behalf else None) or ctx.principal.organization_id
    if present is not None:
        return OrganizationId(present)
    try:
        page = await list_organizations(ctx, OrganizationFilter(roots=True, limit=1))
    except Forbidden:
        raise NotFound() from None
    if not page.items:
        raise NotFound()
    return page.items[0].id


async def address_options(ctx: Ctx, organization_id: OrganizationId) -> list[Option]:
    """The organization's addresses to choose from."""
    page = await list_addresses(ctx, organization_id, ListParts(limit=200))
    return [
        Option(str(one.id), one.label or one.line1, ", ".join(filter(None, (one.line1 if one.label else "", one.city))))
        for one in page.items
    ]


async def centre_options(ctx: Ctx, organization_id: OrganizationId) -> list[Option]:
    """The organization's active cost centres to choose from; none for who may not see them."""
    if not ctx.may_anywhere("cost_centre.view"):
        return []
    page = await api.list_cost_centres(ctx, CostCentreFilter(organization=organization_id, active=True, limit=200))
    return [Option(str(one.id), f"{one.code} {one.name}") for one in page.items]


async def open_carts(ctx: Ctx, organization_id: OrganizationId) -> list[CartSummary]:
    """The carts of an organization that can be filled, newest change first."""
    found = await api.list_carts(ctx, CartFilter(organization=organization_id, status=[CartStatus.OPEN], limit=100))
    return [cart for cart in found.items if "cart.edit" in cart.allowed_actions]


def cart_options(carts: list[CartSummary]) -> list[Option]:
    """Carts to choose from, with the choice of a new one at the end."""
    return [
        *(Option(str(cart.id), cart.name, f"{cart.line_count} lines") for cart in carts),
        Option("new", "A new cart"),
    ]
