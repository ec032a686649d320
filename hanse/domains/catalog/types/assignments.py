"""Who sees which products. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types.values import CatalogueAssignmentId, CategoryId, PriceGroup, ProductId
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input

AudienceKind = Annotated[Literal["everyone", "group", "organization"], Meta(description="Who it is shown to")]


class CatalogueAssignment(Data, frozen=True, kw_only=True):
    """Somebody who sees a product, or everything in a category and below."""

    id: CatalogueAssignmentId
    audience: AudienceKind
    organization_id: OrganizationId | None
    organization_name: str | None
    price_group: str | None
    product_id: ProductId | None
    product_name: Annotated[str | None, Meta(description="Name of the product")]
    category_id: CategoryId | None
    category_name: Annotated[str | None, Meta(description="Name of the category")]
    created_at: datetime


class ListAssignments(PageQuery, frozen=True, kw_only=True):
    """Which assignments, oldest first."""

    product_id: ProductId | None = None
    category_id: CategoryId | None = None
    organization_id: OrganizationId | None = None


class CreateAssignment(Input, frozen=True, kw_only=True):
    """Show one product or one category to everyone, a price group, or an organization with those below it.

    A product that is assigned is seen by exactly those; otherwise the assignments of its categories count; without
    any, the business's setting.
    """

    audience: AudienceKind
    organization_id: OrganizationId | None = None
    price_group: Annotated[PriceGroup | None, Meta(description="For audience group")] = None
    product_id: ProductId | None = None
    category_id: CategoryId | None = None
