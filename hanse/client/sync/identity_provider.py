"""What can be done with `identity_provider`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class IdentityProviderOperations:
    """What can be done with `identity_provider`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveProvider]) -> models.Provider:
        """Set up a company log-in; the provider is asked for its description at once.

        Needs the right `identity_provider.create`.

        Refused with: `confirm_it_is_you`, `provider_unusable`.
        """
        call = Call(method="POST", path="/v1/identity-providers", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Provider)

    def create_saml(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveSamlProvider]
    ) -> models.Provider:
        """Set up a company log-in by SAML from the metadata its provider gives out.

        Needs the right `identity_provider.create`.

        Refused with: `confirm_it_is_you`, `invalid_input`, `provider_unusable`.
        """
        call = Call(method="POST", path="/v1/identity-providers/saml", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Provider)

    def delete(self, provider_id: str, *, version: int) -> None:
        """Remove a company log-in: its sessions end, and nobody is connected to it any more.

        Needs the right `identity_provider.delete`.

        Refused with: `confirm_it_is_you`, `not_found`, `stale_version`.
        """
        call = Call(
            method="DELETE",
            path=address("/v1/identity-providers/{provider_id}", provider_id=provider_id),
            version=version,
        )
        return self._transport.send(call, type(None))

    def get(self, provider_id: str) -> models.Provider:
        """One company log-in of the business.

        Needs the right `identity_provider.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/identity-providers/{provider_id}", provider_id=provider_id))
        return self._transport.send(call, models.Provider)

    def list(self, **query: Unpack[inputs.IdentityProviderListQuery]) -> Page[models.Provider]:
        """The company log-ins of the business.

        Needs the right `identity_provider.view`.
        """
        call = Call(method="GET", path="/v1/identity-providers", query=query)
        return self._transport.send(call, Page[models.Provider])

    def list_all(self, **query: Unpack[inputs.IdentityProviderListQuery]) -> Iterator[models.Provider]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/identity-providers", query={**query, "cursor": cursor}),
                Page[models.Provider],
            ),
        )

    def update(self, provider_id: str, *, version: int, **data: Unpack[inputs.SaveProvider]) -> models.Provider:
        """Change a company log-in; switching it off ends its sessions.

        Needs the right `identity_provider.update`.

        Refused with: `confirm_it_is_you`, `not_found`, `provider_unusable`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/identity-providers/{provider_id}", provider_id=provider_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Provider)

    def update_saml(
        self, provider_id: str, *, version: int, **data: Unpack[inputs.SaveSamlProvider]
    ) -> models.Provider:
        """Change a company log-in by SAML, such as its certificates; switching it off ends its sessions.

        Needs the right `identity_provider.update`.

        Refused with: `confirm_it_is_you`, `not_found`, `stale_version`, `provider_unusable`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/identity-providers/{provider_id}/saml", provider_id=provider_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Provider)
