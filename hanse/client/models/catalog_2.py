"""What Hanse returns: catalog_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from hanse.client.models.catalog_1 import AttributeSetItem


class AttributeSet(Struct, frozen=True, kw_only=True):
    """The attributes of one sort of product."""

    id: str
    name: str
    attributes: list[AttributeSetItem]
    version: int


class CatalogueAssignment(Struct, frozen=True, kw_only=True):
    """Somebody who sees a product, or everything in a category and below."""

    id: str
    audience: str
    organization_id: str | None
    organization_name: str | None
    price_group: str | None
    product_id: str | None
    product_name: str | None
    category_id: str | None
    category_name: str | None
    created_at: datetime
