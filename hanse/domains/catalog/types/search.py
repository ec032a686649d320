"""Finding products. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types.products import ProductSummary
from hanse.domains.catalog.types.values import CategoryId, ProductStatus, Query
from hanse.kit.ranges import PATTERN
from hanse.kit.structs import Data, Input

RESULT_LIMIT = 5_000


Ranges = Annotated[
    list[Annotated[str, Meta(max_length=120, pattern=PATTERN)]],
    Meta(max_length=20, description="Ranges of attributes that are numbers, such as length=10..60 or length=10.."),
]


class SearchProducts(Input, frozen=True, kw_only=True):
    """What to find: text, a category, and values of facets as `key=value` (one value of each key must fit)."""

    q: Query | None = None
    category: CategoryId | None = None
    facets: Annotated[
        list[Annotated[str, Meta(max_length=1200)]],
        Meta(max_length=50, description="Values to narrow by, such as material=Steel"),
    ] = []
    ranges: Ranges = []
    status: ProductStatus | None = None
    sort: Literal["relevance", "name", "-name", "-updated"] = "relevance"
    organization_id: OrganizationId | None = None
    as_buyer: Annotated[bool, Meta(description="Only what is sold; staff otherwise see every state")] = False
    limit: Annotated[int, Meta(ge=1, le=200, description="How many items to return")] = 20
    cursor: Annotated[str, Meta(max_length=200, description="`next` of the page before")] | None = None


class FacetCount(Data, frozen=True, kw_only=True):
    """A value to narrow by, and how many of the products found have it."""

    value: str
    count: Annotated[int, Meta(description="Of all that was found")]
    is_chosen: Annotated[bool, Meta(description="Whether the search is narrowed by it")]


class Facet(Data, frozen=True, kw_only=True):
    """Something to narrow by: an attribute, or `brand`."""

    key: str
    label: str
    unit: str | None
    values: list[FacetCount]
    least: Annotated[str | None, Meta(description="Of an attribute that is a number: the least there is")] = None
    most: Annotated[str | None, Meta(description="Of an attribute that is a number: the most there is")] = None


class CategoryCount(Data, frozen=True, kw_only=True):
    """How many of the products found stand in a category or below it."""

    id: CategoryId
    parent_id: CategoryId | None
    handle: str
    name: str
    count: Annotated[int, Meta(description="Of all that was found")]


class ProductPage(Data, frozen=True, kw_only=True):
    """Products, best first, with counts over all that was found. `total` is a lower bound when `more_than_counted`."""

    items: list[ProductSummary]
    next: str | None
    total: int
    more_than_counted: Annotated[bool, Meta(description="Whether there are more than `total`")]
    facets: list[Facet]
    categories: list[CategoryCount]
    corrected: Annotated[bool, Meta(description="Nothing fitted the text; these are close to it")]
