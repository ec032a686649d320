"""What can be done with `signing_certificate`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport


class SigningCertificateOperations:
    """What can be done with `signing_certificate`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateCertificate]
    ) -> models.SigningCertificate:
        """Have a certificate made, and seal with it from now on.

        Needs the right `signing_certificate.create`.

        Refused with: `confirm_it_is_you`.
        """
        call = Call(method="POST", path="/v1/signing-certificates", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.SigningCertificate)

    def list(self, **query: Unpack[inputs.SigningCertificateListQuery]) -> Page[models.SigningCertificate]:
        """List the certificates of the business, newest first; the active one seals.

        Needs the right `signing_certificate.view`.
        """
        call = Call(method="GET", path="/v1/signing-certificates", query=query)
        return self._transport.send(call, Page[models.SigningCertificate])

    def list_all(self, **query: Unpack[inputs.SigningCertificateListQuery]) -> Iterator[models.SigningCertificate]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/signing-certificates", query={**query, "cursor": cursor}),
                Page[models.SigningCertificate],
            ),
        )

    def upload(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadCertificate]
    ) -> models.SigningCertificate:
        """Bring a certificate with its key as a PKCS#12 file, and seal with it from now on.

        Needs the right `signing_certificate.upload`.

        Refused with: `confirm_it_is_you`, `certificate_not_usable`.
        """
        call = Call(method="POST", path="/v1/signing-certificates/upload", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.SigningCertificate)
