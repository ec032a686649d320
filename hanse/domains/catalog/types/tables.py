"""Products in files: imports with their mapping and problems, exports. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.catalog.types.values import Brand, CategoryId, ProductKind, ProductStatus, Query
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.imports.types import ImportState, MapColumns


class ProductImportId(Id, prefix="pim"):
    """One file of products on its way in."""


class ProductExportId(Id, prefix="pex"):
    """One file of products made to be taken out."""


class ProductImport(ImportState, frozen=True, kw_only=True):
    """A file of products: how its columns are read, how far it is, and what came of it. A row is a variant."""

    id: ProductImportId
    is_activating: Annotated[bool, Meta(description="Whether new products are sold at once")] = False
    created_count: int
    updated_count: int
    created_by: MemberId | None

    def subject(self) -> Subject:
        return Subject(
            kind="product_import", id=self.id, owner_member_id=self.created_by.uuid if self.created_by else None
        )


class MapProductColumns(MapColumns, frozen=True, kw_only=True):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its row."""

    is_activating: Annotated[bool, Meta(description="Sell new products at once; takes the right to activate")] = False


class ExportProducts(Input, frozen=True, kw_only=True):
    """Which products (as in the list), and the kind of file."""

    format: Literal["csv", "xlsx"] = "csv"
    q: Query | None = None
    status: Annotated[list[ProductStatus], Meta(max_length=4)] = []
    kind: Annotated[list[ProductKind], Meta(max_length=3)] = []
    category: CategoryId | None = None
    brand: Brand | None = None


class ProductExport(Data, frozen=True, kw_only=True):
    """A file that is being made, or is ready with a link of minutes."""

    id: ProductExportId
    state: Literal["queued", "running", "done", "failed", "skipped"]
    rows: int
    name: str | None
    size: int | None
    link: str | None
