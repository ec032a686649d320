"""The ids, enumerations and constrained texts that prices are described with. No structs and no rules."""

from __future__ import annotations

import enum
from typing import Annotated

from msgspec import Meta

from hanse.kit.ids import Id

BASKET_LINES = 5_000

ListName = Annotated[str, Meta(min_length=1, max_length=120, description="Name of the price list")]
CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
Channel = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}\Z", description="Where is sold; portal by default")]
PriceGroup = Annotated[str, Meta(min_length=1, max_length=60, description="Group of customers with the same prices")]
Priority = Annotated[int, Meta(ge=-1_000_000, le=1_000_000, description="The higher one wins inside a layer")]
Notes = Annotated[str, Meta(max_length=2_000, description="For staff only")]
UnitCode = Annotated[str, Meta(max_length=3, description="UNECE Rec 20 code; empty for every unit")]
Decimal4 = Annotated[str, Meta(pattern=r"^[0-9]{1,14}(\.[0-9]{1,4})?\Z", description="A decimal with up to 4 places")]
Percent = Annotated[
    str, Meta(pattern=r"^(100|[0-9]{1,2})(\.[0-9]{1,4})?\Z", description="Percent off the price of the layers below")
]
FormulaText = Annotated[
    str, Meta(min_length=1, max_length=200, description="A sum over prices of lower layers: base * 0.85 + 0.10")
]
Query = Annotated[str, Meta(max_length=100, description="Words to find")]


class PriceListId(Id, prefix="prl"):
    """A price list."""


class PriceEntryId(Id, prefix="pre"):
    """What a price list says of one target."""


class PriceChangeId(Id, prefix="prc"):
    """A planned change of a price list."""


class PriceImportId(Id, prefix="pri"):
    """A file of entries on its way into a list."""


class Layer(enum.StrEnum):
    """Where a list stands; `cost` is what things cost the business and is never a price."""

    COST = "cost"
    BASE = "base"
    CHANNEL = "channel"
    GROUP = "group"
    ORGANIZATION = "organization"
    CONTRACT = "contract"


LAYERS = tuple(Layer)


class PriceListStatus(enum.StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class PriceListMode(enum.StrEnum):
    """`first` ends the search in its layer; `compete` takes the lower of itself and the layers below."""

    FIRST = "first"
    COMPETE = "compete"


class EntryKind(enum.StrEnum):
    FIXED = "fixed"
    PERCENT = "percent"
    FORMULA = "formula"


class TargetKind(enum.StrEnum):
    VARIANT = "variant"
    PRODUCT = "product"
    CATEGORY = "category"


class PriceOutcome(enum.StrEnum):
    """What became of a candidate."""

    WON = "won"
    LOST = "lost"
    NOT_REACHED = "not_reached"
    NO_PRICE = "no_price"
    USED = "used"
