"""The ids, enumerations and constrained texts of checkout. No structs of whole things and no rules."""

from __future__ import annotations

import enum
from typing import Annotated, Final

from msgspec import Meta

from hanse.kit.ids import Id

LINES_MAXIMUM: Final = 5_000
"""How many lines a cart, a list or one call may have."""

CartName = Annotated[str, Meta(min_length=1, max_length=120, description="What people call it, such as Workshop")]
PoNumber = Annotated[str, Meta(max_length=60, description="The buyer's own order number, printed on every paper")]
LineNote = Annotated[str, Meta(max_length=500, description="A remark on this line")]
OrderNote = Annotated[str, Meta(max_length=2000, description="A remark on the whole order")]
Sku = Annotated[str, Meta(max_length=120, description="Article number")]
Reason = Annotated[str, Meta(max_length=500, description="Why; kept in the audit trail")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
Fingerprint = Annotated[
    str, Meta(max_length=64, description="What a preview answered; stands for lines, prices, addresses and totals")
]
Choices = Annotated[
    dict[Annotated[str, Meta(max_length=120)], Annotated[str, Meta(max_length=400)]],
    Meta(max_length=50, description="Chosen options of a configurable product, by option"),
]


class CartId(Id, prefix="crt"):
    """A basket."""


class CartLineId(Id, prefix="crl"):
    """A line of a basket."""


class ListId(Id, prefix="lst"):
    """A shopping list."""


class CostCentreId(Id, prefix="cce"):
    """Where an organization books what it buys."""


class BudgetId(Id, prefix="bud"):
    """How much may be bought at a cost centre in each period."""


class OrderRequestId(Id, prefix="orq"):
    """A basket frozen as it was sent."""


class StandingOrderId(Id, prefix="sto"):
    """An order that the calendar places."""


class CartStatus(enum.StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"  # its frozen copy waits for approval
    ORDERED = "ordered"
    DISCARDED = "discarded"


class RequestStatus(enum.StrEnum):
    PENDING = "pending"
    PLACED = "placed"
    REJECTED = "rejected"
    RECALLED = "recalled"
    FAILED = "failed"  # approved, but stock or credit said no
    CANCELLED = "cancelled"  # the order was


class BudgetPeriod(enum.StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class WhenExceeded(enum.StrEnum):
    APPROVAL = "approval"
    REFUSE = "refuse"


class EntryStatus(enum.StrEnum):
    COMMITTED = "committed"
    SPENT = "spent"
    RELEASED = "released"


class StandingStatus(enum.StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class RunStatus(enum.StrEnum):
    PLACED = "placed"
    AWAITING_APPROVAL = "awaiting_approval"
    SKIPPED = "skipped"
    FAILED = "failed"


class Every(enum.StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class CheckState(enum.StrEnum):
    """What one part of the governance check says."""

    OK = "ok"
    NOTICE = "notice"  # worth knowing; the order goes through
    APPROVAL = "approval"  # somebody has to agree
    BLOCKED = "blocked"  # cannot be ordered like this


class Outcome(enum.StrEnum):
    """What submitting would do now."""

    ORDER = "order"
    APPROVAL = "approval"
    BLOCKED = "blocked"
