"""What can be done with `totp`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport


class TotpOperations:
    """What can be done with `totp`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def confirm(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ConfirmTotp]
    ) -> models.RecoveryCodes:
        """Confirm the authenticator with its first code; gives the recovery codes, which are shown only now.

        Refused with: `confirm_it_is_you`, `totp_not_started`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/account/totp/confirm", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.RecoveryCodes)

    def disable(self) -> None:
        """Remove the authenticator and its recovery codes.

        Refused with: `confirm_it_is_you`, `long_password_needed`, `totp_not_active`.
        """
        call = Call(method="DELETE", path="/v1/account/totp")
        return self._transport.send(call, type(None))

    def enrol(self, *, idempotency_key: str | None = None) -> models.TotpEnrolment:
        """Start setting up an authenticator; it counts once a first code is confirmed.

        Refused with: `confirm_it_is_you`, `session_limited_to_tenant`, `email_not_confirmed`,
        `totp_already_active`.
        """
        call = Call(method="POST", path="/v1/account/totp", idempotency_key=idempotency_key)
        return self._transport.send(call, models.TotpEnrolment)
