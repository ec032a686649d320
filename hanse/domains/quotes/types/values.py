"""The ids, enumerations and constrained texts that quotes are described with. No structs and no rules."""

from __future__ import annotations

import enum
from typing import Annotated

from msgspec import Meta

from hanse.kit.ids import Id


class QuoteId(Id, prefix="quo"):
    """A negotiation about lines, prices and terms with one organization."""


class QuoteVersionId(Id, prefix="qvr"):
    """A frozen state of a quote."""


class QuoteLineId(Id, prefix="qul"):
    """A line of a quote; the same through all its versions."""


class QuoteMessageId(Id, prefix="qum"):
    """Something one side told the other."""


class QuoteNoteId(Id, prefix="qun"):
    """Something the seller's people told themselves."""


class QuoteAttachmentId(Id, prefix="qua"):
    """A file that belongs to a quote."""


class QuoteStatus(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    INTERNAL_APPROVAL = "internal_approval"
    OFFERED = "offered"
    COUNTERED = "countered"
    ACCEPTED = "accepted"
    ORDERED = "ordered"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class VersionKind(enum.StrEnum):
    REQUEST = "request"
    OFFER = "offer"
    COUNTER = "counter"


LINES_MAXIMUM = 2_000
OFFERS_MAXIMUM = 10

Title = Annotated[str, Meta(max_length=200, description="What this is about; made from the first line when left out")]
Sku = Annotated[str, Meta(min_length=1, max_length=120, description="Article number, in any case and spacing")]
ItemName = Annotated[str, Meta(min_length=1, max_length=500, description="What is wanted, for a line without a SKU")]
Description = Annotated[str, Meta(max_length=4_000, description="More about a line without a SKU")]
LineNote = Annotated[str, Meta(max_length=2_000, description="A remark about the line that both sides read")]
InternalNote = Annotated[str, Meta(max_length=2_000, description="For staff only; never shown to the buyer")]
BasisPoints = Annotated[int, Meta(ge=0, le=10_000, description="Hundredths of a percent")]
LeadTime = Annotated[int, Meta(ge=0, le=3_650, description="Days")]
Note = Annotated[str, Meta(max_length=5_000, description="Told to the other side, and kept in the version")]
Terms = Annotated[str, Meta(max_length=10_000, description="Conditions that belong to the offer")]
Delivery = Annotated[str, Meta(max_length=2_000, description="How and when it is delivered")]
PaymentText = Annotated[str, Meta(max_length=500, description="Terms of payment, in words")]
Reference = Annotated[str, Meta(max_length=80, description="The buyer's own reference")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
Reason = Annotated[str, Meta(max_length=1_000, description="Why; the other side reads it")]
Body = Annotated[str, Meta(min_length=1, max_length=5_000, description="The text")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="`hash` of the version that was read")]
