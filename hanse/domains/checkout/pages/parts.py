"""What the pages of checkout share: whose organization, refusals in place, choices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from hanse.domains.checkout import api
from hanse.domains.checkout.types import CartFilter, CartStatus, CartSummary, CostCentreFilter, OrganizationId
from hanse.domains.organizations.api import list_addresses, list_organizations
from hanse.domains.organizations.types import ListParts, OrganizationFilter
from hanse.kit.errors import Forbidden, HanseError, NotFound, Unauthenticated
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form
from hanse.platform.web.pages import RolledBack, redirect
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect
from hanse.platform.web.shell import Flash

T = TypeVar("T")


def flash(message: str, tone: str = "positive") -> Flash:
    """A message after a change."""
    return Flash(message=message, tone=tone)


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


async def attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """Run an action with the form's data; a refusal stays on the form's page instead of becoming an error page."""
    try:
        return await form.submit(action)
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        form.status, form.message = error.status, error.message
        return None


async def press(
    ctx: Ctx, request: PageRequest, action: Callable[[], Awaitable[Any]], done: Redirect, back: str = ""
) -> Redirect:
    """Run what a button stands for and go on; a refusal undoes all of it and is said on the page one came from."""
    try:
        await action()
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        again = Redirect(back or done.to, Flash(message=error.message, tone="critical"))
        raise RolledBack(redirect(ctx.services, request, again)) from error
    return done


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
