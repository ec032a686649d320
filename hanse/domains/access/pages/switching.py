"""Changing the place one works in: the list of places, the buttons of the switcher, and acting for somebody."""

from __future__ import annotations

from hanse.domains.access import api
from hanse.domains.access.types import OrganizationId, SwitchOrganization
from hanse.domains.identity.api import session_headers
from hanse.domains.identity.errors import SessionLimitedToTenant
from hanse.domains.tenants.types import TenantId
from hanse.platform.context import Ctx
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash


async def switch_page(ctx: Ctx, request: PageRequest) -> View:
    """The businesses one belongs to and the organizations one works at; also for an account without any."""
    businesses = await api.list_my_tenants(ctx)
    places = await api.list_my_places(ctx)
    return View("access/switch.html", {"businesses": businesses.items, "places": places.items})


async def switch_tenant(ctx: Ctx, request: PageRequest) -> Redirect:
    """Go on in another business."""
    try:
        switched = await api.switch_tenant(ctx, request.id("tenant_id", TenantId))
    except SessionLimitedToTenant as error:
        return Redirect("/switch", Flash(message=error.message, tone="caution"))
    return Redirect("/", headers=session_headers(ctx.services, switched.session))


async def switch_organization(ctx: Ctx, request: PageRequest) -> Redirect:
    """Go on in another organization."""
    wanted = SwitchOrganization(organization_id=request.id("organization_id", OrganizationId))
    switched = await api.switch_organization(ctx, wanted)
    return Redirect("/app", headers=session_headers(ctx.services, switched.session))


async def stop_acting(ctx: Ctx, request: PageRequest) -> Redirect:
    """Go back to one's own rights."""
    acting = ctx.principal.on_behalf
    if acting is None:
        return Redirect("/")
    switched = await api.stop_acting(ctx)
    flash = Flash(message=f"You act for yourself again, not for {acting.display_name}")
    return Redirect("/", flash, session_headers(ctx.services, switched.session))
