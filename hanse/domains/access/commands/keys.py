"""Making and ending the keys of programs."""

from __future__ import annotations

from datetime import timedelta

from hanse.domains.access.errors import KeyCannot, MoreThanYouHold
from hanse.domains.access.events import ApiKeyCreated, ApiKeyRevoked
from hanse.domains.access.queries.keys import GET_KEY, build_api_key, load_api_key
from hanse.domains.access.queries.reach import refused
from hanse.domains.access.rules import check_networks
from hanse.domains.access.types import ApiKey, ApiKeyId, CreateApiKey, NewApiKey
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.authz import PrincipalKind, Subject, check_scope, scopes_subset
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import new_api_key, token_hash

LONGEST_LIFE = timedelta(days=730)
INSERT_KEY = """
INSERT INTO api_keys (id, prefix, name, secret_hash, scopes, allowed_networks, member_id, expires_at, created_at,
    updated_at)
VALUES (%(id)s, %(prefix)s, %(name)s, %(hash)s, %(scopes)s, %(networks)s, %(member)s, %(expires)s, %(now)s, %(now)s)
"""
REGISTER = "SELECT api_key_register(%(prefix)s, %(id)s)"
REVOKE = """
UPDATE api_keys SET revoked_at = %(now)s, revoked_by = %(by)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s AND revoked_at IS NULL
"""


@command("api_key.create")
async def create_api_key(ctx: Ctx, data: CreateApiKey) -> NewApiKey:
    """Make a key; the answer holds its secret, which is never shown again.

    Raises MoreThanYouHold for scopes beyond the maker's rights, Invalid, KeyCannot when a key asks.
    """
    ctx.authorize("api_key.create", Subject(kind="api_key", owner_member_id=ctx.principal.member_id))
    if ctx.principal.kind is not PrincipalKind.MEMBER or ctx.principal.on_behalf is not None:
        raise KeyCannot("Only a person, acting as themselves, can make an API key")
    _check(ctx, data)
    fresh = new_api_key()
    secret = fresh.text.reveal()
    identity = ApiKeyId.new()
    await ctx.db.run(
        INSERT_KEY,
        {
            "id": identity,
            "prefix": fresh.prefix,
            "name": _name(data.name),
            "hash": token_hash(secret),
            "scopes": sorted(set(data.scopes)),
            "networks": check_networks(data.allowed_networks),
            "member": ctx.principal.member_id,
            "expires": data.expires_at,
            "now": ctx.now,
        },
    )
    await ctx.db.run(REGISTER, {"prefix": fresh.prefix, "id": identity})
    key = build_api_key(ctx, await ctx.db.one(GET_KEY, {"id": identity}))
    ctx.record("api_key", identity, label=key.name, after=key)
    ctx.emit(ApiKeyCreated(api_key_id=identity), subject=key)
    return NewApiKey(id=identity, key=key, secret=secret)


@command("api_key.revoke")
async def revoke_api_key(ctx: Ctx, api_key_id: ApiKeyId) -> ApiKey:
    """End a key; its next request is refused. Doing it twice changes nothing more."""
    before = await load_api_key(ctx, api_key_id, "api_key.revoke")
    changed = await ctx.db.run(REVOKE, {"id": api_key_id, "by": ctx.principal.member_id, "now": ctx.now})
    after = build_api_key(ctx, await ctx.db.one(GET_KEY, {"id": api_key_id}))
    if changed:
        ctx.record("api_key", api_key_id, label=after.name, before=before, after=after)
        ctx.emit(ApiKeyRevoked(api_key_id=api_key_id), subject=after)
    return after


def _name(typed: str) -> str:
    name = clean_line(typed)
    if not name:
        raise Invalid.field("name", "Say what the key is for", "required")
    return name


def _check(ctx: Ctx, data: CreateApiKey) -> None:
    known = ctx.services.registry.permissions
    wrong = [
        FieldError(f"scopes.{position}", sentence)
        for position, scope in enumerate(data.scopes)
        for sentence in check_scope(scope, known)
    ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    excess = scopes_subset(ctx.principal, data.scopes)
    if excess:
        raise refused(ctx, "api_key.create", None, MoreThanYouHold(" ".join(excess[:3])))
    if data.expires_at is not None and not ctx.now < data.expires_at <= ctx.now + LONGEST_LIFE:
        raise Invalid.field("expires_at", "A key ends in the future, two years from now at most")
