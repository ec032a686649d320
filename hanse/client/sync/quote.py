"""What can be done with `quote`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.sync.quote_1 import Quote1Operations
from hanse.client.transport import Call, address


class QuoteOperations(Quote1Operations):
    """What can be done with `quote`."""

    def remove_lines(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.RemoveLines]
    ) -> models.Quote:
        """Take lines out of the working copy.

        Needs the right `quote.update`.

        Refused with: `approval_not_your_turn`, `stale_version`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/lines/remove", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def reprice(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.RepriceLines]
    ) -> models.Quote:
        """Take today's list prices for lines of the working copy, by default for those without a price.

        Needs the right `quote.offer`.

        Refused with: `approval_not_your_turn`, `stale_version`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/lines/reprice", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def review(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveQuote]
    ) -> models.Quote:
        """Take a request, or a counter offer, up; without an assigned colleague it becomes one's own.

        Needs the right `quote.review`.

        Refused with: `quote_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/review", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def steps(self, quote_id: str, **query: Unpack[inputs.QuoteStepsQuery]) -> Page[models.QuoteStep]:
        """What happened to a quote, newest first; internal steps for staff only.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/steps", quote_id=quote_id), query=query)
        return self._transport.send(call, Page[models.QuoteStep])

    def steps_all(self, quote_id: str, **query: Unpack[inputs.QuoteStepsQuery]) -> Iterator[models.QuoteStep]:
        """Every item of `steps`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/quotes/{quote_id}/steps", quote_id=quote_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.QuoteStep],
            ),
        )

    def submit(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveQuote]
    ) -> models.Quote:
        """Send a request to the seller.

        Needs the right `quote.submit`.

        Refused with: `organization_cannot_trade`, `quote_invalid_transition`, `quote_incomplete`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/submit", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)

    def update(self, quote_id: str, *, version: int, **data: Unpack[inputs.UpdateQuote]) -> models.Quote:
        """Change the texts and terms of the working copy.

        Needs the right `quote.update`.

        Refused with: `approval_not_your_turn`, `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="PATCH", path=address("/v1/quotes/{quote_id}", quote_id=quote_id), body=data, version=version
        )
        return self._transport.send(call, models.Quote)

    def update_lines(self, quote_id: str, *, version: int, **data: Unpack[inputs.UpdateLines]) -> models.Quote:
        """Change any number of lines of the working copy: all of them, or none when one is wrong.

        Needs the right `quote.update`.

        Refused with: `approval_not_your_turn`, `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="PATCH", path=address("/v1/quotes/{quote_id}/lines", quote_id=quote_id), body=data, version=version
        )
        return self._transport.send(call, models.Quote)

    def upload_lines(
        self, quote_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadLines]
    ) -> models.LinesAdded:
        """Add lines of a CSV or XLSX file, or of pasted text; each row that cannot be taken is listed with the reason.

        Needs the right `quote.update`.

        Refused with: `approval_not_your_turn`, `stale_version`, `table_too_large`, `table_unreadable`,
        `too_many_lines`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/lines/upload", quote_id=quote_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.LinesAdded)

    def version(self, quote_id: str, version_id: str) -> models.QuoteVersion:
        """One version with everything it fixed.

        Needs the right `quote.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/quotes/{quote_id}/versions/{version_id}", quote_id=quote_id, version_id=version_id),
        )
        return self._transport.send(call, models.QuoteVersion)

    def versions(self, quote_id: str, **query: Unpack[inputs.QuoteVersionsQuery]) -> Page[models.QuoteVersionSummary]:
        """The versions of a quote, newest first; of those that have not gone out only the seller's people know.

        Needs the right `quote.view`.
        """
        call = Call(method="GET", path=address("/v1/quotes/{quote_id}/versions", quote_id=quote_id), query=query)
        return self._transport.send(call, Page[models.QuoteVersionSummary])

    def versions_all(
        self, quote_id: str, **query: Unpack[inputs.QuoteVersionsQuery]
    ) -> Iterator[models.QuoteVersionSummary]:
        """Every item of `versions`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/quotes/{quote_id}/versions", quote_id=quote_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.QuoteVersionSummary],
            ),
        )

    def withdraw(
        self, quote_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.EndQuote]
    ) -> models.Quote:
        """Take a request back before it is answered.

        Needs the right `quote.withdraw`.

        Refused with: `quote_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/quotes/{quote_id}/withdraw", quote_id=quote_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Quote)
