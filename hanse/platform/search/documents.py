"""What goes into search and what comes out. Data only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data

TEXT_LIMIT = 200


class SearchDocument(Data, frozen=True):
    """One thing that can be found.

    `codes` are exact names (number, SKU, e-mail address); the id itself is one of them without being listed. `body` is
    searched but not kept. `organizations` is the thing's organization followed by its ancestors up to the root, as in
    `Subject`; empty means that only readers of the whole tenant and the owner see it. A thing that belongs to several
    lists all their paths there, and names the organizations themselves in `homes`. `facets` are values to narrow by.
    """

    kind: str
    subject_id: Id
    title: str
    url: str
    subtitle: str = ""
    body: str = ""
    codes: Sequence[str] = ()
    organizations: Sequence[UUID] = ()
    homes: Sequence[UUID] = ()
    owner_member_id: UUID | None = None
    facets: Mapping[str, str | Sequence[str]] = {}
    updated_at: datetime | None = None


class SearchQuery(PageQuery, frozen=True, kw_only=True):
    """What to find: text, optionally only some kinds, and for each facet the values of which one must fit."""

    text: Annotated[str, msgspec.Meta(max_length=TEXT_LIMIT, description="What to look for")]
    kinds: tuple[str, ...] | None = None
    facets: dict[str, tuple[str, ...]] = {}
    count_facets: bool = False


class SearchHit(Data, frozen=True):
    """One thing found, best first."""

    kind: str
    id: str
    title: str
    subtitle: str
    url: str


class FacetValue(Data, frozen=True):
    """How many of the things found have this value."""

    facet: str
    value: str
    count: int


class SearchResults(Data, frozen=True):
    """Hits, and counts over what the reader may see. `total` is a lower bound when `more_than_counted`."""

    items: list[SearchHit]
    next: str | None
    total: int
    more_than_counted: bool
    kinds: dict[str, int]
    facets: list[FacetValue]
    corrected: bool
