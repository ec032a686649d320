"""What can be done with `custom_field`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class CustomFieldOperations:
    """What can be done with `custom_field`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def archive(self, custom_field_id: str, *, version: int) -> None:
        """Take a field out of forms and answers; its values are kept and return if the same key is declared again.

        Needs the right `custom_field.manage`.
        """
        call = Call(
            method="DELETE",
            path=address("/v1/custom-fields/{custom_field_id}", custom_field_id=custom_field_id),
            version=version,
        )
        return self._transport.send(call, type(None))

    def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateCustomField]
    ) -> models.CustomField:
        """Declare a custom field of organizations.

        Needs the right `custom_field.manage`.

        Refused with: `already_exists`, `too_many_parts`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/custom-fields", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.CustomField)

    def get(self, custom_field_id: str) -> models.CustomField:
        """Read one custom field.

        Needs the right `custom_field.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/custom-fields/{custom_field_id}", custom_field_id=custom_field_id))
        return self._transport.send(call, models.CustomField)

    def list(self, **query: Unpack[inputs.CustomFieldListQuery]) -> Page[models.CustomField]:
        """List the custom fields of organizations in their order; people of partners get those shown to them.

        Needs the right `custom_field.view`.
        """
        call = Call(method="GET", path="/v1/custom-fields", query=query)
        return self._transport.send(call, Page[models.CustomField])

    def list_all(self, **query: Unpack[inputs.CustomFieldListQuery]) -> Iterator[models.CustomField]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/custom-fields", query={**query, "cursor": cursor}),
                Page[models.CustomField],
            ),
        )

    def update(
        self, custom_field_id: str, *, version: int, **data: Unpack[inputs.UpdateCustomField]
    ) -> models.CustomField:
        """Change what a field is called and demands; values that are there stay.

        Needs the right `custom_field.manage`.

        Refused with: `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/custom-fields/{custom_field_id}", custom_field_id=custom_field_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.CustomField)
