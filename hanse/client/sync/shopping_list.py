"""What can be done with `shopping_list`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class ShoppingListOperations:
    """What can be done with `shopping_list`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateShoppingList]
    ) -> models.ShoppingListSummary:
        """Make a shopping list, empty or with the lines of a cart.

        Needs the right `shopping_list.edit`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/shopping-lists", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ShoppingListSummary)

    def delete(self, list_id: str, *, version: int) -> None:
        """Throw a list away, with what is on it.

        Needs the right `shopping_list.edit`.
        """
        call = Call(method="DELETE", path=address("/v1/shopping-lists/{list_id}", list_id=list_id), version=version)
        return self._transport.send(call, type(None))

    def get(self, list_id: str) -> models.ShoppingList:
        """Read a shopping list with today's prices and stock.

        Needs the right `shopping_list.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/shopping-lists/{list_id}", list_id=list_id))
        return self._transport.send(call, models.ShoppingList)

    def list(self, **query: Unpack[inputs.ShoppingListListQuery]) -> Page[models.ShoppingListSummary]:
        """List the shopping lists the reader may see, newest change first.

        Needs the right `shopping_list.view`.
        """
        call = Call(method="GET", path="/v1/shopping-lists", query=query)
        return self._transport.send(call, Page[models.ShoppingListSummary])

    def list_all(self, **query: Unpack[inputs.ShoppingListListQuery]) -> Iterator[models.ShoppingListSummary]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/shopping-lists", query={**query, "cursor": cursor}),
                Page[models.ShoppingListSummary],
            ),
        )

    def remove_lines(
        self, list_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.RemoveListLines]
    ) -> models.ShoppingListSummary:
        """Take articles off a list; all when none is named.

        Needs the right `shopping_list.edit`.

        Refused with: `not_found`.
        """
        call = Call(
            method="POST",
            path=address("/v1/shopping-lists/{list_id}/remove-lines", list_id=list_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ShoppingListSummary)

    def save_lines(
        self, list_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveListLines]
    ) -> models.SavedListLines:
        """Put articles on a list; one that is there gets the new quantity.

        Needs the right `shopping_list.edit`.

        Refused with: `lines_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/shopping-lists/{list_id}/lines", list_id=list_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.SavedListLines)

    def to_cart(
        self, list_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.ListToCart]
    ) -> models.AddedLines:
        """Put everything on a list into a cart, a new one unless named; what cannot be ordered any more is told.

        Needs the right `cart.edit`.

        Refused with: `not_found`, `cart_not_open`, `lines_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/shopping-lists/{list_id}/to-cart", list_id=list_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.AddedLines)

    def update(
        self, list_id: str, *, version: int, **data: Unpack[inputs.UpdateShoppingList]
    ) -> models.ShoppingListSummary:
        """Change the name of a list or who sees it.

        Needs the right `shopping_list.edit`.

        Refused with: `stale_version`.
        """
        call = Call(
            method="PATCH", path=address("/v1/shopping-lists/{list_id}", list_id=list_id), body=data, version=version
        )
        return self._transport.send(call, models.ShoppingListSummary)
