"""What the buyer commits to take, and how far it is. Amounts are decimal texts in the commitment's unit. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.contracts.types.prices import Decimal4
from hanse.domains.contracts.types.values import ClauseKey, ContractId
from hanse.kit.ids import Id
from hanse.kit.money import Money, UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

COMMITMENTS_MAXIMUM = 50


class CommitmentId(Id, prefix="ccm"):
    """Something the buyer commits to, in one version."""


class CommitmentPeriodId(Id, prefix="ccd"):
    """One period of a commitment."""


PeriodKind = Literal["month", "quarter", "year", "term"]
ShortfallRule = Literal["none", "bill", "extend"]
Pace = Literal["waiting", "reached", "on_track", "behind", "missed"]
Of = Literal["whole", "variant", "product", "category"]
AmountText = Annotated[str, Meta(description="A decimal in the commitment's unit or currency")]


class RebateTier(Input, frozen=True, kw_only=True):
    """From an amount on, a share of everything bought in the period is given back."""

    reached: Decimal4
    rate_micros: Annotated[int, Meta(ge=1, le=1_000_000, description="25000 is 2.5 %")]


class CommitmentInput(Input, frozen=True, kw_only=True):
    """One commitment: a quantity or a value for each period, of everything or of one product or category."""

    key: ClauseKey
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    quantity: Quantity | None = None
    value: Money | None = None
    sku: Annotated[str, Meta(description="Article number of a variant", max_length=80)] | None = None
    product: Annotated[str, Meta(max_length=80, description="Handle of a product")] | None = None
    category: Annotated[str, Meta(max_length=80, description="Handle of a category")] | None = None
    period: PeriodKind = "year"
    shortfall: Annotated[
        ShortfallRule, Meta(description="What is missing at the end: noted, billed, or added to the next period")
    ] = "none"
    shortfall_rate_micros: Annotated[
        int, Meta(ge=0, le=1_000_000, description="Share of a missing value that is billed; 1000000 is all of it")
    ] = 1_000_000
    shortfall_price: Annotated[UnitPrice | None, Meta(description="Billed for each missing unit of a quantity")] = None
    rebates: Annotated[list[RebateTier], Meta(max_length=10)] = []
    clause: ClauseKey | None = None


class SaveCommitments(Input, frozen=True, kw_only=True):
    """All commitments of a version; one that is not named is taken out."""

    commitments: Annotated[list[CommitmentInput], Meta(max_length=COMMITMENTS_MAXIMUM)]


class Commitment(Data, frozen=True, kw_only=True):
    """A commitment of a version. `unit` is a unit of measure, or the currency of a value."""

    id: CommitmentId
    key: str
    name: str
    measure: Literal["quantity", "value"]
    of: Annotated[Of, Meta(description="What counts: everything, or one variant, product or category")]
    of_code: str
    of_name: str
    amount: AmountText
    unit: str
    period: PeriodKind
    shortfall: ShortfallRule
    shortfall_rate_micros: int
    shortfall_price: UnitPrice | None
    rebates: list[RebateTier]
    clause: str | None


class PeriodProgress(Data, frozen=True, kw_only=True):
    """How far one period is. `asked` includes what an earlier one left."""

    id: CommitmentPeriodId
    starts_on: date
    ends_on: Annotated[date | None, Meta(description="Its last day")]
    is_running: bool
    asked: AmountText
    carried: AmountText
    drawn: Annotated[AmountText, Meta(description="Ordered, less what was cancelled")]
    expected: Annotated[AmountText, Meta(description="What a straight line asks by now")]
    projected: Annotated[AmountText, Meta(description="Where it leads to by the end of the period")]
    pace: Pace
    share_permille: Annotated[int, Meta(description="Drawn of asked, in thousandths")]
    expected_permille: int
    value: Annotated[Money, Meta(description="What was bought, without tax")]
    closed_at: datetime | None
    missing: AmountText | None
    shortfall: Annotated[Money | None, Meta(description="To be billed; null until the period is closed")]
    rebate: Annotated[Money | None, Meta(description="To be given back; null until the period is closed")]


class CommitmentProgress(Data, frozen=True, kw_only=True):
    """A commitment in force with its periods, the earliest first."""

    commitment: Commitment
    periods: list[PeriodProgress]


class Drawdown(Data, frozen=True, kw_only=True):
    """What one order line took of a period."""

    order_id: Annotated[str, Meta(description="The order")]
    order_number: str
    line_name: str
    drawn: AmountText
    released: AmountText
    value: Money
    drawn_at: datetime


class ListDrawdowns(PageQuery, frozen=True, kw_only=True):
    """Newest first."""


class DrawLine(Input, frozen=True, kw_only=True):
    """A line of an order as it is placed."""

    line_id: UUID
    name: str
    variant_id: VariantId | None
    unit: str
    quantity: int
    net_minor: int


class DrawCommitments(Input, frozen=True, kw_only=True):
    """An order that draws on what its organization committed to."""

    order_id: UUID
    order_ref: str
    order_number: str
    organization_id: OrganizationId
    currency: str
    lines: list[DrawLine]


class ReleaseLine(Input, frozen=True, kw_only=True):
    """How much of a line is cancelled by now, of how much that was ordered."""

    line_id: UUID
    cancelled: int
    quantity: int


class ReleaseCommitments(Input, frozen=True, kw_only=True):
    """An order of which something is cancelled."""

    order_id: UUID
    lines: list[ReleaseLine]


class UtilisationMonth(Data, frozen=True, kw_only=True):
    """What was bought in a month under the contract, less what was cancelled, and up to its end."""

    month: date
    value: Money
    total: Money


class Utilisation(Data, frozen=True, kw_only=True):
    """How a contract is used: by month since it began, and each running commitment."""

    contract_id: ContractId
    currency: str
    months: list[UtilisationMonth]
    running: list[CommitmentProgress]
