"""Papers that go with an order: put to the cart, frozen with its request."""

from __future__ import annotations

from typing import Final

from hanse.domains.checkout.queries.attachments import FILES, attachments_of
from hanse.domains.checkout.queries.heads import lock_open_head
from hanse.domains.checkout.types import AddCartAttachment, Attachment, CartId
from hanse.domains.organizations.types import FileId
from hanse.kit.errors import Conflict
from hanse.kit.pagination import Page
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import Upload, find_file, forget_file, keep_file
from hanse.platform.files.kinds import DOCUMENT

ATTACHMENTS_MAXIMUM: Final = 20


@command("cart.add_attachment", permission="cart.edit")
async def add_attachment(ctx: Ctx, cart_id: CartId, data: AddCartAttachment) -> Page[Attachment]:
    """Put a paper to a cart: PDF, picture, text or office file of at most 20 MB.

    Raises FileRefused, FileTypeRefused, FileTooLarge, CartNotOpen, Conflict beyond twenty.
    """
    head = await lock_open_head(ctx, cart_id)
    if len(await attachments_of(ctx, cart_id)) >= ATTACHMENTS_MAXIMUM:
        raise Conflict(f"A cart takes {ATTACHMENTS_MAXIMUM} papers at most; remove one first")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=DOCUMENT, name=data.name, declared_type=data.content_type)
    record = await keep_file(ctx, await ctx.services.files.put(upload, data.content), FILES, cart_id)
    ctx.record("cart", cart_id, label=head.name, after={"attachment": record.name, "size": record.size})
    return Page(await attachments_of(ctx, cart_id))


@command("cart.remove_attachment", permission="cart.edit")
async def remove_attachment(ctx: Ctx, cart_id: CartId, file_id: FileId) -> Page[Attachment]:
    """Take a paper away from a cart. Raises CartNotOpen, NotFound."""
    head = await lock_open_head(ctx, cart_id)
    record = await find_file(ctx, FILES, cart_id, file_id.uuid)
    await forget_file(ctx, record)
    ctx.record("cart", cart_id, label=head.name, before={"attachment": record.name})
    return Page(await attachments_of(ctx, cart_id))
