"""Entries of a list in files: imports with their mapping and problems, exports. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.pricing.types.values import PriceImportId, PriceListId
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.imports.types import ImportState


class PriceExportId(Id, prefix="pxp"):
    """One file of entries made to be taken out."""


class PriceImport(ImportState, frozen=True, kw_only=True):
    """A file of entries: how its columns are read, how far it is, and what came of it."""

    id: PriceImportId
    price_list_id: Annotated[PriceListId, Meta(description="The price list")]
    written_count: Annotated[int, Meta(description="How many entries were written, or would be")]
    created_by: Annotated[MemberId | None, Meta(description="Who uploaded it")]

    def subject(self) -> Subject:
        return Subject(kind="price_list", id=self.price_list_id)


class ExportPrices(Input, frozen=True, kw_only=True):
    """The kind of file."""

    format: Literal["csv", "xlsx"] = "csv"


class ExportedPrices(Data, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: PriceExportId
    name: str
    rows: int
    size: int
    link: str
