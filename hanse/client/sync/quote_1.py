"""What can be done with `quote_1`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class Quote1Operations:
    """What can be done with `quote_1`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def accept(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.AcceptQuote]
    ) -> models.Quote:
        """Accept a version by its id and hash, and order by it in the same transaction unless told otherwise.

        Needs the right `quote.accept`.

        Refused with: `insufficient_stock`, `organization_cannot_trade`, `quote_credit_exceeded`, `quote_expired`,
        `quote_invalid_transition`, `quote_tax_changed`, `quote_version_stale`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/accept", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def add_lines(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddLines]
    ) -> models.LinesAdded:
        """Add lines at the end of the working copy; what cannot be taken is listed, the rest is kept.

        Needs the right `quote.update`.

        Refused with: `approval_not_your_turn`, `stale_version`, `invalid_input`, `too_many_lines`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/lines", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.LinesAdded)

    def attach(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddAttachment]
    ) -> models.QuoteAttachment:
        """Add a file: to the working copy, so it takes one's turn, or an internal one of the seller.

        Needs the right `quote.comment`.

        Refused with: `approval_not_your_turn`, `file_too_large`, `file_type_refused`, `file_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/attachments", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.QuoteAttachment)

    def attachments(self, quote_id: str, **query: Unpack[inputs.QuoteAttachmentsQuery]) -> Page[models.QuoteAttachment]:
        """The files of a quote that the reader may know of, newest first, with links of minutes.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/attachments", quote_id=quote_id), query=query)
        return self._transport.send(call, Page[models.QuoteAttachment])

    def attachments_all(
        self, quote_id: str, **query: Unpack[inputs.QuoteAttachmentsQuery]
    ) -> Iterator[models.QuoteAttachment]:
        """Every item of `attachments`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/quotes/{quote_id}/attachments", quote_id=quote_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.QuoteAttachment],
            ),
        )

    def cancel(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.EndQuote]
    ) -> models.Quote:
        """End a quote before it is ordered, or throw one's own draft away.

        Needs the right `quote.cancel`.

        Refused with: `quote_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/cancel", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def clone(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.CloneQuote]
    ) -> models.Quote:
        """Begin a new draft with the lines of a quote, at today's prices; lines that are no longer sold are left out.

        Needs the right `quote.create`.

        Refused with: `not_found`, `organization_cannot_trade`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/clone", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def compare_versions(
        self, quote_id: str, **query: Unpack[inputs.QuoteCompareVersionsQuery]
    ) -> models.VersionDifference:
        """How two versions differ, side by side; without numbers the last two.

        Needs the right `quote.view`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(
            method="GET", path=address("/v1/quotes/{quote_id}/versions/compare", quote_id=quote_id), query=query
        )
        return self._transport.send(call, models.VersionDifference)

    def counter(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveQuote]
    ) -> models.Quote:
        """Answer an offer with wishes of one's own; the offer as it was is no longer to be accepted.

        Needs the right `quote.counter`.

        Refused with: `quote_invalid_transition`, `quote_incomplete`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/counter", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def counts(self, **query: Unpack[inputs.QuoteCountsQuery]) -> models.QuoteCounts:
        """Count the quotes the reader may see, by state and turn, with the open value, under the filters of the list.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path="/v1/quote-counts", query=query)
        return self._transport.send(call, models.QuoteCounts)

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateQuote]) -> models.Quote:
        """Begin a quote with an organization: a request of its buyer, or an offer that staff prepare.

        Needs the right `quote.create`.

        Refused with: `organization_cannot_trade`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/quotes", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Quote)

    def decline(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.EndQuote]
    ) -> models.Quote:
        """Say no, when it is one's turn.

        Needs the right `quote.decline`.

        Refused with: `quote_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/decline", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def detach(self, quote_id: str, attachment_id: str) -> None:
        """Take a file of one's own side out of the working copy; versions that name it keep it.

        Needs the right `quote.comment`.

        Refused with: `approval_not_your_turn`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/quotes/{quote_id}/attachments/{attachment_id}", quote_id=quote_id, attachment_id=attachment_id
            ),
        )
        return self._transport.send(call, type(None))

    def extend(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.ExtendQuote]
    ) -> models.Quote:
        """Offer the same again with a later last day, also after it expired: a new version, approved like any other.

        Needs the right `quote.extend`.

        Refused with: `organization_cannot_trade`, `quote_invalid_transition`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/extend", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def get(self, quote_id: str) -> models.Quote:
        """Read one quote.

        Needs the right `quote.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}", quote_id=quote_id))
        return self._transport.send(call, models.Quote)

    def lines(self, quote_id: str, **query: Unpack[inputs.QuoteLinesQuery]) -> Page[models.QuoteLine]:
        """The lines of a quote in order: one's own working copy while it is one's turn, else what was sent last.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/lines", quote_id=quote_id), query=query)
        return self._transport.send(call, Page[models.QuoteLine])

    def lines_all(self, quote_id: str, **query: Unpack[inputs.QuoteLinesQuery]) -> Iterator[models.QuoteLine]:
        """Every item of `lines`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/quotes/{quote_id}/lines", quote_id=quote_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.QuoteLine],
            ),
        )

    def list(self, **query: Unpack[inputs.QuoteListQuery]) -> Page[models.QuoteSummary]:
        """List the quotes the reader may see, by filters, in the order asked for.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path="/v1/quotes", query=query)
        return self._transport.send(call, Page[models.QuoteSummary])

    def list_all(self, **query: Unpack[inputs.QuoteListQuery]) -> Iterator[models.QuoteSummary]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/quotes", query={**query, "cursor": cursor}), Page[models.QuoteSummary]
            ),
        )

    def messages(self, quote_id: str, **query: Unpack[inputs.QuoteMessagesQuery]) -> Page[models.QuoteMessage]:
        """What the sides told each other, newest first.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/messages", quote_id=quote_id), query=query)
        return self._transport.send(call, Page[models.QuoteMessage])

    def messages_all(self, quote_id: str, **query: Unpack[inputs.QuoteMessagesQuery]) -> Iterator[models.QuoteMessage]:
        """Every item of `messages`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/quotes/{quote_id}/messages", quote_id=quote_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.QuoteMessage],
            ),
        )

    def notes(self, quote_id: str, **query: Unpack[inputs.QuoteNotesQuery]) -> Page[models.QuoteNote]:
        """What the seller's people told themselves, newest first. Nobody else learns that there are any.

        Needs the right `quote.view_internal`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/notes", quote_id=quote_id), query=query)
        return self._transport.send(call, Page[models.QuoteNote])

    def notes_all(self, quote_id: str, **query: Unpack[inputs.QuoteNotesQuery]) -> Iterator[models.QuoteNote]:
        """Every item of `notes`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/quotes/{quote_id}/notes", quote_id=quote_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.QuoteNote],
            ),
        )

    def offer(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveQuote]
    ) -> models.Quote:
        """Send the working copy as an offer, by way of an internal approval where a policy asks for one.

        Needs the right `quote.offer`.

        Refused with: `approval_not_your_turn`, `organization_cannot_trade`, `quote_invalid_transition`,
        `stale_version`, `quote_incomplete`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/offer", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def order(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.OrderQuote]
    ) -> models.Quote:
        """Order by an accepted quote while the offer is still valid.

        Needs the right `quote.accept`.

        Refused with: `insufficient_stock`, `quote_credit_exceeded`, `quote_expired`, `quote_invalid_transition`,
        `quote_tax_changed`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/order", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def post_message(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.PostMessage]
    ) -> models.QuoteMessage:
        """Write to the other side, at any time and whosever turn it is.

        Needs the right `quote.comment`.

        Refused with: `file_type_refused`, `file_refused`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/messages", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.QuoteMessage)

    def post_note(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.PostNote]
    ) -> models.QuoteNote:
        """Write a note that only the seller's people read.

        Needs the right `quote.note`.

        Refused with: `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/notes", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.QuoteNote)

    def preview_acceptance(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.PreviewAcceptance]
    ) -> models.Acceptance:
        """What accepting the offer would mean now: totals with today's tax, and what stands in the way. Changes
        nothing.

        Needs the right `quote.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/acceptance", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Acceptance)

    def preview_offer(self, quote_id: str) -> models.OfferPreview:
        """What sending the offer would mean now: totals, margin, what is missing, and who would have to agree.

        Needs the right `quote.offer`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/offer", quote_id=quote_id))
        return self._transport.send(call, models.OfferPreview)

    def recall(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveQuote]
    ) -> models.Quote:
        """Take back an offer that waits for internal approval, to change it.

        Needs the right `quote.offer`.

        Refused with: `quote_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/recall", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)
