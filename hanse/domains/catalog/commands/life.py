"""What leads a product from one state to another."""

from __future__ import annotations

from typing import Final

from hanse.domains.catalog.commands.keeping import keep_true
from hanse.domains.catalog.errors import ProductIncomplete
from hanse.domains.catalog.events import ProductStatusChanged
from hanse.domains.catalog.queries.attributes import required_attributes
from hanse.domains.catalog.queries.options import load_options
from hanse.domains.catalog.queries.products import load_product, lock_product
from hanse.domains.catalog.rules.attributes import missing
from hanse.domains.catalog.rules.life import check_complete, next_status
from hanse.domains.catalog.types import ChangeProductStatus, Product, ProductId, ProductStatus
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

SET_STATUS: Final = """
UPDATE products SET status = %(status)s, status_reason = %(reason)s, version = version + 1, updated_at = %(now)s,
    active_since = CASE WHEN %(status)s = 'active' THEN %(now)s::timestamptz ELSE active_since END
WHERE id = %(id)s
"""


@command("product.submit_for_review", permission="product.review")
async def submit_for_review(ctx: Ctx, product_id: ProductId, data: ChangeProductStatus) -> Product:
    """Say that a draft is ready to be looked at. Raises ProductIncomplete, ProductInvalidTransition."""
    return await _change(ctx, product_id, "product.review", "submit", data)


@command("product.return_to_draft", permission="product.review")
async def return_to_draft(ctx: Ctx, product_id: ProductId, data: ChangeProductStatus) -> Product:
    """Take a product back for more work; while a draft it is not sold. Raises ProductInvalidTransition."""
    return await _change(ctx, product_id, "product.review", "return", data)


@command("product.activate")
async def activate_product(ctx: Ctx, product_id: ProductId, data: ChangeProductStatus) -> Product:
    """Let a product be sold. Raises ProductIncomplete naming what is missing, ProductInvalidTransition."""
    return await _change(ctx, product_id, "product.activate", "activate", data)


@command("product.archive")
async def archive_product(ctx: Ctx, product_id: ProductId, data: ChangeProductStatus) -> Product:
    """Take a product out of sale for good; what was ordered keeps it. Raises ProductInvalidTransition."""
    return await _change(ctx, product_id, "product.archive", "archive", data)


@command("product.restore", permission="product.archive")
async def restore_product(ctx: Ctx, product_id: ProductId, data: ChangeProductStatus) -> Product:
    """Bring an archived product back as a draft. Raises ProductInvalidTransition."""
    return await _change(ctx, product_id, "product.archive", "restore", data)


async def _change(ctx: Ctx, product_id: ProductId, permission: str, action: str, data: ChangeProductStatus) -> Product:
    before = await lock_product(ctx, product_id, permission)
    ctx.check_version(before.version)
    status = next_status(before.status, action)
    if status in (ProductStatus.IN_REVIEW, ProductStatus.ACTIVE):
        await _check_ready(ctx, before)
    reason = clean_line(data.reason)
    await ctx.db.run(SET_STATUS, {"id": product_id, "status": status, "reason": reason, "now": ctx.now})
    await keep_true(ctx, [product_id.uuid])
    after = await load_product(ctx, product_id, "product.view")
    ctx.record(
        "product",
        product_id,
        label=after.name,
        before={"status": before.status},
        after={"status": after.status},
        reason=reason or None,
    )
    ctx.emit(
        ProductStatusChanged(product_id=product_id, from_status=before.status, to_status=after.status), subject=after
    )
    return after


async def _check_ready(ctx: Ctx, product: Product) -> None:
    options, _ = await load_options(ctx, product.id)
    check_complete(product, len(options))
    gaps = missing(product.attributes, await required_attributes(ctx, product.attribute_set_id))
    if gaps:
        raise ProductIncomplete(gaps[0].message, fields=gaps)
