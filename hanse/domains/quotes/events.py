"""What happens to quotes, as facts. They carry ids and numbers of versions, never prices, costs or notes."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.access.types import OrganizationId
from hanse.domains.orders.types import OrderId
from hanse.domains.organizations.types import Side
from hanse.domains.quotes.types import QuoteId, QuoteMessageId, QuoteVersionId
from hanse.kit.events import Event


class QuoteCreated(Event, frozen=True, kw_only=True):
    """Somebody began a quote."""

    name: ClassVar[str] = "quote.created"
    quote_id: QuoteId
    organization_id: OrganizationId


class QuoteSubmitted(Event, frozen=True, kw_only=True):
    """A buyer asked for prices."""

    name: ClassVar[str] = "quote.submitted"
    quote_id: QuoteId
    organization_id: OrganizationId
    version_id: QuoteVersionId


class QuoteReviewStarted(Event, frozen=True, kw_only=True):
    """Somebody of the seller took a request up."""

    name: ClassVar[str] = "quote.review_started"
    quote_id: QuoteId
    organization_id: OrganizationId


class QuoteOffered(Event, frozen=True, kw_only=True):
    """An offer went out to the buyer."""

    name: ClassVar[str] = "quote.offered"
    quote_id: QuoteId
    organization_id: OrganizationId
    version_id: QuoteVersionId


class QuoteCountered(Event, frozen=True, kw_only=True):
    """The buyer answered an offer with wishes of their own."""

    name: ClassVar[str] = "quote.countered"
    quote_id: QuoteId
    organization_id: OrganizationId
    version_id: QuoteVersionId


class QuoteAccepted(Event, frozen=True, kw_only=True):
    """The buyer accepted a version."""

    name: ClassVar[str] = "quote.accepted"
    quote_id: QuoteId
    organization_id: OrganizationId
    version_id: QuoteVersionId


class QuoteOrdered(Event, frozen=True, kw_only=True):
    """The accepted version became an order."""

    name: ClassVar[str] = "quote.ordered"
    quote_id: QuoteId
    organization_id: OrganizationId
    version_id: QuoteVersionId
    order_id: OrderId


class QuoteDeclined(Event, frozen=True, kw_only=True):
    """One side said no."""

    name: ClassVar[str] = "quote.declined"
    quote_id: QuoteId
    organization_id: OrganizationId
    side: Side


class QuoteExpired(Event, frozen=True, kw_only=True):
    """An offer ended without an order."""

    name: ClassVar[str] = "quote.expired"
    quote_id: QuoteId
    organization_id: OrganizationId


class QuoteCancelled(Event, frozen=True, kw_only=True):
    """The seller took the quote back, or somebody threw their draft away."""

    name: ClassVar[str] = "quote.cancelled"
    quote_id: QuoteId
    organization_id: OrganizationId


class QuoteWithdrawn(Event, frozen=True, kw_only=True):
    """The buyer no longer wants an answer."""

    name: ClassVar[str] = "quote.withdrawn"
    quote_id: QuoteId
    organization_id: OrganizationId


class QuoteMessagePosted(Event, frozen=True, kw_only=True):
    """One side told the other something."""

    name: ClassVar[str] = "quote.message_posted"
    quote_id: QuoteId
    organization_id: OrganizationId
    message_id: QuoteMessageId
    side: Side


EVENTS = (
    QuoteCreated,
    QuoteSubmitted,
    QuoteReviewStarted,
    QuoteOffered,
    QuoteCountered,
    QuoteAccepted,
    QuoteOrdered,
    QuoteDeclined,
    QuoteExpired,
    QuoteCancelled,
    QuoteWithdrawn,
    QuoteMessagePosted,
)
