"""What can be done with `category`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class CategoryOperations:
    """What can be done with `category`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateCategory]
    ) -> models.Category:
        """Add a category, at the top or below another one.

        Needs the right `category.manage`.

        Refused with: `already_exists`, `category_too_deep`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/categories", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Category)

    async def delete(self, category_id: str, *, version: int) -> None:
        """Take a category away; its products stay, without it.

        Needs the right `category.manage`.

        Refused with: `not_found`, `category_in_use`.
        """
        call = Call(
            method="DELETE", path=address("/v1/categories/{category_id}", category_id=category_id), version=version
        )
        return await self._transport.send(call, type(None))

    async def get(self, category_id: str, **query: Unpack[inputs.CategoryGetQuery]) -> models.Category:
        """Read one category.

        Needs the right `category.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/categories/{category_id}", category_id=category_id), query=query)
        return await self._transport.send(call, models.Category)

    async def list(self, **query: Unpack[inputs.CategoryListQuery]) -> Page[models.Category]:
        """List one level of the tree, or all of it, in order; partners get what holds something they may see.

        Needs the right `category.view`.
        """
        call = Call(method="GET", path="/v1/categories", query=query)
        return await self._transport.send(call, Page[models.Category])

    def list_all(self, **query: Unpack[inputs.CategoryListQuery]) -> AsyncIterator[models.Category]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/categories", query={**query, "cursor": cursor}), Page[models.Category]
            ),
        )

    async def update(self, category_id: str, *, version: int, **data: Unpack[inputs.UpdateCategory]) -> models.Category:
        """Change a category; another parent moves it with everything below.

        Needs the right `category.manage`.

        Refused with: `not_found`, `category_loop`, `invalid_input`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/categories/{category_id}", category_id=category_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.Category)
