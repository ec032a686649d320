"""Reads of pictures and documents, for those who see the product."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.queries.pictures import picture_link
from hanse.domains.catalog.queries.products import load_product
from hanse.domains.catalog.queries.viewing import viewer_of
from hanse.domains.catalog.types import ListMedia, Media, MediaId, ProductId
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = """
SELECT m.id, m.product_id, m.variant_id, m.kind, m.file_id, m.file_name, m.alt, m.state, m.problem, m.position,
    m.created_at, ARRAY[f.key, f.name, f.content_type, f.size::text] AS picture
FROM product_media m JOIN files f ON f.tenant_id = m.tenant_id AND f.id = m.file_id
"""
GET: Final = SELECT + "WHERE m.id = %(id)s AND m.product_id = %(product)s"
LIST: Final = (
    SELECT
    + """
WHERE m.product_id = %(product)s
  AND (%(after_id)s::uuid IS NULL OR (m.position, m.id) > (%(after_position)s, %(after_id)s))
ORDER BY m.position, m.id LIMIT %(limit)s
"""
)


@query("product.list_media", permission="product.view")
async def list_media(ctx: Ctx, product_id: ProductId, query: ListMedia) -> Page[Media]:
    """List the pictures and documents of a product, in order. Raises NotFound."""
    viewer = await viewer_of(ctx, query.organization_id)
    await load_product(ctx, product_id, "product.view", viewer)
    after = decode_cursor(query.cursor, int, UUID) or (None, None)
    rows = await ctx.db.all(
        LIST,
        {"product": product_id, "after_position": after[0], "after_id": after[1], "limit": query.limit + 1},
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["position"], row["id"]))
    return Page([build_media(ctx, row) for row in page.items], page.next)


async def load_media(ctx: Ctx, product_id: ProductId, media_id: MediaId) -> tuple[Media, UUID]:
    """One picture or document of a product the caller has asked about, and its file. Raises NotFound."""
    row = await ctx.db.maybe(GET, {"id": media_id, "product": product_id})
    if row is None:
        raise NotFound()
    file_id: UUID = row["file_id"]
    return build_media(ctx, row), file_id


def build_media(ctx: Ctx, row: dict[str, Any]) -> Media:
    """A row to a picture or document with its links."""
    picture = row.pop("picture")
    row.pop("file_id")
    is_image = row["kind"] == "image"
    links = {
        "link": picture_link(ctx, picture, "page" if is_image else None),
        "thumbnail": picture_link(ctx, picture, "thumb") if is_image else None,
    }
    return from_row({**row, **links}, Media)
