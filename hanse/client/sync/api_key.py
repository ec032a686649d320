"""What can be done with `api_key`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class ApiKeyOperations:
    """What can be done with `api_key`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateApiKey]) -> models.NewApiKey:
        """Make a key; the answer holds its secret, which is never shown again.

        Needs the right `api_key.create`.

        Refused with: `key_cannot`, `more_than_you_hold`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/api-keys", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.NewApiKey)

    def get(self, api_key_id: str) -> models.ApiKey:
        """Read one key, without its secret.

        Needs the right `api_key.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/api-keys/{api_key_id}", api_key_id=api_key_id))
        return self._transport.send(call, models.ApiKey)

    def list(self, **query: Unpack[inputs.ApiKeyListQuery]) -> Page[models.ApiKey]:
        """List keys, newest first.

        Needs the right `api_key.view`.
        """
        call = Call(method="GET", path="/v1/api-keys", query=query)
        return self._transport.send(call, Page[models.ApiKey])

    def list_all(self, **query: Unpack[inputs.ApiKeyListQuery]) -> Iterator[models.ApiKey]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/api-keys", query={**query, "cursor": cursor}), Page[models.ApiKey]
            ),
        )

    def revoke(self, api_key_id: str, *, idempotency_key: str | None = None) -> models.ApiKey:
        """End a key; its next request is refused. Doing it twice changes nothing more.

        Needs the right `api_key.revoke`.
        """
        call = Call(
            method="POST",
            path=address("/v1/api-keys/{api_key_id}/revoke", api_key_id=api_key_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ApiKey)
