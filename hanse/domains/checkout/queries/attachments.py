"""Papers that go with an order. Who sees the cart or its request sees them."""

from __future__ import annotations

from typing import Final

from hanse.domains.checkout.queries.heads import load_head
from hanse.domains.checkout.types import Attachment, CartId
from hanse.domains.organizations.types import FileId
from hanse.kit.pagination import Page
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import files_of, link_to

FILES: Final = "cart"


@query("cart.attachments", permission="cart.view")
async def list_attachments(ctx: Ctx, cart_id: CartId) -> Page[Attachment]:
    """The papers of a cart, oldest first. Raises NotFound."""
    await load_head(ctx, cart_id, "cart.view")
    return Page(await attachments_of(ctx, cart_id))


async def attachments_of(ctx: Ctx, cart_id: CartId) -> list[Attachment]:
    """The papers of a cart that was asked about."""
    return [
        Attachment(id=FileId(one.id), name=one.name, size=one.size, link=link_to(ctx, one), scan_state=one.scan_state)
        for one in await files_of(ctx, FILES, [cart_id])
    ]
