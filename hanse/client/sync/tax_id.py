"""What can be done with `tax_id`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport, address


class TaxIdOperations:
    """What can be done with `tax_id`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check(self, organization_id: str, tax_id_id: str, *, idempotency_key: str | None = None) -> models.TaxId:
        """Ask the register about a tax number again; the answer follows. A number no register knows of keeps its
        state.

        Needs the right `organization.manage_tax_ids`.
        """
        call = Call(
            method="POST",
            path=address(
                "/v1/organizations/{organization_id}/tax-ids/{tax_id_id}/check",
                organization_id=organization_id,
                tax_id_id=tax_id_id,
            ),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.TaxId)

    def create(
        self, organization_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveTaxId]
    ) -> models.TaxId:
        """Add a tax number after checking its form; where a register can be asked, that follows by itself.

        Needs the right `organization.manage_tax_ids`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/tax-ids", organization_id=organization_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.TaxId)

    def delete(self, organization_id: str, tax_id_id: str) -> None:
        """Remove a tax number; the audit trail keeps it.

        Needs the right `organization.manage_tax_ids`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/organizations/{organization_id}/tax-ids/{tax_id_id}",
                organization_id=organization_id,
                tax_id_id=tax_id_id,
            ),
        )
        return self._transport.send(call, type(None))
