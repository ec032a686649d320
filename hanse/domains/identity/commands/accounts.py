"""Accounts as other domains and the operator handle them: finding or creating one, shutting one out."""

from __future__ import annotations

from typing import Final

from hanse.domains.identity.adapters.passwords import passwords_of
from hanse.domains.identity.commands.passwords import CANCEL, accept_password
from hanse.domains.identity.commands.profile import send_verification
from hanse.domains.identity.commands.proving import note
from hanse.domains.identity.commands.sessions import end_all_sessions
from hanse.domains.identity.events import AccountWasDisabled, AccountWasEnabled
from hanse.domains.identity.queries.rows import AccountRow, find_account_row
from hanse.domains.identity.rules.passwords import is_long
from hanse.domains.identity.rules.people import normalise_email
from hanse.domains.identity.types import AccountId, AccountRef, AccountStatus, DisableAccount
from hanse.kit.errors import Forbidden, Invalid, NotFound
from hanse.kit.text import clean_line
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx

CREATE: Final = (
    "SELECT * FROM account_create(%(id)s, %(email)s, %(name)s, %(hash)s, %(long)s, NULL, NULL, %(verified_at)s,"
    " %(now)s)"
)
SET_STATUS: Final = "SELECT account_set_status(%(id)s, %(status)s, %(reason)s, %(now)s)"


async def find_account(ctx: Ctx, email: str) -> AccountRef | None:
    """The account that logs in with an address, however it is written. Raises EmailNotAccepted."""
    row = await find_account_row(ctx, email=normalise_email(email))
    return None if row is None else row.ref()


async def get_account(ctx: Ctx, account_id: AccountId) -> AccountRef:
    """An account by its id. Raises NotFound."""
    row = await find_account_row(ctx, account_id=account_id)
    if row is None:
        raise NotFound
    return row.ref()


async def ensure_account(
    ctx: Ctx, email: str, display_name: str, password: str | None = None, *, verified: bool = False
) -> AccountRef:
    """The account of an address, created when there is none (`is_new`).

    An account that exists is given as it is: neither its password nor its name changes, so the caller must not treat it
    as belonging to whoever asks. `verified`: the person just proved to read mail there; otherwise a new account gets a
    mail to confirm it. Raises EmailNotAccepted, PasswordNotAccepted, Invalid.
    """
    address = normalise_email(email)
    name = clean_line(display_name)
    if not name:
        raise Invalid.field("display_name", "Enter a name", "required")
    fresh = None
    if password is not None:
        # Also for an account that exists: the answer and its time must not tell.
        await accept_password(ctx, password, (name, address))
        fresh = await passwords_of(ctx.services).hash(password)
    params = {
        "id": AccountId.new(),
        "email": address,
        "name": name[:200],
        "hash": fresh,
        "long": password is not None and is_long(password),
        "verified_at": ctx.now if verified else None,
        "now": ctx.now,
    }
    created = await ctx.db.maybe(CREATE, params, into=AccountRow)
    if created is None:
        existing = await find_account_row(ctx, email=address)
        if existing is None:
            raise NotFound
        return existing.ref()
    if not verified:
        await send_verification(ctx, created.id)
    return created.ref(is_new=True)


@command("account.disable")
async def disable_account(ctx: Ctx, account_id: AccountId, data: DisableAccount) -> AccountRef:
    """Shut an account out of the whole installation; its sessions end at once. Only for the installation's operator.

    Raises Forbidden, NotFound.
    """
    row = await _for_operator(ctx, "account.disable", account_id)
    await _set_status(ctx, row, AccountStatus.DISABLED, data.reason)
    await end_all_sessions(ctx, account_id, "disabled")
    kinds = ["password_reset", "second_factor", "email_change", "email_verification"]
    await ctx.db.run(CANCEL, {"account": account_id, "kinds": kinds, "now": ctx.now})
    if ctx.db.tenant_id is not None:
        ctx.emit(AccountWasDisabled(account_id=account_id))
    return await get_account(ctx, account_id)


@command("account.enable")
async def enable_account(ctx: Ctx, account_id: AccountId) -> AccountRef:
    """Let a disabled account log in again. Only for the installation's operator. Raises Forbidden, NotFound."""
    row = await _for_operator(ctx, "account.enable", account_id)
    await _set_status(ctx, row, AccountStatus.ACTIVE, None)
    if ctx.db.tenant_id is not None:
        ctx.emit(AccountWasEnabled(account_id=account_id))
    return await get_account(ctx, account_id)


async def _for_operator(ctx: Ctx, action: str, account_id: AccountId) -> AccountRow:
    """An account belongs to no business, so not even a business's owner may decide over it."""
    ctx.authorize(action)
    if ctx.principal.kind is not PrincipalKind.SYSTEM:
        raise Forbidden("Only the operator of this installation may do this, on its command line")
    row = await find_account_row(ctx, account_id=account_id)
    if row is None:
        raise NotFound
    return row


async def _set_status(ctx: Ctx, row: AccountRow, status: AccountStatus, reason: str | None) -> None:
    await ctx.db.run(SET_STATUS, {"id": row.id, "status": status.value, "reason": reason, "now": ctx.now})
    await note(ctx, row.id, "disabled" if status is AccountStatus.DISABLED else "enabled")
    ctx.record(
        "account",
        row.id,
        label=row.display_name,
        before={"status": row.status.value},
        after={"status": status.value},
        reason=reason,
    )
