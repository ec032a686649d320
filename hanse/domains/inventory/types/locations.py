"""Places where stock lies. Data only."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class LocationId(Id, prefix="loc"):
    """A place where stock lies."""


class Location(Data, frozen=True, kw_only=True):
    """A warehouse, shop or yard."""

    id: LocationId
    code: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str | None
    priority: Annotated[int, Meta(description="Stock is taken from the lowest first")]
    is_active: bool
    version: int
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="inventory", id=self.id)


class SaveLocation(Input, frozen=True, kw_only=True):
    """A place where stock lies; a place that is not active keeps its stock, but nothing is promised from there."""

    code: Annotated[str, Meta(min_length=1, max_length=40, description="Short name used in files")]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    line1: Annotated[str, Meta(max_length=200)] = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    city: Annotated[str, Meta(max_length=120)] = ""
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z", description="ISO 3166 country code, such as DE")] | None = None
    priority: Annotated[int, Meta(ge=0, le=10_000, description="Stock is taken from the lowest first")] = 100
    is_active: bool = True


class ListLocations(PageQuery, frozen=True, kw_only=True):
    """A page of places."""

    is_active: bool | None = None
