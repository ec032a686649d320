"""Signing up: a business, its first owner and their session, all in one transaction."""

from __future__ import annotations

from hanse.domains.access.commands.joining import add_member, going_on_as
from hanse.domains.access.commands.roles import add_builtin_roles
from hanse.domains.access.errors import LogInToSignUp
from hanse.domains.access.rules import free_handles, suggested_handle
from hanse.domains.access.types import AssignmentInput, SignedUp, SignUp
from hanse.domains.identity.api import ensure_account, find_account, get_account, start_session
from hanse.domains.identity.types import AccountId, AccountRef
from hanse.domains.tenants.api import create_tenant
from hanse.domains.tenants.errors import HandleTaken
from hanse.domains.tenants.types import CreateTenant
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import BadHandle
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.limits import Limit, enforce, network_of

SIGN_UPS = Limit(count=10, per_seconds=3_600)


@command("tenant.sign_up", access="public", tenantless=True)
async def sign_up(ctx: Ctx, data: SignUp) -> SignedUp:
    """Found a business: its built-in roles, its owner, and a session in it.

    An address that has an account proves itself by logging in first, with whatever factors that account has.
    Raises HandleTaken with a free one, LogInToSignUp, Invalid, PasswordNotAccepted, TooManyRequests.
    """
    ctx.authorize_anyone("tenant.sign_up")
    if ctx.principal.kind is not PrincipalKind.SYSTEM:
        await enforce(ctx.services.limits, f"sign_up:{network_of(ctx.ip)}", SIGN_UPS)
    account = await _founder(ctx, data)
    with going_on_as(ctx, account):
        return await _found(ctx, data, account)


async def _found(ctx: Ctx, data: SignUp, account: AccountRef) -> SignedUp:
    handle = data.handle or await _made_of(ctx, data.name)
    wanted = CreateTenant(
        handle=handle,
        name=data.name,
        kind=data.kind,
        locale=data.locale,
        timezone=data.timezone,
        currency=data.currency,
    )
    try:
        tenant = await create_tenant(ctx, wanted)
    except HandleTaken:
        raise await _taken(ctx, handle) from None
    except BadHandle as error:
        raise BadHandle(error.message, fields=(FieldError("handle", error.message, error.code),)) from None
    roles = await add_builtin_roles(ctx)
    # The owner's first role is given by the founding itself: nobody holds anything in the business before.
    member = await add_member(ctx, account, [AssignmentInput(role_id=roles["tenant", "owner"])])
    session = await start_session(ctx, account.id, tenant.id, strong=account.is_new)
    return SignedUp(id=tenant.id, handle=tenant.handle, member_id=member.id, session=session)


async def _founder(ctx: Ctx, data: SignUp) -> AccountRef:
    if ctx.principal.account_id is not None:
        return await get_account(ctx, AccountId(ctx.principal.account_id))
    missing = [name for name in ("display_name", "email", "password") if not getattr(data, name)]
    if missing:
        raise Invalid("Give your name, e-mail address and a password, or log in first", fields=map(_required, missing))
    assert data.email is not None
    if await find_account(ctx, data.email) is not None:
        sentence = LogInToSignUp.title
        raise LogInToSignUp(sentence, fields=(FieldError("email", sentence, LogInToSignUp.code),))
    return await ensure_account(ctx, data.email, data.display_name, data.password)


async def _made_of(ctx: Ctx, name: str) -> str:
    """A free handle made of the business's name. Raises Invalid when the name gives none."""
    for candidate in (suggested := suggested_handle(name), *free_handles(suggested)):
        if suggested and await ctx.services.tenants.by_handle(ctx.services, candidate) is None:
            return candidate
    raise Invalid.field("handle", "Choose a short name in Latin letters for the address of your business", "required")


def _required(name: str) -> FieldError:
    return FieldError(name, "This field is required", "required")


async def _taken(ctx: Ctx, handle: str) -> HandleTaken:
    """The refusal of a handle, with one that is free now."""
    for candidate in free_handles(handle):
        if await ctx.services.tenants.by_handle(ctx.services, candidate) is None:
            sentence = f"Another business has the handle {handle}; {candidate} is free"
            return HandleTaken(
                sentence, fields=(FieldError("handle", sentence, HandleTaken.code),), extra={"suggestion": candidate}
            )
    return HandleTaken(fields=(FieldError("handle", HandleTaken.title, HandleTaken.code),))
