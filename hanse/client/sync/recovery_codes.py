"""What can be done with `recovery_codes`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from hanse.client import models
from hanse.client.transport import Call, Transport


class RecoveryCodesOperations:
    """What can be done with `recovery_codes`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, idempotency_key: str | None = None) -> models.RecoveryCodes:
        """Make ten new recovery codes; the old ones stop working.

        Refused with: `confirm_it_is_you`, `totp_not_active`.
        """
        call = Call(method="POST", path="/v1/account/recovery-codes", idempotency_key=idempotency_key)
        return self._transport.send(call, models.RecoveryCodes)
