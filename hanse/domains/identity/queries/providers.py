"""Reads of company log-ins. The client secret is never among what they give."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.identity.policies import PROVIDER_ACTIONS
from hanse.domains.identity.types import ListProviders, Provider, ProviderId, PublicProvider
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.loading import load

SELECT: Final = """
    SELECT id, name, CASE WHEN sso_url IS NULL THEN 'oidc' ELSE 'saml' END AS protocol, issuer, client_id, sso_url,
        client_secret IS NOT NULL AS has_client_secret, scopes, is_enabled, version, created_at, updated_at
    FROM identity_providers
"""
BY_ID: Final = SELECT + " WHERE id = %(id)s"
LOCKED: Final = BY_ID + " FOR UPDATE"
LIST: Final = SELECT + " WHERE %(after)s::uuid IS NULL OR id > %(after)s ORDER BY id LIMIT %(limit)s"
PUBLIC: Final = "SELECT id, name FROM identity_providers WHERE is_enabled ORDER BY name, id LIMIT 20"


def redirect_uri(ctx: Ctx, provider_id: ProviderId) -> str:
    """Where a provider sends people back to; one address for each, so that providers cannot be mixed up (RFC 9700)."""
    return f"{ctx.services.settings.public_url}/login/company/{provider_id}"


def answer_to(ctx: Ctx, provider_id: ProviderId) -> str:
    """Where a SAML provider posts its answers."""
    return f"{redirect_uri(ctx, provider_id)}/saml"


def own_entity_id(ctx: Ctx, provider_id: ProviderId) -> str:
    """What we are called at a SAML provider, and where our metadata is read; each provider knows us by another name."""
    return f"{redirect_uri(ctx, provider_id)}/metadata"


def describe_ourselves(ctx: Ctx, provider_id: ProviderId) -> bytes:
    """Our own metadata for a SAML provider, whether there is such a provider or not."""
    ctx.authorize_anyone("identity_provider.describe")
    document: bytes = load("hanse.domains.identity.adapters.saml:own_description")(
        own_entity_id(ctx, provider_id), answer_to(ctx, provider_id)
    )
    return document


def provider_of(ctx: Ctx, row: dict[str, Any]) -> Provider:
    """A row as administrators see it."""
    provider_id = ProviderId(row["id"])
    address = redirect_uri(ctx, provider_id) if row["sso_url"] is None else answer_to(ctx, provider_id)
    provider = from_row({**row, "redirect_uri": address}, Provider)
    return msgspec.structs.replace(provider, allowed_actions=ctx.allowed_actions(PROVIDER_ACTIONS, provider))


async def load_provider(ctx: Ctx, provider_id: ProviderId, *, for_update: bool = False) -> Provider:
    """One company log-in of the business. Raises NotFound. The caller authorises."""
    return provider_of(ctx, await ctx.db.one(LOCKED if for_update else BY_ID, {"id": provider_id}))


@query("identity_provider.list", permission="identity_provider.view")
async def list_providers(ctx: Ctx, query: ListProviders) -> Page[Provider]:
    """The company log-ins of the business."""
    ctx.authorize("identity_provider.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(LIST, {"after": after[0] if after else None, "limit": query.limit + 1})
    found = [provider_of(ctx, row) for row in rows]
    return page_of(found, query.limit, lambda item: encode_cursor(item.id.uuid))


@query("identity_provider.get", permission="identity_provider.view")
async def get_provider(ctx: Ctx, provider_id: ProviderId) -> Provider:
    """One company log-in of the business. Raises NotFound."""
    ctx.authorize("identity_provider.view")
    return await load_provider(ctx, provider_id)


async def list_public_providers(ctx: Ctx) -> list[PublicProvider]:
    """The company log-ins the business's log-in page offers; none outside any business."""
    ctx.authorize_anyone("identity_provider.list_public")
    if ctx.tenant_or_none is None:
        return []
    return await ctx.db.all(PUBLIC, into=PublicProvider)
