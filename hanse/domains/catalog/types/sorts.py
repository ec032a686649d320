"""What products are sorted by and described with: categories, attributes and sets of them. Data only."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types.values import (
    AttributeId,
    AttributeKind,
    AttributeSetId,
    CategoryId,
    CategoryName,
    Handle,
    Help,
    Key,
    Label,
    Position,
    SeoDescription,
    SeoTitle,
    UnitCode,
)
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input

Choices = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=120)]],
    Meta(max_length=500, description="The values to choose from, for choice and multi_choice"),
]
CategoryText = Annotated[str, Meta(max_length=4000, description="Text shown above its products")]

Filterable = Annotated[bool, Meta(description="Buyers narrow lists by it")]
IsSearchable = Annotated[bool, Meta(description="Its values are found by search")]


class CategoryStep(Data, frozen=True, kw_only=True):
    """One step on the way down to a category."""

    id: CategoryId
    handle: str
    name: str


class Category(Data, frozen=True, kw_only=True):
    """One place in the tree."""

    id: CategoryId
    parent_id: CategoryId | None
    handle: str
    name: str
    description: str
    position: int
    path: Annotated[list[UUID], Meta(description="The category and those above it, nearest first")]
    ancestors: Annotated[list[CategoryStep], Meta(description="From the root down to the parent")]
    child_count: int
    product_count: Annotated[int, Meta(description="Products in it or below that the reader sees")]
    seo_title: SeoTitle
    seo_description: SeoDescription
    version: int
    allowed_actions: tuple[str, ...] = ()


class ListCategories(PageQuery, frozen=True, kw_only=True):
    """Which categories: the top ones, those of a parent, or all; in their order."""

    parent: CategoryId | None = None
    everything: Annotated[bool, Meta(description="The whole tree instead of one level")] = False
    organization_id: OrganizationId | None = None


class CreateCategory(Input, frozen=True, kw_only=True):
    """A category, at the top or below another one."""

    name: CategoryName
    handle: Handle | None = None
    parent_id: CategoryId | None = None
    description: CategoryText = ""
    position: Position = 0
    seo_title: SeoTitle = ""
    seo_description: SeoDescription = ""


class UpdateCategory(Input, frozen=True, kw_only=True):
    """Only what is to change; another parent moves everything below it too."""

    name: CategoryName | UnsetType = UNSET
    handle: Handle | UnsetType = UNSET
    parent_id: CategoryId | UnsetType | None = UNSET
    description: CategoryText | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    seo_title: SeoTitle | UnsetType = UNSET
    seo_description: SeoDescription | UnsetType = UNSET


class Attribute(Data, frozen=True, kw_only=True):
    """Something that can be said of products. Decimals are kept as text, dates as YYYY-MM-DD."""

    id: AttributeId
    key: str
    label: str
    kind: AttributeKind
    unit: str | None
    help: str
    choices: list[str]
    is_filterable: Filterable
    is_searchable: IsSearchable
    position: int
    version: int


class ListAttributes(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, in their order."""


class CreateAttribute(Input, frozen=True, kw_only=True):
    """Something to be said of products; key and kind never change."""

    key: Key
    label: Label
    kind: AttributeKind
    unit: UnitCode | None = None
    help: Help = ""
    choices: Choices = []
    is_filterable: Filterable = False
    is_searchable: IsSearchable = False
    position: Position = 0


class UpdateAttribute(Input, frozen=True, kw_only=True):
    """All that may change."""

    label: Label
    unit: UnitCode | None = None
    help: Help = ""
    choices: Choices = []
    is_filterable: Filterable = False
    is_searchable: IsSearchable = False
    position: Position = 0


class AttributeSetItem(Data, frozen=True, kw_only=True):
    """An attribute of a set."""

    attribute_id: AttributeId
    key: str
    label: str
    is_required: bool


class AttributeSet(Data, frozen=True, kw_only=True):
    """The attributes of one sort of product."""

    id: AttributeSetId
    name: str
    attributes: list[AttributeSetItem]
    version: int


class AttributeSetItemInput(Input, frozen=True, kw_only=True):
    """An attribute for a set."""

    attribute_id: AttributeId
    is_required: bool = False


class SaveAttributeSet(Input, frozen=True, kw_only=True):
    """A set as a whole; attributes in order."""

    name: Label
    attributes: Annotated[list[AttributeSetItemInput], Meta(max_length=100)] = []


class ListAttributeSets(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, by name."""
