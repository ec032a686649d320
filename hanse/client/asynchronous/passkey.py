"""What can be done with `passkey`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import AsyncTransport, Call, address


class PasskeyOperations:
    """What can be done with `passkey`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def begin_log_in(self, **data: Unpack[inputs.BeginPasskey]) -> models.PasskeyChallenge:
        """Ask for a challenge to log in with a passkey; the device offers the passkeys it has, so nobody is named
        here.
        """
        call = Call(method="POST", path="/v1/sessions/passkey/begin", body=data)
        return await self._transport.send(call, models.PasskeyChallenge)

    async def begin_registration(self, *, idempotency_key: str | None = None) -> models.PasskeyChallenge:
        """Start adding a passkey; needs a fresh proof that it is you.

        Refused with: `confirm_it_is_you`, `session_limited_to_tenant`, `email_not_confirmed`.
        """
        call = Call(method="POST", path="/v1/account/passkeys/begin", idempotency_key=idempotency_key)
        return await self._transport.send(call, models.PasskeyChallenge)

    async def finish_log_in(self, **data: Unpack[inputs.FinishPasskeyLogIn]) -> models.LogInOutcome:
        """Log in with a passkey. It stands for both factors: the device, and the finger, face or PIN that opened it.

        With the challenge of a password log-in it is that log-in's second factor.

        Refused with: `challenge_over`, `passkey_failed`.
        """
        call = Call(method="POST", path="/v1/sessions/passkey", body=data)
        return await self._transport.send(call, models.LogInOutcome)

    async def finish_registration(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.FinishPasskeyRegistration]
    ) -> models.Passkey:
        """Add the passkey the browser made.

        Refused with: `passkey_failed`, `passkey_known`.
        """
        call = Call(method="POST", path="/v1/account/passkeys", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Passkey)

    async def remove(self, passkey_id: str) -> None:
        """Remove one of your own passkeys.

        Refused with: `confirm_it_is_you`, `not_found`, `last_way_in`.
        """
        call = Call(method="DELETE", path=address("/v1/account/passkeys/{passkey_id}", passkey_id=passkey_id))
        return await self._transport.send(call, type(None))

    async def rename(self, passkey_id: str, **data: Unpack[inputs.RenamePasskey]) -> models.Passkey:
        """Give one of your own passkeys another name.

        Refused with: `not_found`.
        """
        call = Call(method="PATCH", path=address("/v1/account/passkeys/{passkey_id}", passkey_id=passkey_id), body=data)
        return await self._transport.send(call, models.Passkey)

    async def step_up(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.FinishPasskeyLogIn]
    ) -> models.SessionToken:
        """Prove again that it is you, with one of your own passkeys, and get a new session.

        Refused with: `passkey_failed`.
        """
        call = Call(method="POST", path="/v1/sessions/confirm/passkey", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.SessionToken)
