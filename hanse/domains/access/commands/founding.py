"""Signing up: a business, its first owner and their session, all in one transaction."""

from __future__ import annotations

import msgspec

from hanse.domains.access.commands.joining import add_member, going_on_as
from hanse.domains.access.commands.roles import add_builtin_roles
from hanse.domains.access.errors import LogInToSignUp
from hanse.domains.access.rules import free_handles, suggested_handle
from hanse.domains.access.types import AssignmentInput, ConfirmSignUp, SignedUp, SignUp, SignUpOutcome
from hanse.domains.identity.api import (
    ask_for_proof,
    ensure_account,
    find_account,
    get_account,
    start_session,
    take_proof,
)
from hanse.domains.identity.types import AccountId, AccountRef, NewPerson
from hanse.domains.tenants.api import check_new_tenant, create_tenant
from hanse.domains.tenants.errors import HandleTaken
from hanse.domains.tenants.types import CreateTenant
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.structs import convert, to_builtins
from hanse.kit.text import BadHandle
from hanse.platform.authz import ANONYMOUS, PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.limits import Limit, enforce, network_of

SIGN_UPS = Limit(count=10, per_seconds=3_600)
LINKS = Limit(count=60, per_seconds=3_600)
PURPOSE = "sign_up"


@command("tenant.sign_up", access="public", tenantless=True)
async def sign_up(ctx: Ctx, data: SignUp) -> SignUpOutcome:
    """Found a business: its built-in roles, its owner, and a session in it.

    Somebody logged in founds it at once. A visitor gets a mail with a link that founds it (`confirm_sign_up`); an
    address that has an account gets a mail that says so, and the answer is the same. Raises HandleTaken with a free
    one, Invalid, PasswordNotAccepted, TooManyRequests.
    """
    ctx.authorize_anyone("tenant.sign_up")
    if ctx.principal.kind is not PrincipalKind.SYSTEM:
        await enforce(ctx.services.limits, f"sign_up:{network_of(ctx.ip)}", SIGN_UPS)
    if ctx.principal.account_id is None and ctx.principal.kind is not PrincipalKind.SYSTEM:
        await _ask(ctx, data)
        return SignUpOutcome(state="mail_sent")
    account = await _founder(ctx, data)
    with going_on_as(ctx, account):
        return SignUpOutcome(state="founded", business=await _found(ctx, data, account))


@command("tenant.confirm_sign_up", access="public", tenantless=True)
async def confirm_sign_up(ctx: Ctx, data: ConfirmSignUp) -> SignedUp:
    """Found the business of a mailed link, which works once. Raises LinkNotValid, Invalid, HandleTaken."""
    ctx.authorize_anyone("tenant.confirm_sign_up")
    await enforce(ctx.services.limits, f"sign_up_link:{network_of(ctx.ip)}", LINKS)
    account, facts = await take_proof(ctx, PURPOSE, data.token, data.password)
    wanted = convert(facts, SignUp)
    if data.handle:
        wanted = msgspec.structs.replace(wanted, handle=data.handle)
    # Whoever opens the link is the person of the mail, whatever session the browser holds.
    ctx.principal = ANONYMOUS
    with going_on_as(ctx, account):
        return await _found(ctx, wanted, account)


async def _ask(ctx: Ctx, data: SignUp) -> None:
    """Refuse at once what could never be founded, then mail the link."""
    person = _introduced(data)
    facts = msgspec.structs.replace(data, email=None, password=None, display_name="")
    if data.handle:
        _check(data, data.handle)
    elif not suggested_handle(data.name):
        raise _nameless()
    await ask_for_proof(ctx, PURPOSE, person, to_builtins(facts), "/signup/confirm")
    if data.handle and await ctx.services.tenants.by_handle(ctx.services, data.handle) is not None:
        raise await _taken(ctx, data.handle)


def _check(data: SignUp, handle: str) -> CreateTenant:
    wanted = CreateTenant(
        handle=handle,
        name=data.name,
        kind=data.kind,
        locale=data.locale,
        timezone=data.timezone,
        currency=data.currency,
    )
    try:
        check_new_tenant(wanted)
    except BadHandle as error:
        raise BadHandle(error.message, fields=(FieldError("handle", error.message, error.code),)) from None
    return wanted


async def _found(ctx: Ctx, data: SignUp, account: AccountRef) -> SignedUp:
    handle = data.handle or await _made_of(ctx, data.name)
    try:
        tenant = await create_tenant(ctx, _check(data, handle))
    except HandleTaken:
        raise await _taken(ctx, handle) from None
    roles = await add_builtin_roles(ctx)
    # The owner's first role is given by the founding itself: nobody holds anything in the business before.
    member = await add_member(ctx, account, [AssignmentInput(role_id=roles["tenant", "owner"])])
    session = await start_session(ctx, account.id, tenant.id, strong=account.is_new)
    return SignedUp(id=tenant.id, handle=tenant.handle, member_id=member.id, session=session)


async def _founder(ctx: Ctx, data: SignUp) -> AccountRef:
    if ctx.principal.account_id is not None:
        return await get_account(ctx, AccountId(ctx.principal.account_id))
    person = _introduced(data)
    if await find_account(ctx, person.email) is not None:
        sentence = LogInToSignUp.title
        raise LogInToSignUp(sentence, fields=(FieldError("email", sentence, LogInToSignUp.code),))
    return await ensure_account(ctx, person.email, person.display_name, person.password)


def _introduced(data: SignUp) -> NewPerson:
    missing = [name for name in ("display_name", "email", "password") if not getattr(data, name)]
    if missing:
        raise Invalid("Give your name, e-mail address and a password, or log in first", fields=map(_required, missing))
    return NewPerson(email=data.email or "", display_name=data.display_name, password=data.password or "")


async def _made_of(ctx: Ctx, name: str) -> str:
    """A free handle made of the business's name. Raises Invalid when the name gives none."""
    for candidate in (suggested := suggested_handle(name), *free_handles(suggested)):
        if suggested and await ctx.services.tenants.by_handle(ctx.services, candidate) is None:
            return candidate
    raise _nameless()


def _nameless() -> Invalid:
    return Invalid.field("handle", "Choose a short name in Latin letters for the address of your business", "required")


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
