"""What can be done with `attribute`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class AttributeOperations:
    """What can be done with `attribute`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateAttribute]
    ) -> models.Attribute:
        """Declare something that can be said of products.

        Needs the right `attribute.manage`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/attributes", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Attribute)

    async def create_set(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveAttributeSet]
    ) -> models.AttributeSet:
        """Name the attributes of one sort of product.

        Needs the right `attribute.manage`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/attribute-sets", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.AttributeSet)

    async def delete(self, attribute_id: str, *, version: int) -> None:
        """Take an attribute away; what products said by it goes in the background.

        Needs the right `attribute.manage`.

        Refused with: `not_found`, `attribute_in_use`.
        """
        call = Call(
            method="DELETE", path=address("/v1/attributes/{attribute_id}", attribute_id=attribute_id), version=version
        )
        return await self._transport.send(call, type(None))

    async def delete_set(self, attribute_set_id: str, *, version: int) -> None:
        """Take a set away that no product has.

        Needs the right `attribute.manage`.

        Refused with: `not_found`, `attribute_in_use`.
        """
        call = Call(
            method="DELETE",
            path=address("/v1/attribute-sets/{attribute_set_id}", attribute_set_id=attribute_set_id),
            version=version,
        )
        return await self._transport.send(call, type(None))

    async def get(self, attribute_id: str) -> models.Attribute:
        """Read one attribute.

        Needs the right `attribute.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/attributes/{attribute_id}", attribute_id=attribute_id))
        return await self._transport.send(call, models.Attribute)

    async def get_set(self, attribute_set_id: str) -> models.AttributeSet:
        """Read one set.

        Needs the right `attribute.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/attribute-sets/{attribute_set_id}", attribute_set_id=attribute_set_id)
        )
        return await self._transport.send(call, models.AttributeSet)

    async def list(self, **query: Unpack[inputs.AttributeListQuery]) -> Page[models.Attribute]:
        """List what can be said of products, in order.

        Needs the right `attribute.view`.
        """
        call = Call(method="GET", path="/v1/attributes", query=query)
        return await self._transport.send(call, Page[models.Attribute])

    def list_all(self, **query: Unpack[inputs.AttributeListQuery]) -> AsyncIterator[models.Attribute]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/attributes", query={**query, "cursor": cursor}), Page[models.Attribute]
            ),
        )

    async def list_sets(self, **query: Unpack[inputs.AttributeListSetsQuery]) -> Page[models.AttributeSet]:
        """List the sets of attributes by name.

        Needs the right `attribute.view`.
        """
        call = Call(method="GET", path="/v1/attribute-sets", query=query)
        return await self._transport.send(call, Page[models.AttributeSet])

    def list_sets_all(self, **query: Unpack[inputs.AttributeListSetsQuery]) -> AsyncIterator[models.AttributeSet]:
        """Every item of `list_sets`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/attribute-sets", query={**query, "cursor": cursor}),
                Page[models.AttributeSet],
            ),
        )

    async def update(
        self, attribute_id: str, *, version: int, **data: Unpack[inputs.UpdateAttribute]
    ) -> models.Attribute:
        """Change an attribute; key and kind stay, and values that products have stay too.

        Needs the right `attribute.manage`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/attributes/{attribute_id}", attribute_id=attribute_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.Attribute)

    async def update_set(
        self, attribute_set_id: str, *, version: int, **data: Unpack[inputs.SaveAttributeSet]
    ) -> models.AttributeSet:
        """Change a set as a whole.

        Needs the right `attribute.manage`.

        Refused with: `not_found`, `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/attribute-sets/{attribute_set_id}", attribute_set_id=attribute_set_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.AttributeSet)
