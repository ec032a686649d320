"""What happens in the catalogue, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.catalog.types import ProductId, ProductImportId, ProductStatus, VariantId
from hanse.kit.events import Event


class ProductCreated(Event, frozen=True, kw_only=True):
    """A product was entered, as a draft."""

    name: ClassVar[str] = "product.created"
    product_id: ProductId


class ProductUpdated(Event, frozen=True, kw_only=True):
    """Facts, categories, options or pictures of a product changed."""

    name: ClassVar[str] = "product.updated"
    product_id: ProductId


class ProductStatusChanged(Event, frozen=True, kw_only=True):
    """A product went from one state to another."""

    name: ClassVar[str] = "product.status_changed"
    product_id: ProductId
    from_status: ProductStatus
    to_status: ProductStatus


class VariantChanged(Event, frozen=True, kw_only=True):
    """A variant was entered, changed, archived or brought back."""

    name: ClassVar[str] = "variant.changed"
    product_id: ProductId
    variant_id: VariantId


class ProductsImported(Event, frozen=True, kw_only=True):
    """A file of products was worked through; instead of an event for each row. Counts are of rows, so of variants."""

    name: ClassVar[str] = "product.imported"
    import_id: ProductImportId
    created: int
    updated: int


EVENTS = (ProductCreated, ProductUpdated, ProductStatusChanged, VariantChanged, ProductsImported)
