"""Pictures and documents of products: taken in under checks, their sizes made by a job."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.catalog.commands.products import touch_product
from hanse.domains.catalog.queries.media import load_media
from hanse.domains.catalog.queries.products import lock_product
from hanse.domains.catalog.types import Media, MediaId, Product, ProductId, UpdateMedia, UploadMedia
from hanse.kit.errors import Conflict, HanseError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import Upload, find_file, forget_file, keep_file
from hanse.platform.files.kinds import DOCUMENT, IMAGE
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

RESIZE_JOB: Final = "catalog.resize"
FILES: Final = "product"
WIDTHS: Final = ("icon", "thumb", "card", "page")
LIMIT: Final = 100
INSERT: Final = """
INSERT INTO product_media (id, product_id, variant_id, kind, file_id, file_name, alt, state, position, created_at,
    updated_at)
SELECT %(id)s, %(product)s, %(variant)s, %(kind)s, %(file)s, %(name)s, %(alt)s, %(state)s,
    coalesce(max(m.position) + 1, 0), %(now)s, %(now)s
FROM product_media m WHERE m.product_id = %(product)s
"""
COUNT: Final = "SELECT count(*) FROM product_media WHERE product_id = %(id)s"
UPDATE: Final = """
UPDATE product_media SET alt = %(alt)s, position = %(position)s, updated_at = %(now)s WHERE id = %(id)s
"""
SET_STATE: Final = """
UPDATE product_media SET state = %(state)s, problem = %(problem)s, updated_at = %(now)s WHERE id = %(id)s
"""
SET_MAIN: Final = """
UPDATE products p SET image_file_id = (SELECT m.file_id FROM product_media m
    WHERE m.tenant_id = p.tenant_id AND m.product_id = p.id AND m.kind = 'image' AND m.state <> 'failed'
    ORDER BY m.position, m.id LIMIT 1)
WHERE p.id = %(id)s
"""
KEY_OF: Final = """
SELECT f.key FROM product_media m JOIN files f ON f.tenant_id = m.tenant_id AND f.id = m.file_id WHERE m.id = %(id)s
"""
PRODUCT_OF: Final = "SELECT product_id FROM product_media WHERE id = %(id)s"


@command("product.upload_media", permission="product.update")
async def upload_media(ctx: Ctx, product_id: ProductId, data: UploadMedia) -> Media:
    """Add a picture or document; its sizes are made in the background.

    Raises FileTypeRefused, FileTooLarge, FileRefused for what is none, and Conflict beyond a hundred.
    """
    product = await lock_product(ctx, product_id, "product.update")
    if data.variant_id is not None and data.variant_id not in {variant.id for variant in product.variants}:
        raise Invalid.field("variant_id", "There is no such variant of this product", "not_found")
    if await ctx.db.value(COUNT, {"id": product_id}) >= LIMIT:
        raise Conflict(f"A product has {LIMIT} pictures and documents at most; remove some first")
    purpose = IMAGE if data.kind == "image" else DOCUMENT
    upload = Upload(tenant_id=ctx.tenant.id, purpose=purpose, name=data.name)
    record = await keep_file(ctx, await ctx.services.files.put(upload, data.content), FILES, product_id)
    media_id = MediaId.new()
    values: dict[str, Any] = {
        "id": media_id,
        "product": product_id,
        "variant": data.variant_id,
        "kind": data.kind,
        "file": record.id,
        "name": record.name,
        "alt": clean_line(data.alt),
        "state": "pending" if data.kind == "image" else "ready",
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    if data.kind == "image":
        await ctx.services.jobs.enqueue(ctx, RESIZE_JOB, {"media_id": media_id})
    await _finish(ctx, product)
    return (await load_media(ctx, product_id, media_id))[0]


@command("product.update_media", permission="product.update")
async def update_media(ctx: Ctx, product_id: ProductId, media_id: MediaId, data: UpdateMedia) -> Media:
    """Change what is read instead of a picture, and its place. Raises NotFound."""
    product = await lock_product(ctx, product_id, "product.update")
    await load_media(ctx, product_id, media_id)
    values = {"id": media_id, "alt": clean_line(data.alt), "position": data.position, "now": ctx.now}
    await ctx.db.run(UPDATE, values)
    await _finish(ctx, product)
    return (await load_media(ctx, product_id, media_id))[0]


@command("product.delete_media", permission="product.update")
async def delete_media(ctx: Ctx, product_id: ProductId, media_id: MediaId) -> None:
    """Take a picture or document away. Raises NotFound."""
    product = await lock_product(ctx, product_id, "product.update")
    _, file_id = await load_media(ctx, product_id, media_id)
    await ctx.db.run("DELETE FROM product_media WHERE id = %(id)s", {"id": media_id})
    await forget_file(ctx, await find_file(ctx, FILES, product_id, file_id))
    await _finish(ctx, product)


async def _finish(ctx: Ctx, product: Product) -> None:
    await ctx.db.run(SET_MAIN, {"id": product.id})
    await touch_product(ctx, product)


async def resize_picture(services: Services, job: RunningJob) -> None:
    """Make the sizes that pages ask for, so that no visitor waits for them. A picture that cannot be is marked."""
    media_id = MediaId.parse(str(job.payload["media_id"]))
    assert job.tenant is not None
    async with job.open() as ctx:
        key = await ctx.db.value(KEY_OF, {"id": media_id})
    state, problem = "ready", ""
    if key is not None:
        try:
            for width in WIDTHS:
                await services.files.variant(job.tenant.id, key, width)
        except HanseError as error:
            if error.status >= 500:
                raise
            state, problem = "failed", error.message
    async with job.open() as ctx:
        await ctx.db.run(SET_STATE, {"id": media_id, "state": state, "problem": problem[:300], "now": ctx.now})
        product = await ctx.db.value(PRODUCT_OF, {"id": media_id})
        await ctx.db.run(SET_MAIN, {"id": product})
        await job.complete(ctx)
