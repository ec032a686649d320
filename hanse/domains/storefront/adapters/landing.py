"""The way from a business's public page to its catalogue, where the business lets anybody see it."""

from __future__ import annotations

from hanse.domains.storefront.queries.public import IS_PUBLIC
from hanse.domains.tenants.api import setting
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action


async def catalogue_link(ctx: Ctx) -> Action | None:
    """The link for visitors; None while the catalogue is for partners only."""
    if not await setting(ctx, IS_PUBLIC):
        return None
    return Action("See the catalogue", f"/t/{ctx.tenant.handle}/catalogue", icon="package")
