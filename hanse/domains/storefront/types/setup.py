"""How far a business is set up for trade. Data only."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hanse.kit.structs import Data


class Setup(Data, frozen=True, kw_only=True):
    """What a business has entered of what it takes to sell."""

    products: Annotated[bool, Meta(description="Whether there is a product")]
    prices: Annotated[bool, Meta(description="Whether there is a price list")]
    taxes: Annotated[bool, Meta(description="Whether there is a tax rate")]
    places: Annotated[bool, Meta(description="Whether there is a place where stock lies")]
    partners: Annotated[bool, Meta(description="Whether there is an organization to trade with")]
    colleagues: Annotated[bool, Meta(description="Whether more than one person belongs to the business")]
    face: Annotated[bool, Meta(description="Whether it has a colour or a logo of its own")]
