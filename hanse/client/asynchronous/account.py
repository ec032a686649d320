"""What can be done with `account`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class AccountOperations:
    """What can be done with `account`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def change_email(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ChangeEmail]) -> None:
        """Ask for another log-in address: it counts once it is confirmed there, and the old address is told.

        The answer is the same whether or not somebody uses the address already.

        Refused with: `confirm_it_is_you`, `email_not_accepted`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/account/email", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, type(None))

    async def change_password(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ChangePassword]
    ) -> models.SessionToken:
        """Change your password. Every session ends; the answer holds a new one for this device.

        The present password is the proof; an account without one needs a fresh proof of another kind.

        Refused with: `confirm_it_is_you`, `session_limited_to_tenant`, `invalid_input`, `password_not_accepted`.
        """
        call = Call(method="POST", path="/v1/account/password", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.SessionToken)

    async def confirm_email_change(self, **data: Unpack[inputs.ConfirmToken]) -> None:
        """Confirm the new address with the token mailed there.

        Refused with: `email_taken`, `link_not_valid`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/account/email/confirm", body=data)
        return await self._transport.send(call, type(None))

    async def confirm_second_factor(self, **data: Unpack[inputs.ConfirmSecondFactor]) -> models.LogInOutcome:
        """Finish a log-in with a code of the authenticator or a recovery code.

        Refused with: `challenge_over`, `second_factor_failed`.
        """
        call = Call(method="POST", path="/v1/sessions/second-factor", body=data)
        return await self._transport.send(call, models.LogInOutcome)

    async def disconnect_company_log_in(self, external_identity_id: str) -> None:
        """Disconnect a company log-in from your account.

        Refused with: `confirm_it_is_you`, `not_found`, `last_way_in`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/account/company-log-ins/{external_identity_id}", external_identity_id=external_identity_id
            ),
        )
        return await self._transport.send(call, type(None))

    async def get(self) -> models.Account:
        """Your own account."""
        call = Call(method="GET", path="/v1/account")
        return await self._transport.send(call, models.Account)

    async def get_security(self) -> models.Security:
        """How your account is protected: password, authenticator, recovery codes, passkeys, company log-ins."""
        call = Call(method="GET", path="/v1/account/security")
        return await self._transport.send(call, models.Security)

    async def list_events(self, **query: Unpack[inputs.AccountListEventsQuery]) -> Page[models.AccountEvent]:
        """What happened to your account, latest first: log-ins, failed ones too, and changes of its protection."""
        call = Call(method="GET", path="/v1/account/events", query=query)
        return await self._transport.send(call, Page[models.AccountEvent])

    def list_events_all(self, **query: Unpack[inputs.AccountListEventsQuery]) -> AsyncIterator[models.AccountEvent]:
        """Every item of `list_events`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/account/events", query={**query, "cursor": cursor}),
                Page[models.AccountEvent],
            ),
        )

    async def log_in(self, **data: Unpack[inputs.LogIn]) -> models.LogInOutcome:
        """Log in with e-mail and password.

        Gives a session, or a challenge for the second factor. An unknown e-mail, a wrong password and a disabled
        account answer alike and take alike.

        Refused with: `log_in_failed`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/sessions", body=data)
        return await self._transport.send(call, models.LogInOutcome)

    async def log_out(self, *, idempotency_key: str | None = None) -> None:
        """End the session at hand."""
        call = Call(method="POST", path="/v1/sessions/log-out", idempotency_key=idempotency_key)
        return await self._transport.send(call, type(None))

    async def request_email_verification(self, *, idempotency_key: str | None = None) -> None:
        """Ask for another mail with a link that confirms your e-mail address.

        Refused with: `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/account/email/verification", idempotency_key=idempotency_key)
        return await self._transport.send(call, type(None))

    async def request_password_reset(self, **data: Unpack[inputs.RequestPasswordReset]) -> None:
        """Ask for a mail with a link to set the password anew. The answer is the same whether or not there is an
        account.

        Refused with: `email_not_accepted`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/password-resets", body=data)
        return await self._transport.send(call, type(None))

    async def reset_password(self, **data: Unpack[inputs.ResetPassword]) -> None:
        """Set a new password with the token of the mail. Ends every session; the second factor is still needed
        afterwards.

        Refused with: `link_not_valid`, `password_not_accepted`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/password-resets/use", body=data)
        return await self._transport.send(call, type(None))

    async def step_up(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.StepUp]
    ) -> models.SessionToken:
        """Prove again that it is you, with your password or a code, and get a new session that may do sensitive
        things.

        The old session ends. A person for whom a company vouched proves themselves as in a full log-in, and is then
        no longer limited to that company.

        Refused with: `log_in_failed`, `second_factor_failed`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/sessions/confirm", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.SessionToken)

    async def update_profile(self, *, version: int, **data: Unpack[inputs.UpdateProfile]) -> models.Account:
        """Change your name, language and time zone.

        Refused with: `invalid_input`.
        """
        call = Call(method="PATCH", path="/v1/account", body=data, version=version)
        return await self._transport.send(call, models.Account)

    async def verify_email(self, **data: Unpack[inputs.ConfirmToken]) -> None:
        """Confirm an e-mail address with the token of the mail, logged in to the account that has it.

        Who reads the mail but cannot log in did not make the account: then the link does nothing for whoever did.

        Refused with: `log_in_to_confirm`, `link_not_valid`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/account/email/verify", body=data)
        return await self._transport.send(call, type(None))
