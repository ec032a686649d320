"""Company log-ins of a business: setting up, changing, removing. The issuer never changes: subjects are its words."""

from __future__ import annotations

import re
from typing import Any, Final

from hanse.domains.identity.adapters.oidc import discover
from hanse.domains.identity.commands.proving import require_strong
from hanse.domains.identity.errors import CompanyLogInFailed, ProviderUnusable
from hanse.domains.identity.queries.providers import load_provider, own_entity_id
from hanse.domains.identity.types import Protocol, Provider, ProviderId, SamlParty, SaveProvider, SaveSamlProvider
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.loading import load

SECRET_PURPOSE: Final = "identity.provider"
INSERT: Final = """
    INSERT INTO identity_providers (id, name, issuer, client_id, client_secret, scopes, is_enabled, created_at,
        updated_at)
    VALUES (%(id)s, %(name)s, %(issuer)s, %(client_id)s, %(secret)s, %(scopes)s, %(enabled)s, %(now)s, %(now)s)
"""
UPDATE: Final = """
    UPDATE identity_providers SET name = %(name)s, client_id = %(client_id)s,
        client_secret = coalesce(%(secret)s, client_secret), scopes = %(scopes)s, is_enabled = %(enabled)s,
        version = version + 1, updated_at = %(now)s
    WHERE id = %(id)s
"""
INSERT_SAML: Final = """
    INSERT INTO identity_providers (id, name, issuer, client_id, sso_url, certificates, scopes, is_enabled, created_at,
        updated_at)
    VALUES (%(id)s, %(name)s, %(issuer)s, %(client_id)s, %(sso_url)s, %(certificates)s, '{}', %(enabled)s, %(now)s,
        %(now)s)
"""
UPDATE_SAML: Final = """
    UPDATE identity_providers SET name = %(name)s, sso_url = coalesce(%(sso_url)s, sso_url),
        certificates = coalesce(%(certificates)s, certificates), is_enabled = %(enabled)s, version = version + 1,
        updated_at = %(now)s
    WHERE id = %(id)s
"""
DELETE: Final = "DELETE FROM identity_providers WHERE id = %(id)s"
END_SESSIONS: Final = "SELECT session_end_of_provider(%(id)s, %(now)s)"
FORGET_LINKS: Final = "SELECT external_identity_forget(%(id)s)"
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}")


@command("identity_provider.create")
async def create_provider(ctx: Ctx, data: SaveProvider) -> Provider:
    """Set up a company log-in; the provider is asked for its description at once.

    Raises ProviderUnusable, ConfirmItIsYou.
    """
    ctx.authorize("identity_provider.create")
    require_strong(ctx)
    await _check(ctx, data)
    provider_id = ProviderId.new()
    await ctx.db.run(INSERT, {**_values(ctx, provider_id, data), "issuer": data.issuer.strip()})
    provider = await load_provider(ctx, provider_id)
    ctx.record("identity_provider", provider_id, label=provider.name, after=_facts(provider))
    return provider


@command("identity_provider.update")
async def update_provider(ctx: Ctx, provider_id: ProviderId, data: SaveProvider) -> Provider:
    """Change a company log-in; switching it off ends its sessions.

    Raises NotFound, ProviderUnusable, ConfirmItIsYou.
    """
    ctx.authorize("identity_provider.update")
    require_strong(ctx)
    before = await load_provider(ctx, provider_id, for_update=True)
    ctx.check_version(before.version)
    _check_protocol(before, Protocol.OIDC)
    _check_words(data)
    if data.issuer.strip() != before.issuer:
        # Whoever may change the issuer could vouch for everybody who is connected.
        raise _unusable("issuer", "The issuer cannot be changed; set up another company log-in instead")
    await ctx.db.run(UPDATE, _values(ctx, provider_id, data))
    return await _changed(ctx, before)


@command("identity_provider.create_saml", permission="identity_provider.create")
async def create_saml_provider(ctx: Ctx, data: SaveSamlProvider) -> Provider:
    """Set up a company log-in by SAML from the metadata its provider gives out.

    Raises ProviderUnusable, ConfirmItIsYou, Invalid.
    """
    ctx.authorize("identity_provider.create")
    require_strong(ctx)
    party = _described(data)
    if party is None:
        raise Invalid.field("metadata", "Paste the provider's metadata, an XML document", "required")
    provider_id = ProviderId.new()
    values = {**_saml_values(ctx, provider_id, data, party), "issuer": party.entity_id}
    await ctx.db.run(INSERT_SAML, {**values, "client_id": own_entity_id(ctx, provider_id)})
    provider = await load_provider(ctx, provider_id)
    ctx.record("identity_provider", provider_id, label=provider.name, after=_facts(provider))
    return provider


@command("identity_provider.update_saml", permission="identity_provider.update")
async def update_saml_provider(ctx: Ctx, provider_id: ProviderId, data: SaveSamlProvider) -> Provider:
    """Change a company log-in by SAML, such as its certificates; switching it off ends its sessions.

    Raises NotFound, ProviderUnusable, ConfirmItIsYou, PreconditionFailed.
    """
    ctx.authorize("identity_provider.update")
    require_strong(ctx)
    before = await load_provider(ctx, provider_id, for_update=True)
    ctx.check_version(before.version)
    _check_protocol(before, Protocol.SAML)
    party = _described(data)
    if party is not None and party.entity_id != before.issuer:
        raise _unusable("metadata", "This metadata is of another provider; set up another company log-in instead")
    await ctx.db.run(UPDATE_SAML, _saml_values(ctx, provider_id, data, party))
    return await _changed(ctx, before)


async def _changed(ctx: Ctx, before: Provider) -> Provider:
    after = await load_provider(ctx, before.id)
    if before.is_enabled and not after.is_enabled:
        await ctx.db.run(END_SESSIONS, {"id": before.id, "now": ctx.now})
    ctx.record("identity_provider", before.id, label=after.name, before=_facts(before), after=_facts(after))
    return after


@command("identity_provider.delete")
async def delete_provider(ctx: Ctx, provider_id: ProviderId) -> None:
    """Remove a company log-in: its sessions end, and nobody is connected to it any more.

    Raises NotFound, ConfirmItIsYou, PreconditionFailed.
    """
    ctx.authorize("identity_provider.delete")
    require_strong(ctx)
    before = await load_provider(ctx, provider_id, for_update=True)
    ctx.check_version(before.version)
    await ctx.db.run(END_SESSIONS, {"id": provider_id, "now": ctx.now})
    await ctx.db.run(FORGET_LINKS, {"id": provider_id})
    await ctx.db.run(DELETE, {"id": provider_id})
    ctx.record("identity_provider", provider_id, label=before.name, before=_facts(before))


def _check_protocol(provider: Provider, wanted: Protocol) -> None:
    if provider.protocol is not wanted:
        raise _unusable("", f"This company log-in speaks {provider.protocol.value}; change it as such")


def _unusable(field: str, message: str) -> ProviderUnusable:
    return ProviderUnusable(message, fields=(FieldError(field, message),) if field else ())


def _described(data: SaveSamlProvider) -> SamlParty | None:
    """What the metadata says, when there is any. Raises ProviderUnusable, Invalid."""
    _check_name(data.name)
    if data.metadata is None:
        return None
    try:
        party: SamlParty = load("hanse.domains.identity.adapters.saml:read_description")(data.metadata)
    except CompanyLogInFailed as error:
        raise _unusable("metadata", error.message) from None
    return party


def _saml_values(ctx: Ctx, provider_id: ProviderId, data: SaveSamlProvider, party: SamlParty | None) -> dict[str, Any]:
    return {
        "id": provider_id,
        "name": clean_line(data.name),
        "sso_url": party.sso_url if party else None,
        "certificates": list(party.certificates) if party else None,
        "enabled": data.is_enabled,
        "now": ctx.now,
    }


def _check_name(name: str) -> None:
    if not clean_line(name):
        raise Invalid.field("name", "Enter a name for the button", "required")


def _check_words(data: SaveProvider) -> None:
    _check_name(data.name)
    if not data.scopes or not all(_SCOPE.fullmatch(scope) for scope in data.scopes):
        raise Invalid.field("scopes", "Scopes are words such as openid, profile, email", "bad_scope")


async def _check(ctx: Ctx, data: SaveProvider) -> None:
    """Refuse what could never work, before the transaction takes a connection."""
    _check_words(data)
    issuer = data.issuer.strip()
    try:
        await discover(ctx.services.http, issuer, f"oidc:{ctx.tenant.id}")
    except CompanyLogInFailed as error:
        raise _unusable("issuer", f"{error.message}; check the issuer's address") from None


def _values(ctx: Ctx, provider_id: ProviderId, data: SaveProvider) -> dict[str, Any]:
    sealed = None
    if data.client_secret is not None:
        sealed = ctx.services.crypto.encrypt(SECRET_PURPOSE, data.client_secret.encode(), provider_id.uuid.bytes)
    return {
        "id": provider_id,
        "name": clean_line(data.name),
        "client_id": data.client_id.strip(),
        "secret": sealed,
        "scopes": list(data.scopes),
        "enabled": data.is_enabled,
        "now": ctx.now,
    }


def _facts(provider: Provider) -> dict[str, Any]:
    """What the audit trail compares."""
    names = ("name", "protocol", "issuer", "client_id", "sso_url", "scopes", "is_enabled")
    return {name: getattr(provider, name) for name in names}
