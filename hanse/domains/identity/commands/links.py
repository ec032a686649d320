"""Links the installation's operator hands to people: somebody new sets a password, somebody locked out sets it anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hanse.domains.identity.commands.passwords import CANCEL, RESET
from hanse.domains.identity.commands.proving import CREATE_TOKEN, NewToken, note
from hanse.domains.identity.errors import AccountDisabled
from hanse.domains.identity.queries.rows import find_account_row
from hanse.domains.identity.types import AccountId
from hanse.kit.errors import Forbidden, NotFound
from hanse.kit.structs import Data
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx

LINK_LIFETIME: Final = timedelta(hours=24)


class ResetLink(Data, frozen=True, kw_only=True):
    """A link that works once. Whoever has it can set the account's password: hand it to its owner only."""

    account_id: AccountId
    url: str
    expires_at: datetime


@command("account.create_reset_link")
async def create_reset_link(ctx: Ctx, account_id: AccountId) -> ResetLink:
    """Make a link to set an account's password, for handing over without mail. Only for the installation's operator.

    Links made before stop working. Raises Forbidden, NotFound, AccountDisabled.
    """
    ctx.authorize("account.create_reset_link")
    if ctx.principal.kind is not PrincipalKind.SYSTEM:
        raise Forbidden("Only the operator of this installation may do this, on its command line")
    account = await find_account_row(ctx, account_id=account_id)
    if account is None:
        raise NotFound
    if not account.is_active:
        raise AccountDisabled
    made = NewToken(RESET, account.id, LINK_LIFETIME, ctx.now, {"email": account.email})
    await ctx.db.run(CANCEL, {"account": account.id, "kinds": [RESET], "now": ctx.now})
    await ctx.db.run(CREATE_TOKEN, made.params)
    await note(ctx, account.id, "password_reset_requested", by="operator")
    ctx.record("account", account.id, label=account.display_name, reason="Reset link made by the operator")
    url = f"{ctx.services.settings.public_url}/reset?token={made.text}"
    return ResetLink(account_id=account.id, url=url, expires_at=made.expires_at)
