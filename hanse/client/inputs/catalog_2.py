"""What Hanse takes: catalog_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Literal, TypedDict

from hanse.client.models import ProductKindWord, ProductStatusWord


class ProductSearchQuery(TypedDict, total=False):
    """What is asked for."""

    # What to look for
    q: str
    # The group it belongs to
    category: str
    # Values to narrow by, such as material=Steel
    facets: list[str]
    # Ranges of attributes that are numbers, such as length=10..60 or length=10..
    ranges: list[str]
    # Where it stands in its life
    status: ProductStatusWord
    # Order of the list; a minus sign in front means descending
    sort: Literal["-name", "-updated", "name", "relevance"]
    # The organization
    organization_id: str
    # Only what is sold; staff otherwise see every state
    as_buyer: bool
    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class ProductListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # What to look for
    q: str
    # Where it stands in its life
    status: list[ProductStatusWord]
    # Which kind it is
    kind: list[ProductKindWord]
    # In this category or below it
    category: str
    # Who makes it
    brand: str
    # As this organization sees them
    organization_id: str
    # Order of the list; a minus sign in front means descending
    sort: Literal["-created", "-name", "-updated", "created", "name", "updated"]


class ProductCountsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # What to look for
    q: str
    # Where it stands in its life
    status: list[ProductStatusWord]
    # Which kind it is
    kind: list[ProductKindWord]
    # In this category or below it
    category: str
    # Who makes it
    brand: str
    # As this organization sees them
    organization_id: str
    # Order of the list; a minus sign in front means descending
    sort: Literal["-created", "-name", "-updated", "created", "name", "updated"]


class ProductGetQuery(TypedDict, total=False):
    """What is asked for."""

    # The organization
    organization_id: str


class ProductGetOptionsQuery(TypedDict, total=False):
    """What is asked for."""

    # The organization
    organization_id: str


class ProductListMediaQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # The organization
    organization_id: str


class ProductListImportsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class ProductImportProblemsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class CategoryListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # One place in the tree of categories.
    parent: str
    # The whole tree instead of one level
    everything: bool
    # The organization
    organization_id: str


class CategoryGetQuery(TypedDict, total=False):
    """What is asked for."""

    # The organization
    organization_id: str


class AttributeListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class AttributeListSetsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class CatalogueAssignmentListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Something that is sold, with all its variants.
    product_id: str
    # One place in the tree of categories.
    category_id: str
    # The organization
    organization_id: str
