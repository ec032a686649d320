"""What visitors see of a business: its landing page and its logo."""

from __future__ import annotations

from hanse.domains.tenants import api
from hanse.domains.tenants.ports import landing_links, showcase
from hanse.domains.tenants.types import FindPublicTenant
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.http.messages import Reply
from hanse.platform.web.requests import PageRequest, View

_YEAR = 365 * 24 * 3600


async def landing_page(ctx: Ctx, request: PageRequest) -> View:
    """A business in its own colours: what it is, where to log in, how to become a partner."""
    tenant = await api.get_public_tenant(ctx, FindPublicTenant(handle=request.text("handle")[:40] or "-"))
    known = await ctx.services.tenants.by_handle(ctx.services, tenant.handle)
    # Somebody who works in another business still sees this page in the face of the business it is about.
    ctx.tenant_or_none = known
    context = {"tenant": tenant, "links": await landing_links(ctx), "showcase": await showcase(ctx)}
    return View("tenants/landing.html", context)


async def logo(ctx: Ctx, request: PageRequest) -> Reply:
    """The logo's picture. Its address changes with the picture, so browsers may keep it."""
    handle, digest = request.text("handle"), request.text("digest")
    if len(handle) > 40 or len(digest) != 16:
        raise NotFound
    content = await api.read_logo(ctx, handle, digest)
    kind = _kind_of(content)
    headers = [
        ("cache-control", f"public, max-age={_YEAR}, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("content-disposition", "inline"),
    ]
    return Reply(content, content_type=kind, headers=headers)


def _kind_of(content: bytes) -> str:
    """The type of a picture the file store wrote, from its first bytes."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/jpeg" if content.startswith(b"\xff\xd8") else "image/webp"
