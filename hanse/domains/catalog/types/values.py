"""The ids, enumerations and constrained texts that the catalogue is described with. No structs and no rules."""

from __future__ import annotations

import enum
from typing import Annotated, Any, Literal

from msgspec import Meta

from hanse.kit.ids import Id


class ProductId(Id, prefix="prd"):
    """Something that is sold, with all its variants."""


class VariantId(Id, prefix="var"):
    """One orderable thing with an SKU."""


class CategoryId(Id, prefix="cat"):
    """One place in the tree of categories."""


class AttributeId(Id, prefix="att"):
    """Something that can be said of products."""


class AttributeSetId(Id, prefix="ats"):
    """The attributes of one sort of product."""


class OptionId(Id, prefix="opt"):
    """Something a buyer chooses of a configurable product."""


class OptionRuleId(Id, prefix="opr"):
    """Which choices go together."""


class MediaId(Id, prefix="med"):
    """A picture or document of a product."""


class CatalogueAssignmentId(Id, prefix="cas"):
    """Who sees a product or a category."""


class ProductStatus(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    ARCHIVED = "archived"


class ProductKind(enum.StrEnum):
    SIMPLE = "simple"
    CONFIGURABLE = "configurable"
    BUNDLE = "bundle"


class VariantStatus(enum.StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class AttributeKind(enum.StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    DATE = "date"


class Visibility(enum.StrEnum):
    """Who sees products that no assignment speaks of."""

    EVERYONE = "everyone"
    NOBODY = "nobody"


Key = Annotated[
    str, Meta(max_length=60, pattern=r"^[a-z][a-z0-9_]*\Z", description="Short name for programs", examples=["width"])
]
Handle = Annotated[
    str,
    Meta(
        max_length=80,
        pattern=r"^[a-z0-9](-?[a-z0-9])*\Z",
        description="Name in addresses; made when left out",
        examples=["hex-bolt"],
    ),
]
ProductName = Annotated[str, Meta(min_length=1, max_length=200, description="What it is called")]
CategoryName = Annotated[str, Meta(min_length=1, max_length=120, description="What it is called")]
Label = Annotated[str, Meta(min_length=1, max_length=120, description="What people read")]
Help = Annotated[str, Meta(max_length=400, description="A sentence that explains it")]
Brand = Annotated[str, Meta(max_length=120, description="Who makes it")]
Summary = Annotated[str, Meta(max_length=500, description="One or two sentences")]
Description = Annotated[str, Meta(max_length=20_000, description="Text of any length")]
TaxClass = Annotated[
    str,
    Meta(
        max_length=40,
        pattern=r"^[a-z][a-z0-9_]*\Z",
        description="How it is taxed, such as standard or reduced",
        examples=["standard"],
    ),
]
SeoTitle = Annotated[str, Meta(max_length=200, description="Title for search engines")]
SeoDescription = Annotated[str, Meta(max_length=400, description="Description for search engines")]
Sku = Annotated[
    str, Meta(min_length=1, max_length=80, description="Article number; unique whatever its case or blanks")
]
Gtin = Annotated[str, Meta(max_length=20, description="Global trade item number of 8, 12, 13 or 14 digits")]
VariantName = Annotated[str, Meta(max_length=200, description="What sets it apart from its siblings")]
UnitCode = Annotated[
    str, Meta(max_length=3, pattern=r"^[0-9A-Z]{2,3}\Z", description="UNECE Rec 20 code, such as C62", examples=["C62"])
]
Ratio = Annotated[int, Meta(ge=1, le=1_000_000_000, description="Part of a ratio of units")]
LeadTime = Annotated[int, Meta(ge=0, le=3650, description="Days until it leaves the warehouse when not in stock")]
Position = Annotated[int, Meta(ge=0, le=1_000_000, description="Place in the order, from 0")]
AttributeValues = Annotated[
    dict[Annotated[str, Meta(max_length=60)], Any],
    Meta(max_length=200, description="Values of declared attributes, by key; null removes one"),
]
PriceGroup = Annotated[str, Meta(min_length=1, max_length=60, description="Group of customers with the same prices")]
Reason = Annotated[str, Meta(max_length=500, description="Why; kept in the audit trail")]
Alt = Annotated[str, Meta(max_length=300, description="What the picture shows, for those who cannot see it")]
Query = Annotated[str, Meta(max_length=200, description="What to look for")]
ProductSort = Literal["name", "-name", "updated", "-updated", "created", "-created"]
