"""What can be done with `bank_account`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport, address


class BankAccountOperations:
    """What can be done with `bank_account`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, organization_id: str) -> models.BankAccount:
        """Read where an organization is paid, without the number.

        Needs the right `bank_account.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/bank-account", organization_id=organization_id),
        )
        return self._transport.send(call, models.BankAccount)

    def reveal(self, organization_id: str) -> models.RevealedBankAccount:
        """Read the whole account number; who reads it is recorded.

        Needs the right `bank_account.reveal`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/bank-account/number", organization_id=organization_id),
        )
        return self._transport.send(call, models.RevealedBankAccount)

    def save(self, organization_id: str, **data: Unpack[inputs.SaveBankAccount]) -> models.BankAccount:
        """Set where an organization is paid; the account before is kept as replaced.

        Needs the right `bank_account.save`.

        Refused with: `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/organizations/{organization_id}/bank-account", organization_id=organization_id),
            body=data,
        )
        return self._transport.send(call, models.BankAccount)
