"""What can be done with `cart`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class CartOperations:
    """What can be done with `cart`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add_attachment(
        self, cart_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddCartAttachment]
    ) -> Page[models.Attachment]:
        """Put a paper to a cart: PDF, picture, text or office file of at most 20 MB.

        Needs the right `cart.edit`.

        Refused with: `cart_not_open`, `conflict`, `file_too_large`, `file_type_refused`, `file_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/carts/{cart_id}/attachments", cart_id=cart_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, Page[models.Attachment])

    async def add_lines(
        self, cart_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddCartLines]
    ) -> models.AddedLines:
        """Put up to 5,000 lines into a cart, by variant or article number; good ones are kept when others are wrong.

        Needs the right `cart.edit`.

        Refused with: `cart_not_open`, `cart_too_large`, `lines_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/carts/{cart_id}/lines", cart_id=cart_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.AddedLines)

    async def attachments(self, cart_id: str) -> Page[models.Attachment]:
        """The papers of a cart, oldest first.

        Needs the right `cart.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/carts/{cart_id}/attachments", cart_id=cart_id))
        return await self._transport.send(call, Page[models.Attachment])

    async def change_lines(self, cart_id: str, **data: Unpack[inputs.ChangeCartLines]) -> models.AddedLines:
        """Change the quantities of many lines; each wrong one says what would be accepted, the others are kept.

        Needs the right `cart.edit`.

        Refused with: `not_found`, `cart_not_open`, `lines_refused`.
        """
        call = Call(method="PATCH", path=address("/v1/carts/{cart_id}/lines", cart_id=cart_id), body=data)
        return await self._transport.send(call, models.AddedLines)

    async def checkout(self, cart_id: str) -> models.CheckoutPreview:
        """What submitting a cart would do now: every check in a sentence, who would approve, what changed; keeps
        nothing.

        Its fingerprint stands for what was shown and goes into the submission.

        Needs the right `cart.view`.
        """
        call = Call(method="GET", path=address("/v1/carts/{cart_id}/checkout", cart_id=cart_id))
        return await self._transport.send(call, models.CheckoutPreview)

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateCart]
    ) -> models.CartSummary:
        """Start a cart for an organization with its default addresses; it belongs to who acts, or who is acted for.

        Needs the right `cart.edit`.

        Refused with: `not_found`, `conflict`.
        """
        call = Call(method="POST", path="/v1/carts", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.CartSummary)

    async def discard(self, cart_id: str, *, version: int, idempotency_key: str | None = None) -> models.CartSummary:
        """Throw a cart away; its lines stay to be read.

        Needs the right `cart.edit`.

        Refused with: `cart_not_open`.
        """
        call = Call(
            method="POST",
            path=address("/v1/carts/{cart_id}/discard", cart_id=cart_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.CartSummary)

    async def get(self, cart_id: str) -> models.Cart:
        """Read a cart with its lines at today's prices and stock, and everything that is wrong with each.

        Prices of all lines come from one statement, however many there are.

        Needs the right `cart.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/carts/{cart_id}", cart_id=cart_id))
        return await self._transport.send(call, models.Cart)

    async def list(self, **query: Unpack[inputs.CartListQuery]) -> Page[models.CartSummary]:
        """List the carts the reader may see, newest change first; without discarded ones unless asked for.

        Needs the right `cart.view`.
        """
        call = Call(method="GET", path="/v1/carts", query=query)
        return await self._transport.send(call, Page[models.CartSummary])

    def list_all(self, **query: Unpack[inputs.CartListQuery]) -> AsyncIterator[models.CartSummary]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/carts", query={**query, "cursor": cursor}), Page[models.CartSummary]
            ),
        )

    async def preview(self, cart_id: str, *, idempotency_key: str | None = None) -> models.CheckoutPreview:
        """As `get_checkout`, noting the prices as shown: from now on another one is a change of price.

        Needs the right `cart.view`.
        """
        call = Call(
            method="POST", path=address("/v1/carts/{cart_id}/preview", cart_id=cart_id), idempotency_key=idempotency_key
        )
        return await self._transport.send(call, models.CheckoutPreview)

    async def read_quick_order(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.QuickOrder]
    ) -> models.QuickOrderRead:
        """Say what pasted lines or a file mean: article, quantity and unit, or a sentence for each that cannot be
        ordered.

        A thousand lines take two statements.

        Needs the right `cart.view`.

        Refused with: `not_found`, `invalid_input`, `nothing_readable`, `table_unreadable`.
        """
        call = Call(method="POST", path="/v1/quick-order", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.QuickOrderRead)

    async def remove_attachment(self, cart_id: str, file_id: str) -> Page[models.Attachment]:
        """Take a paper away from a cart.

        Needs the right `cart.edit`.

        Refused with: `not_found`, `cart_not_open`.
        """
        call = Call(
            method="DELETE", path=address("/v1/carts/{cart_id}/attachments/{file_id}", cart_id=cart_id, file_id=file_id)
        )
        return await self._transport.send(call, Page[models.Attachment])

    async def remove_lines(
        self, cart_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.RemoveCartLines]
    ) -> models.AddedLines:
        """Take lines out of a cart; all when none is named.

        Needs the right `cart.edit`.

        Refused with: `not_found`, `cart_not_open`.
        """
        call = Call(
            method="POST",
            path=address("/v1/carts/{cart_id}/remove-lines", cart_id=cart_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.AddedLines)

    async def reorder(
        self, cart_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.ReorderCart]
    ) -> models.AddedLines:
        """Put the lines of an order into a cart, without what can no longer be ordered, which is told.

        Needs the right `cart.edit`.

        Refused with: `not_found`, `cart_not_open`, `lines_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/carts/{cart_id}/reorder", cart_id=cart_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.AddedLines)

    async def submit(
        self, cart_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.SubmitCart]
    ) -> models.OrderRequest:
        """Order what the preview showed: at once, or as a request that waits for approval. Sent twice, it is one.

        Needs the right `cart.submit`.

        Refused with: `basket_changed`, `cart_not_open`, `checkout_blocked`, `insufficient_stock`,
        `terms_not_accepted`.
        """
        call = Call(
            method="POST",
            path=address("/v1/carts/{cart_id}/submit", cart_id=cart_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.OrderRequest)

    async def update(self, cart_id: str, *, version: int, **data: Unpack[inputs.UpdateCart]) -> models.CartSummary:
        """Change what a cart is called and how it is to be ordered.

        Needs the right `cart.edit`.

        Refused with: `cart_not_open`, `stale_version`, `invalid_input`.
        """
        call = Call(method="PATCH", path=address("/v1/carts/{cart_id}", cart_id=cart_id), body=data, version=version)
        return await self._transport.send(call, models.CartSummary)

    async def update_line(
        self, cart_id: str, cart_line_id: str, **data: Unpack[inputs.UpdateCartLine]
    ) -> models.AddedLines:
        """Change the quantity, unit or remark of a line.

        Needs the right `cart.edit`.

        Refused with: `cart_not_open`, `lines_refused`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/carts/{cart_id}/lines/{cart_line_id}", cart_id=cart_id, cart_line_id=cart_line_id),
            body=data,
        )
        return await self._transport.send(call, models.AddedLines)
