"""The authenticator and its recovery codes: setting up, confirming, removing."""

from __future__ import annotations

from typing import Final

from hanse.domains.identity.adapters.second_factor import (
    address_of,
    new_recovery_codes,
    new_secret,
    picture_of,
    recovery_hash,
    seal,
)
from hanse.domains.identity.commands.log_in import use_totp_step
from hanse.domains.identity.commands.passwords import tell
from hanse.domains.identity.commands.proving import limit_tries, note, own_account, require_confirmed
from hanse.domains.identity.errors import (
    LongPasswordNeeded,
    TotpAlreadyActive,
    TotpNotActive,
    TotpNotStarted,
)
from hanse.domains.identity.queries.rows import AccountRow, look_up_account
from hanse.domains.identity.rules import limits
from hanse.domains.identity.types import AccountId, ConfirmTotp, RecoveryCodes, TotpEnrolment
from hanse.kit.errors import Invalid
from hanse.platform.commands import command
from hanse.platform.context import Ctx

BEGIN: Final = "SELECT account_totp_begin(%(account)s, %(secret)s, %(now)s)"
REMOVE: Final = "SELECT account_totp_remove(%(account)s)"
REPLACE_CODES: Final = "SELECT account_recovery_replace(%(account)s, %(hashes)s::bytea[], %(now)s)"
STARTED: Final = "SELECT 1 AS found FROM account_totp_find(%(account)s) WHERE confirmed_at IS NULL"


@command("totp.enrol", access="self")
async def enrol_totp(ctx: Ctx) -> TotpEnrolment:
    """Start setting up an authenticator; it counts once a first code is confirmed.

    Raises ConfirmItIsYou, SessionLimitedToTenant, EmailNotConfirmed, TotpAlreadyActive.
    """
    account = await own_account(ctx, "totp.enrol")
    require_confirmed(account)
    secret = new_secret()
    sealed = seal(ctx.services.crypto, secret, account.id.uuid.bytes)
    if not await ctx.db.value(BEGIN, {"account": account.id, "secret": sealed, "now": ctx.now}):
        raise TotpAlreadyActive
    ctx.record("account", account.id, label=account.display_name)
    return draw_enrolment(ctx, secret)


def draw_enrolment(ctx: Ctx, secret: str) -> TotpEnrolment:
    """A key as an authenticator takes it. Drawing one sets nothing up."""
    plain = "".join(letter for letter in secret[:64] if letter.isalnum())
    address = address_of(plain, ctx.principal.email or ctx.principal.display_name, _issuer(ctx))
    return TotpEnrolment(secret=plain, uri=address, qr_svg=picture_of(address))


@command("totp.confirm", access="self")
async def confirm_totp(ctx: Ctx, data: ConfirmTotp) -> RecoveryCodes:
    """Confirm the authenticator with its first code; gives the recovery codes, which are shown only now.

    Raises TotpNotStarted, Invalid for a wrong code, ConfirmItIsYou.
    """
    account_id = AccountId(ctx.authorize_self("totp.confirm"))
    await limit_tries(ctx, "second-factor", subject=str(account_id), limits={"account": limits.SECOND_FACTOR})
    known = await look_up_account(ctx.services, account_id=account_id)
    if known is None or known.has_totp:
        raise TotpAlreadyActive
    account = await own_account(ctx, "totp.confirm")
    if await ctx.db.value(STARTED, {"account": account.id}) is None:
        raise TotpNotStarted
    if not await use_totp_step(ctx, account.id, data.code, inside=True):
        message = "This is not the code the authenticator shows now; check that the clock of the device is right"
        raise Invalid.field("code", message, "wrong_code")
    codes = await _new_codes(ctx, account)
    await note(ctx, account.id, "totp_enabled")
    await tell(ctx, account, "totp_enabled")
    ctx.record("account", account.id, label=account.display_name, after={"authenticator": True})
    return codes


@command("totp.disable", access="self")
async def disable_totp(ctx: Ctx) -> None:
    """Remove the authenticator and its recovery codes.

    Raises TotpNotActive, ConfirmItIsYou, LongPasswordNeeded when the password is too short to stand alone.
    """
    account = await own_account(ctx, "totp.disable")
    if not account.has_totp:
        raise TotpNotActive
    if account.password_hash is not None and not account.has_long_password:
        raise LongPasswordNeeded
    await ctx.db.run(REMOVE, {"account": account.id})
    await note(ctx, account.id, "totp_removed")
    await tell(ctx, account, "totp_removed")
    ctx.record("account", account.id, label=account.display_name, before={"authenticator": True})


@command("recovery_codes.create", access="self")
async def create_recovery_codes(ctx: Ctx) -> RecoveryCodes:
    """Make ten new recovery codes; the old ones stop working. Raises TotpNotActive, ConfirmItIsYou."""
    account = await own_account(ctx, "recovery_codes.create")
    if not account.has_totp:
        raise TotpNotActive
    codes = await _new_codes(ctx, account)
    await note(ctx, account.id, "recovery_codes_created")
    ctx.record("account", account.id, label=account.display_name)
    return codes


async def _new_codes(ctx: Ctx, account: AccountRow) -> RecoveryCodes:
    codes = new_recovery_codes()
    hashes = [recovery_hash(code, account.id.uuid.bytes) for code in codes]
    await ctx.db.run(REPLACE_CODES, {"account": account.id, "hashes": hashes, "now": ctx.now})
    return RecoveryCodes(codes=codes)


def _issuer(ctx: Ctx) -> str:
    """What the authenticator shows above the code: the installation, since the account works in all of it."""
    host = ctx.services.settings.public_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"Hanse ({host})" if host not in ("", "localhost", "127.0.0.1") else "Hanse"
