"""What people say about themselves: name, language, time zone, and the e-mail address they log in with."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from hanse.domains.identity.commands.passwords import tell
from hanse.domains.identity.commands.proving import (
    existing_account,
    limit_tries,
    note,
    own_account,
    take_token,
)
from hanse.domains.identity.errors import EmailTaken, LinkNotValid, LogInToConfirm
from hanse.domains.identity.events import EmailChanged, ProfileChanged
from hanse.domains.identity.ports import places_of
from hanse.domains.identity.queries.rows import AccountRow, find_account_row
from hanse.domains.identity.rules import limits
from hanse.domains.identity.rules.people import normalise_email
from hanse.domains.identity.types import Account, AccountId, ChangeEmail, ConfirmToken, UpdateProfile
from hanse.kit.errors import Invalid
from hanse.kit.locales import check_locale, check_timezone
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

VERIFICATION: Final = "email_verification"
CHANGE: Final = "email_change"
VERIFICATION_JOB: Final = "identity.send_email_verification"
CHANGE_JOB: Final = "identity.send_email_change"
VERIFICATION_LIFETIME: Final = timedelta(days=3)
CHANGE_LIFETIME: Final = timedelta(hours=1)
SET_PROFILE: Final = "SELECT * FROM account_set_profile(%(id)s, %(name)s, %(locale)s, %(timezone)s, %(now)s)"
SET_VERIFIED: Final = "SELECT account_set_verified(%(id)s, %(email)s, %(now)s)"
SET_EMAIL: Final = "SELECT account_set_email(%(id)s, %(email)s, %(now)s)"


@command("account.update_profile", access="self")
async def update_profile(ctx: Ctx, data: UpdateProfile) -> Account:
    """Change your name, language and time zone. Raises Invalid for a language or time zone nobody knows."""
    account_id = AccountId(ctx.authorize_self("account.update_profile"))
    before = await existing_account(ctx, account_id)
    ctx.check_version(before.version)
    name = before.display_name if data.display_name is msgspec.UNSET else clean_line(data.display_name)
    if not name:
        raise Invalid.field("display_name", "Enter a name", "required")
    locale = before.locale if data.locale is msgspec.UNSET else data.locale
    timezone = before.timezone if data.timezone is msgspec.UNSET else data.timezone
    if locale is not None:
        locale = check_locale(locale)
    if timezone is not None:
        check_timezone(timezone)
    values = {"id": account_id, "name": name, "locale": locale, "timezone": timezone, "now": ctx.now}
    after = await ctx.db.one(SET_PROFILE, values, into=AccountRow)
    ctx.record("account", account_id, label=name, before=before.account(), after=after.account())
    if name != before.display_name:
        await places_of(ctx).account_changed(ctx, account_id, before.display_name)
    if ctx.db.tenant_id is not None:
        ctx.emit(ProfileChanged(account_id=account_id, display_name=name))
    return after.account()


@command("account.request_email_verification", access="self")
async def request_email_verification(ctx: Ctx) -> None:
    """Ask for another mail with a link that confirms your e-mail address. Raises TooManyRequests."""
    account_id = AccountId(ctx.authorize_self("account.request_email_verification"))
    counted = {"account": limits.MAIL_ACCOUNT}
    await limit_tries(ctx, "mail", subject=str(account_id), limits=counted)
    account = await existing_account(ctx, account_id)
    if account.email is not None and account.email_verified_at is None:
        await send_verification(ctx, account_id)
    ctx.record("account", account_id, label=account.display_name)


async def send_verification(ctx: Ctx, account_id: AccountId) -> None:
    """Enqueue the mail that asks a person to confirm their address."""
    handle = ctx.tenant_or_none.handle if ctx.tenant_or_none else None
    await ctx.services.jobs.enqueue(ctx, VERIFICATION_JOB, {"account_id": str(account_id), "business": handle})


@command("account.verify_email", access="public")
async def verify_email(ctx: Ctx, data: ConfirmToken) -> None:
    """Confirm an e-mail address with the token of the mail, logged in to the account that has it.

    Who reads the mail but cannot log in did not make the account: then the link does nothing for whoever did.
    Raises LinkNotValid, LogInToConfirm, TooManyRequests.
    """
    ctx.authorize_anyone("account.verify_email")
    await limit_tries(ctx, "link", limits={"address": limits.LINK})
    taken = await take_token(ctx, VERIFICATION, data.token)
    if taken is None or taken.account_id is None:
        raise LinkNotValid
    if taken.account_id.uuid != ctx.principal.account_id or ctx.principal.session_id is None:
        raise LogInToConfirm
    params = {"id": taken.account_id, "email": taken.payload["email"], "now": ctx.now}
    if not await ctx.db.value(SET_VERIFIED, params):
        raise LinkNotValid
    await note(ctx, taken.account_id, "email_verified")
    ctx.record("account", taken.account_id)


@command("account.change_email", access="self")
async def change_email(ctx: Ctx, data: ChangeEmail) -> None:
    """Ask for another log-in address: it counts once it is confirmed there, and the old address is told.

    The answer is the same whether or not somebody uses the address already. Raises ConfirmItIsYou, EmailNotAccepted,
    TooManyRequests.
    """
    account = await own_account(ctx, "account.change_email")
    email = normalise_email(data.email)
    counted = {"account": limits.MAIL_ACCOUNT, "address": limits.MAIL_ADDRESS}
    await limit_tries(ctx, "mail", subject=email, limits=counted)
    if email == account.email:
        raise Invalid.field("email", "This is your address already", "unchanged")
    await ctx.services.jobs.enqueue(ctx, CHANGE_JOB, {"account_id": str(account.id), "email": email})
    await note(ctx, account.id, "email_change_requested")
    ctx.record("account", account.id, label=account.display_name)


@command("account.confirm_email_change", access="public")
async def confirm_email_change(ctx: Ctx, data: ConfirmToken) -> None:
    """Confirm the new address with the token mailed there. Raises LinkNotValid, EmailTaken, TooManyRequests."""
    ctx.authorize_anyone("account.confirm_email_change")
    await limit_tries(ctx, "link", limits={"address": limits.LINK})
    taken = await take_token(ctx, CHANGE, data.token)
    account = None
    if taken is not None and taken.account_id is not None:
        account = await find_account_row(ctx, account_id=taken.account_id)
    if taken is None or account is None or not account.is_active:
        raise LinkNotValid
    email = taken.payload["email"]
    other = await find_account_row(ctx, email=email)
    if other is not None and other.id != account.id:
        raise EmailTaken
    await tell(ctx, account, "email_changed")
    await ctx.db.run(SET_EMAIL, {"id": account.id, "email": email, "now": ctx.now})
    await note(ctx, account.id, "email_changed")
    ctx.record("account", account.id, before={"email": account.email}, after={"email": email})
    await places_of(ctx).account_changed(ctx, account.id, account.display_name)
    if ctx.db.tenant_id is not None:
        ctx.emit(EmailChanged(account_id=account.id))
