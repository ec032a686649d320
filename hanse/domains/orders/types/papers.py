"""Files made of orders: the paper of one, and lists taken out. Data only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.documents.types import DocumentId
from hanse.domains.orders.types.orders import OrderStatus
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input


class OrderExportId(Id, prefix="oxp"):
    """One file of orders made to be taken out."""


class OrderPaper(Data, frozen=True, kw_only=True):
    """The paper of an order; it is made in the background and then found under the order's documents."""

    document_id: DocumentId


class ExportOrders(Input, frozen=True, kw_only=True):
    """Which orders (as in the list), the kind of file, and whether each line is a row."""

    format: Literal["csv", "xlsx"] = "csv"
    lines: Annotated[bool, Meta(description="One row for each line instead of one for each order")] = False
    q: Annotated[str, Meta(max_length=100)] | None = None
    status: Annotated[list[OrderStatus], Meta(max_length=6)] = []
    organization: OrganizationId | None = None
    backordered: Annotated[bool, Meta(description="Only those that wait for stock")] = False
    wants_cancellation: Annotated[bool, Meta(description="Only those whose buyer asked to cancel")] = False
    placed_from: Annotated[date | None, Meta(description="The first day")] = None
    placed_to: Annotated[date | None, Meta(description="The last day, itself included")] = None
    sort: Literal["-placed", "placed"] = "-placed"


class ExportedOrders(Data, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: OrderExportId
    name: str
    rows: int
    size: int
    link: str
