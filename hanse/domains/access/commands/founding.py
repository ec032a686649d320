"""Signing up: a business, its first owner and their session, all in one transaction."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hanse.domains.access.commands.joining import add_member
from hanse.domains.access.commands.roles import add_builtin_roles
from hanse.domains.access.errors import LogInToSignUp
from hanse.domains.access.types import AssignmentInput, Email, Name, SignedUp
from hanse.domains.identity.api import ensure_account, find_account, get_account, start_session
from hanse.domains.identity.types import AccountId, AccountRef
from hanse.domains.tenants.api import create_tenant
from hanse.domains.tenants.types import CreateTenant, Currency, Handle, Locale, TenantKind, Timezone
from hanse.kit.structs import Input
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.limits import Limit, enforce

SIGN_UPS = Limit(count=10, per_seconds=3_600)


class SignUp(Input, frozen=True, kw_only=True):
    """A new business and its owner. Somebody who is logged in founds it with their account and leaves theirs out."""

    name: Name
    handle: Handle
    kind: TenantKind = TenantKind.OTHER
    locale: Locale = "en-GB"
    timezone: Timezone = "UTC"
    currency: Currency = "EUR"
    display_name: Annotated[str, Meta(max_length=200, description="Your own name")] = ""
    email: Email | None = None
    password: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


@command("tenant.sign_up", access="public")
async def sign_up(ctx: Ctx, data: SignUp) -> SignedUp:
    """Found a business: its built-in roles, its owner, and a session in it.

    Raises HandleTaken, LogInToSignUp for an address that has an account, Invalid, PasswordNotAccepted, TooManyRequests.
    """
    ctx.authorize_anyone("tenant.sign_up")
    if ctx.principal.kind is not PrincipalKind.SYSTEM:
        await enforce(ctx.services.limits, f"sign_up:{ctx.ip}", SIGN_UPS)
    account = await _founder(ctx, data)
    tenant = await create_tenant(
        ctx,
        CreateTenant(
            handle=data.handle,
            name=data.name,
            kind=data.kind,
            locale=data.locale,
            timezone=data.timezone,
            currency=data.currency,
        ),
    )
    roles = await add_builtin_roles(ctx)
    # The owner's first role is given by the founding itself: nobody holds anything in the business before.
    member = await add_member(ctx, account, [AssignmentInput(role_id=roles["tenant", "owner"])])
    session = await start_session(ctx, account.id, tenant.id, strong=True)
    return SignedUp(id=tenant.id, handle=tenant.handle, member_id=member.id, session=session)


async def _founder(ctx: Ctx, data: SignUp) -> AccountRef:
    if ctx.principal.account_id is not None:
        return await get_account(ctx, AccountId(ctx.principal.account_id))
    if data.email is None or data.password is None:
        raise LogInToSignUp("Give your name, e-mail address and a password, or log in first")
    if await find_account(ctx, data.email) is not None:
        raise LogInToSignUp()
    return await ensure_account(ctx, data.email, data.display_name, data.password)
