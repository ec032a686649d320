"""Reads of businesses. The row of the tenant at hand is the only one row level security shows."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.tenants.errors import UnknownFeature, UnknownSetting
from hanse.domains.tenants.policies import TENANT_ACTIONS
from hanse.domains.tenants.rules import CHALLENGE_LABEL, CHALLENGE_PREFIX, LOGO, logo_path, logo_url
from hanse.domains.tenants.types import (
    ChildTenant,
    Domain,
    FeatureState,
    FindPublicTenant,
    ListChildren,
    PublicTenant,
    SettingValue,
    Tenant,
    TenantGrant,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import convert, from_row, to_builtins
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.db.transaction import Asked
from hanse.platform.files import require_clean
from hanse.platform.registry import Feature, TenantSetting

SELECT: Final = """
    SELECT tenant_id AS id, handle, name, kind, status, status_reason, suspended_by, parent_tenant_id, locale, timezone,
        currency, accent, logo_key, tagline, about, website, domain, domain_token, domain_verified_at,
        domain_checked_at, domain_problem, version, created_at, updated_at
    FROM tenants
"""
PUBLIC: Final = "SELECT * FROM tenant_public(%(handle)s)"
FOR_UPDATE: Final = f"{SELECT} FOR UPDATE"
VALUES: Final = "SELECT settings, features FROM tenants"
CHILDREN: Final = "SELECT * FROM tenant_children(%(after)s, %(limit)s)"
GRANTS: Final = """
    SELECT id, parent_tenant_id, rights, created_at, revoked_at FROM tenant_grants
    WHERE revoked_at IS NULL ORDER BY created_at, id
"""


def tenant_of(ctx: Ctx, row: dict[str, Any]) -> Tenant:
    """A row as its people see it, with what they may do."""
    domain = None
    if row["domain"] is not None:
        domain = Domain(
            name=row["domain"],
            record_name=f"{CHALLENGE_LABEL}.{row['domain']}",
            record_value=f"{CHALLENGE_PREFIX}{row['domain_token']}",
            verified_at=row["domain_verified_at"],
            checked_at=row["domain_checked_at"],
            problem=row["domain_problem"],
        )
    tenant = from_row({**row, "domain": domain}, Tenant)
    return msgspec.structs.replace(tenant, allowed_actions=ctx.allowed_actions(TENANT_ACTIONS, tenant))


async def load(ctx: Ctx, *, for_update: bool = False) -> Tenant:
    """The business at hand, locked when it is about to change. The caller authorises."""
    return tenant_of(ctx, await ctx.db.one(FOR_UPDATE if for_update else SELECT))


@query("tenant.get", permission="tenant.view")
async def get_tenant(ctx: Ctx) -> Tenant:
    """The business at hand."""
    ctx.authorize("tenant.view")
    return await load(ctx)


@query("tenant.get_public", access="public")
async def get_public_tenant(ctx: Ctx, query: FindPublicTenant) -> PublicTenant:
    """What every visitor may know of a business, also while working in another one. Raises NotFound."""
    ctx.authorize_anyone("tenant.get_public")
    row = await ctx.services.database.lookup(PUBLIC, {"handle": query.handle.lower()})
    if row is None:
        raise NotFound
    return from_row({**row, "logo_url": logo_path(row["handle"], row["logo_key"])}, PublicTenant)


async def read_logo(ctx: Ctx, handle: str, digest: str) -> bytes:
    """The picture behind a logo's address. Raises NotFound, also for an address of a former logo."""
    ctx.authorize_anyone("tenant.read_logo")
    row = await ctx.services.database.lookup(PUBLIC, {"handle": handle})
    if row is None or row["logo_key"] is None or logo_path(handle, row["logo_key"]) != logo_url(handle, digest):
        raise NotFound
    await require_clean(ctx.services, row["id"], row["logo_key"])
    return await ctx.services.files.read(row["id"], row["logo_key"], LOGO.max_bytes)


@query("tenant.list_children", permission="tenant.view_children")
async def list_children(ctx: Ctx, query: ListChildren) -> Page[ChildTenant]:
    """The businesses below this one that let it see something."""
    ctx.authorize("tenant.view_children")
    after = decode_cursor(query.cursor, UUID)
    params = {"after": after[0] if after else None, "limit": query.limit + 1}
    rows = await ctx.db.all(CHILDREN, params, into=ChildTenant)
    return page_of(rows, query.limit, lambda row: encode_cursor(row.id.uuid))


@query("tenant.list_grants", permission="tenant.view")
async def list_parent_grants(ctx: Ctx) -> Page[TenantGrant]:
    """What this business lets its parent see."""
    ctx.authorize("tenant.view")
    return Page(await ctx.db.all(GRANTS, into=TenantGrant))


# ---- settings and features -----------------------------------------------------------------------------------------


@query("tenant.list_settings", permission="tenant.view")
async def list_settings(ctx: Ctx) -> Page[SettingValue]:
    """Every typed setting with its present value, in the order of declaration."""
    ctx.authorize("tenant.view")
    stored = (await _values(ctx))["settings"]
    return Page([_setting_value(item, stored) for item in ctx.services.registry.settings.values()])


@query("tenant.list_features", permission="tenant.view")
async def list_features(ctx: Ctx) -> Page[FeatureState]:
    """Every declared feature and whether it is on for the business at hand."""
    ctx.authorize("tenant.view")
    stored = (await _values(ctx))["features"]
    actions = ("tenant.set_feature",) if ctx.may("tenant.set_feature") else ()
    states = [_feature_state(item, stored) for item in ctx.services.registry.features.values()]
    return Page([msgspec.structs.replace(state, allowed_actions=actions) for state in states])


async def setting(ctx: Ctx, name: str) -> Any:
    """The value of a typed setting for the business at hand, else its default. Raises UnknownSetting.

    For rules of other domains: it asks for no right, and reads once per unit of work.
    """
    declared = ctx.services.registry.settings.get(name)
    if declared is None:
        raise UnknownSetting(f"There is no setting named {name}")
    stored = (await _values(ctx))["settings"]
    return convert(stored[name], declared.kind) if name in stored else declared.default


async def is_on(ctx: Ctx, name: str) -> bool:
    """Whether a feature is on for the business at hand. Raises UnknownFeature."""
    return (await evaluate_feature(ctx, name)).is_on


async def evaluate_feature(ctx: Ctx, name: str) -> FeatureState:
    """A feature with the reason for its state, as an OpenFeature provider gives it. Raises UnknownFeature."""
    declared = ctx.services.registry.features.get(name)
    if declared is None:
        raise UnknownFeature(f"There is no feature named {name}")
    return _feature_state(declared, (await _values(ctx))["features"])


def forget_values(ctx: Ctx) -> None:
    """Read settings and features anew after a change."""
    ctx.caches.pop(_slot(ctx), None)


async def ask_settings(ctx: Ctx) -> None:
    """Let the settings travel with the next statement: whoever will ask for one, and for other things before."""
    if _slot(ctx) not in ctx.caches:
        ctx.caches[_slot(ctx)] = await ctx.db.soon(VALUES)


async def _values(ctx: Ctx) -> dict[str, Any]:
    slot = _slot(ctx)
    found: dict[str, Any] | Asked | None = ctx.caches.get(slot)
    if isinstance(found, Asked):
        found = await found.maybe()
    elif found is None:
        found = await ctx.db.one(VALUES)
    if found is None:
        raise NotFound()
    ctx.caches[slot] = found
    return found


def _slot(ctx: Ctx) -> str:
    return f"tenants.values:{ctx.db.tenant_id}"


def _feature_state(declared: Feature, stored: dict[str, Any]) -> FeatureState:
    chosen = stored.get(declared.name)
    return FeatureState(
        name=declared.name,
        label=declared.label,
        help=declared.help,
        is_on=declared.default if chosen is None else bool(chosen),
        default=declared.default,
        reason="DEFAULT" if chosen is None else "TARGETING_MATCH",
    )


def _setting_value(declared: TenantSetting, stored: dict[str, Any]) -> SettingValue:
    value = convert(stored[declared.name], declared.kind) if declared.name in stored else declared.default
    kind, choices = kind_of(declared.kind)
    return SettingValue(
        name=declared.name,
        label=declared.label,
        help=declared.help,
        kind=kind,
        value=to_builtins(value),
        default=to_builtins(declared.default),
        is_default=declared.name not in stored,
        choices=choices,
    )


def kind_of(kind: Any) -> tuple[str, tuple[str, ...]]:
    """How a setting's type is asked for in a form: yes_no, number, choice (with the choices), list or text."""
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.BoolType):
        return "yes_no", ()
    if isinstance(info, (msgspec.inspect.IntType, msgspec.inspect.DecimalType)):
        return "number", ()
    if isinstance(info, msgspec.inspect.EnumType):
        return "choice", tuple(str(item.value) for item in info.cls)
    if isinstance(info, msgspec.inspect.LiteralType):
        return "choice", tuple(str(item) for item in info.values)
    if isinstance(info, (msgspec.inspect.ListType, msgspec.inspect.VarTupleType)):
        return "list", ()
    return "text", ()
