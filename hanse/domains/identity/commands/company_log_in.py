"""Logging in through one's company (OpenID Connect or SAML), and connecting such a log-in to one's account.

A business's provider is trusted for that business and nothing else. A session it vouches for never leaves the business
and cannot touch the account's own credentials; who logs in is decided by (provider, subject), never by an e-mail
address, and only the person themselves can connect a subject to their account.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from hanse.domains.identity.adapters import oidc
from hanse.domains.identity.commands.log_in import begin, place_in
from hanse.domains.identity.commands.passwords import tell
from hanse.domains.identity.commands.providers import SECRET_PURPOSE
from hanse.domains.identity.commands.proving import limit_tries, note, own_account, require_confirmed, require_strong
from hanse.domains.identity.commands.sessions import NewSession
from hanse.domains.identity.errors import (
    CompanyLogInFailed,
    CompanyLogInNotLinked,
    CompanyLogInTaken,
    LastWayIn,
    SessionLimitedToTenant,
)
from hanse.domains.identity.queries.providers import answer_to, own_entity_id, redirect_uri
from hanse.domains.identity.queries.rows import find_account_row, look_up_account, look_up_session
from hanse.domains.identity.rules import limits
from hanse.domains.identity.types import (
    AccountId,
    BeginCompanyLogIn,
    CompanyLogInStart,
    ExternalIdentity,
    ExternalIdentityId,
    FinishCompanyLogIn,
    LogInMethod,
    LogInOutcome,
    ProviderId,
    SamlAnswer,
    SamlParty,
)
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import NotFound
from hanse.kit.ids import uuid7
from hanse.kit.structs import Data, from_json, from_row, to_json
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import SecretUnreadable, same
from hanse.platform.loading import load

SAML: Final = "hanse.domains.identity.adapters.saml"  # loaded only where a business uses it
USE_ANSWER: Final = """
    INSERT INTO identity_answers (id, provider_id, answer_hash, ends_at)
    VALUES (%(id)s, %(provider)s, %(hash)s, %(ends)s) ON CONFLICT DO NOTHING
"""
FORGET_ANSWERS: Final = "DELETE FROM identity_answers WHERE ends_at < %(now)s"
LIFETIME: Final = timedelta(minutes=10)
PURPOSE: Final = "identity.company_log_in"
PROVIDER: Final = """
    SELECT id, issuer, client_id, client_secret, scopes, name, sso_url, certificates
    FROM identity_providers WHERE id = %(id)s AND is_enabled
"""
FIND: Final = "SELECT * FROM external_identity_find(%(provider)s, %(subject)s)"
LINK: Final = "SELECT * FROM external_identity_link(%(id)s, %(provider)s, %(subject)s, %(account)s, %(label)s, %(now)s)"
USED: Final = "SELECT external_identity_used(%(id)s, %(now)s)"
UNLINK: Final = "SELECT * FROM external_identity_unlink(%(account)s, %(id)s)"
LINKS: Final = "SELECT count(*) FROM external_identity_list(%(account)s)"


class Started(Data, frozen=True, kw_only=True):
    """What the browser keeps, encrypted, while it is at the provider."""

    provider_id: ProviderId
    tenant_id: TenantId
    handle: str
    secrets: oidc.Secrets
    next: str
    account_id: AccountId | None  # set when the person connects their account instead of logging in
    ends_at: datetime


@command("account.begin_company_log_in", access="public")
async def begin_company_log_in(ctx: Ctx, provider_id: ProviderId, data: BeginCompanyLogIn) -> CompanyLogInStart:
    """Start a log-in through a provider of the business at hand, or connecting it to the account at hand.

    Gives where to go, and what this browser has to bring back. Raises NotFound, CompanyLogInFailed, ConfirmItIsYou,
    EmailNotConfirmed.
    """
    ctx.authorize_anyone("account.begin_company_log_in")
    await limit_tries(ctx, "company", limits={"address": limits.PASSKEY})
    account_id = await _connecting(ctx) if data.connect else None
    row = await _row(ctx, ctx.tenant.id, provider_id)
    started = Started(
        provider_id=provider_id,
        tenant_id=TenantId(ctx.tenant.id),
        handle=ctx.tenant.handle,
        secrets=oidc.new_secrets(),
        next=data.next,
        account_id=account_id,
        ends_at=ctx.now + LIFETIME,
    )
    sealed = ctx.services.crypto.encrypt(PURPOSE, to_json(started))
    return CompanyLogInStart(
        url=await _address(ctx, row, started.secrets),
        keep=base64.urlsafe_b64encode(sealed).rstrip(b"=").decode(),
    )


@command("account.finish_company_log_in", access="public")
async def finish_company_log_in(ctx: Ctx, provider_id: ProviderId, data: FinishCompanyLogIn) -> LogInOutcome:
    """Finish what `begin_company_log_in` started, with what the provider sent back.

    Raises CompanyLogInFailed, CompanyLogInNotLinked for a subject nobody connected, CompanyLogInTaken.
    """
    ctx.authorize_anyone("account.finish_company_log_in")
    await limit_tries(ctx, "company", limits={"address": limits.PASSKEY})
    started = _opened(ctx, provider_id, data)
    if ctx.db.tenant_id is not None and ctx.db.tenant_id != started.tenant_id.uuid:
        raise CompanyLogInFailed("You are logged in to another business; log out there first")
    claims, issuer = await _vouched(ctx, started, data)
    if ctx.db.tenant_id is None:
        await ctx.db.enter_tenant(started.tenant_id.uuid)
    if claims.answer_hash is not None:
        await _take_once(ctx, started.provider_id, claims)
    if started.account_id is not None:
        await _connect(ctx, started, claims, issuer)
        return LogInOutcome(state="connected", account_id=started.account_id, next=started.next)
    return await _log_in(ctx, started, claims)


@command("account.disconnect_company_log_in", access="self")
async def disconnect_company_log_in(ctx: Ctx, external_identity_id: ExternalIdentityId) -> None:
    """Disconnect a company log-in from your account. Raises NotFound, ConfirmItIsYou, LastWayIn."""
    account = await own_account(ctx, "account.disconnect_company_log_in")
    removed = await ctx.db.one(UNLINK, {"account": account.id, "id": external_identity_id}, into=ExternalIdentity)
    if account.password_hash is None and not await ctx.db.value(LINKS, {"account": account.id}):
        raise LastWayIn
    await note(ctx, account.id, "company_log_in_unlinked", name=removed.label)
    ctx.record("account", account.id, label=account.display_name, before={"company_log_in": removed.label})


async def _connecting(ctx: Ctx) -> AccountId:
    """The account that wants to connect a company log-in: proven just now, by itself."""
    account_id = AccountId(ctx.authorize_self("account.begin_company_log_in"))
    require_strong(ctx)
    session = await look_up_session(ctx.services, ctx.principal.session_id)
    if session is None or session.limited_tenant_id is not None:
        raise SessionLimitedToTenant
    account = await look_up_account(ctx.services, account_id=account_id)
    if account is not None:
        require_confirmed(account)
    return account_id


async def _row(ctx: Ctx, tenant_id: UUID, provider_id: ProviderId) -> dict[str, Any]:
    """A provider that is on, read apart: no connection is held while it is asked. Raises NotFound."""
    async with ctx.services.database.transaction(tenant_id) as transaction:
        row = await transaction.maybe(PROVIDER, {"id": provider_id})
    if row is None:
        raise NotFound
    return {**row, "tenant_id": tenant_id}


async def _address(ctx: Ctx, row: dict[str, Any], own: oidc.Secrets) -> str:
    """Where the browser goes to log in. Raises CompanyLogInFailed."""
    provider_id = ProviderId(row["id"])
    if row["sso_url"] is None:
        client = _registration(ctx, row)
        metadata = await oidc.discover(ctx.services.http, client.issuer, client.scope)
        return oidc.authorization_url(metadata, client, own)
    ways = (own_entity_id(ctx, provider_id), answer_to(ctx, provider_id))
    url: str = load(f"{SAML}:request_url")(_party(row), *ways, (_request_id(own), own.state), ctx.now)
    return url


def _party(row: dict[str, Any]) -> SamlParty:
    return SamlParty(entity_id=row["issuer"], sso_url=row["sso_url"], certificates=tuple(row["certificates"]))


def _request_id(own: oidc.Secrets) -> str:
    """The id of a SAML request: an XML name, and as hard to guess as the nonce it is made of."""
    return f"_{own.nonce}"


def _registration(ctx: Ctx, row: dict[str, Any]) -> oidc.Registration:
    """Our client at an OpenID Connect provider."""
    provider_id = ProviderId(row["id"])
    secret = None
    if row["client_secret"] is not None:
        secret = ctx.services.crypto.decrypt(SECRET_PURPOSE, row["client_secret"], provider_id.uuid.bytes).decode()
    return oidc.Registration(
        issuer=row["issuer"],
        client_id=row["client_id"],
        client_secret=secret,
        scopes=tuple(row["scopes"]),
        redirect_uri=redirect_uri(ctx, provider_id),
        scope=f"oidc:{row['tenant_id']}",
    )


def _opened(ctx: Ctx, provider_id: ProviderId, data: FinishCompanyLogIn) -> Started:
    """What this browser kept, when it is ours, in time, and for this provider and answer. Raises CompanyLogInFailed."""
    try:
        sealed = base64.urlsafe_b64decode(data.keep + "=" * (-len(data.keep) % 4))
        started = from_json(ctx.services.crypto.decrypt(PURPOSE, sealed), Started)
    except (ValueError, SecretUnreadable):
        raise CompanyLogInFailed("Start the log-in again from the log-in page") from None
    if ctx.now >= started.ends_at or started.provider_id != provider_id or not same(started.secrets.state, data.state):
        raise CompanyLogInFailed("Start the log-in again from the log-in page")
    if data.error or not (data.code or data.saml_response):
        raise CompanyLogInFailed("The company log-in was refused or cancelled there")
    return started


async def _vouched(ctx: Ctx, started: Started, data: FinishCompanyLogIn) -> tuple[oidc.Claims, str]:
    """Whom the provider vouches for, and its name. Raises CompanyLogInFailed."""
    try:
        row = await _row(ctx, started.tenant_id.uuid, started.provider_id)
    except NotFound:
        raise CompanyLogInFailed("This company log-in is switched off") from None
    if row["sso_url"] is not None:
        return _answered(ctx, row, started, data.saml_response or ""), row["issuer"]
    client = _registration(ctx, row)
    http = ctx.services.http
    metadata = await oidc.discover(http, client.issuer, client.scope)
    # RFC 9207: the answer says who sent it, and it must be the one that was asked.
    named = data.iss is not None or metadata.authorization_response_iss_parameter_supported
    if named and data.iss != metadata.issuer:
        raise CompanyLogInFailed
    token = await oidc.exchange(http, metadata, client, started.secrets, data.code or "")
    return await oidc.verify(http, metadata, client, started.secrets, token, ctx.now), client.issuer


def _answered(ctx: Ctx, row: dict[str, Any], started: Started, text: str) -> oidc.Claims:
    """Whom a SAML provider's answer vouches for. Raises CompanyLogInFailed."""
    ways = (own_entity_id(ctx, started.provider_id), answer_to(ctx, started.provider_id))
    answer: SamlAnswer = load(f"{SAML}:verify")(text, _party(row), *ways, (_request_id(started.secrets), ctx.now))
    return oidc.Claims(
        subject=answer.subject,
        email=answer.label,
        answer_hash=sha256(answer.id.encode()).digest(),
        ends_at=answer.ends_at,
    )


async def _take_once(ctx: Ctx, provider_id: ProviderId, claims: oidc.Claims) -> None:
    """Refuse an answer that was used before, by whichever browser. Raises CompanyLogInFailed."""
    await ctx.db.run(FORGET_ANSWERS, {"now": ctx.now})
    values = {"id": uuid7(), "provider": provider_id, "hash": claims.answer_hash, "ends": claims.ends_at}
    if not await ctx.db.run(USE_ANSWER, values):
        raise CompanyLogInFailed("Start the log-in again from the log-in page")


async def _connect(ctx: Ctx, started: Started, claims: oidc.Claims, issuer: str) -> None:
    account = await own_account(ctx, "account.finish_company_log_in")
    if account.id != started.account_id:
        raise CompanyLogInFailed("You are logged in as somebody else than at the start")
    label = claims.email or claims.name or claims.subject
    values: dict[str, Any] = {
        "id": ExternalIdentityId.new(),
        "provider": started.provider_id,
        "subject": claims.subject,
        "account": account.id,
        "label": label[:320],
        "now": ctx.now,
    }
    if await ctx.db.maybe(LINK, values) is None:
        raise CompanyLogInTaken
    await note(ctx, account.id, "company_log_in_linked", name=label)
    await tell(ctx, account, "company_log_in_linked")
    ctx.record("account", account.id, label=account.display_name, after={"company_log_in": label, "issuer": issuer})


async def _log_in(ctx: Ctx, started: Started, claims: oidc.Claims) -> LogInOutcome:
    found = await ctx.db.maybe(FIND, {"provider": started.provider_id, "subject": claims.subject})
    if found is None:
        raise CompanyLogInNotLinked
    link = from_row(found, ExternalIdentity)
    account = await find_account_row(ctx, account_id=AccountId(found["account_id"]))
    if account is None or not account.is_active:
        raise CompanyLogInFailed
    place = await place_in(ctx, account, started.handle)
    if place is None or place.tenant_id != started.tenant_id:
        raise CompanyLogInFailed("You are not a member of this business")
    await ctx.db.run(USED, {"id": link.id, "now": ctx.now})
    new = NewSession(
        account_id=account.id,
        tenant_id=started.tenant_id,
        organization_id=place.organization_id,
        method=LogInMethod.OIDC,
        provider_id=started.provider_id.uuid,
        limited_tenant_id=started.tenant_id,
    )
    session = await begin(ctx, account, new)
    return LogInOutcome(state="logged_in", account_id=account.id, session=session, next=started.next)
