"""Writes of businesses, one function per intention."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.tenants import queries
from hanse.domains.tenants.errors import (
    DomainTaken,
    HandleTaken,
    InsideAnotherTenant,
    LogoNotAccepted,
    NoDomain,
    ParentNotPossible,
    UnknownFeature,
    UnknownSetting,
)
from hanse.domains.tenants.events import (
    TenantClosed,
    TenantCreated,
    TenantReactivated,
    TenantSuspended,
    TenantUpdated,
)
from hanse.domains.tenants.queries import FOR_UPDATE, VALUES, forget_values, load, tenant_of
from hanse.domains.tenants.rules import (
    LOGO,
    check_colour,
    check_currency,
    check_reactivation,
    check_transition,
    check_website,
    normal_domain,
)
from hanse.domains.tenants.types import (
    CreateTenant,
    FeatureState,
    OfferParent,
    SetDomain,
    SetFeature,
    SettingValue,
    Suspend,
    SuspendedBy,
    Tenant,
    TenantGrant,
    TenantGrantId,
    TenantId,
    TenantStatus,
    UpdateBranding,
    UpdateSettings,
    UpdateTenant,
)
from hanse.kit.errors import FieldError, Invalid, NotFound
from hanse.kit.locales import check_locale, check_timezone
from hanse.kit.pagination import Page
from hanse.kit.structs import convert, to_builtins
from hanse.kit.text import check_handle, clean_line, clean_text
from hanse.platform.authz import PrincipalKind, TenantRef
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import token
from hanse.platform.files import FileRefused, FileTooLarge, FileTypeRefused, Upload
from hanse.platform.files.records import keep_file

REGISTER: Final = "SELECT tenant_register(%(kind)s, %(value)s, %(now)s)"
UNREGISTER: Final = "SELECT tenant_unregister(%(kind)s, %(value)s)"
INSERT: Final = """
    INSERT INTO tenants (handle, name, kind, locale, timezone, currency, created_at, updated_at)
    VALUES (%(handle)s, %(name)s, %(kind)s, %(locale)s, %(timezone)s, %(currency)s, %(now)s, %(now)s)
"""
UPDATE: Final = """
    UPDATE tenants SET handle = %(handle)s, name = %(name)s, kind = %(kind)s, locale = %(locale)s,
        timezone = %(timezone)s, currency = %(currency)s, tagline = %(tagline)s, about = %(about)s,
        website = %(website)s, accent = %(accent)s, logo_key = %(logo_key)s, version = version + 1, updated_at = %(now)s
"""
SET_STATUS: Final = """
    UPDATE tenants SET status = %(status)s, status_reason = %(reason)s, suspended_by = %(by)s,
        access_version = access_version + 1, version = version + 1, updated_at = %(now)s
"""
SET_DOMAIN: Final = """
    UPDATE tenants SET domain = %(domain)s, domain_token = %(token)s, domain_verified_at = NULL,
        domain_checked_at = NULL, domain_problem = NULL, version = version + 1, updated_at = %(now)s
"""
SET_VALUES: Final = """
    UPDATE tenants SET settings = %(settings)s, features = %(features)s, version = version + 1, updated_at = %(now)s
"""
HAS_FILE: Final = "SELECT 1 FROM files WHERE key = %(key)s AND purpose = 'logo' AND deleted_at IS NULL"
BY_HANDLE: Final = "SELECT id FROM tenant_by_address('handle', %(handle)s)"
ANCESTORS: Final = "SELECT id FROM tenant_ancestors(%(id)s) AS id"
SET_PARENT: Final = "UPDATE tenants SET parent_tenant_id = %(parent)s, version = version + 1, updated_at = %(now)s"
REVOKE: Final = "UPDATE tenant_grants SET revoked_at = %(now)s WHERE revoked_at IS NULL"
GRANT: Final = """
    INSERT INTO tenant_grants (id, parent_tenant_id, rights, granted_by, created_at)
    VALUES (%(id)s, %(parent)s, %(rights)s, %(by)s, %(now)s)
    RETURNING id, parent_tenant_id, rights, created_at, revoked_at
"""
PROFILE: Final = (
    *("handle", "name", "kind", "locale", "timezone", "currency"),
    *("tagline", "about", "website", "accent", "logo_key"),
)
CHECK_JOB: Final = "tenants.check_domain"


@command("tenant.create", access="public")
async def create_tenant(ctx: Ctx, data: CreateTenant) -> Tenant:
    """Create a business and go on inside it: from here on this unit of work belongs to the new business.

    Called by sign-up, which limits how often. Raises InsideAnotherTenant, HandleTaken, Invalid, BadHandle.
    """
    ctx.authorize_anyone("tenant.create")
    if ctx.db.tenant_id is not None:
        raise InsideAnotherTenant
    handle, name, locale = check_new_tenant(data)
    tenant_id = TenantId.new()
    await ctx.db.enter_tenant(tenant_id.uuid)
    await _claim_handle(ctx, handle)
    values = {
        "handle": handle,
        "name": name,
        "kind": data.kind.value,
        "locale": locale,
        "timezone": data.timezone,
        "currency": data.currency,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    ctx.tenant_or_none = TenantRef(
        id=tenant_id.uuid,
        handle=handle,
        name=name,
        timezone=data.timezone,
        locale=locale,
        currency=data.currency,
    )
    tenant = await load(ctx)
    ctx.record("tenant", tenant.id, label=name, after=_facts(tenant))
    ctx.emit(TenantCreated(tenant_id=tenant.id, handle=handle), subject=tenant)
    return tenant


def check_new_tenant(data: CreateTenant) -> tuple[str, str, str]:
    """Handle, name and locale of a new business, tidied. Raises Invalid, BadHandle; whether the handle is free is not
    looked up."""
    handle, name = check_handle(data.handle), _name(data.name)
    check_timezone(data.timezone)
    check_currency(data.currency)
    return handle, name, check_locale(data.locale)


@command("tenant.update")
async def update_tenant(ctx: Ctx, data: UpdateTenant) -> Tenant:
    """Change the profile of the business. The former handle keeps leading here. Raises HandleTaken, Invalid."""
    ctx.authorize("tenant.update")
    before = await load(ctx, for_update=True)
    ctx.check_version(before.version)
    changes = {name: value for name, value in _given(data).items() if value is not None or name == "website"}
    if "handle" in changes and changes["handle"] != before.handle:
        await _claim_handle(ctx, check_handle(changes["handle"]))
    if "name" in changes:
        changes["name"] = _name(changes["name"])
    if "locale" in changes:
        changes["locale"] = check_locale(changes["locale"])
    if "timezone" in changes:
        check_timezone(changes["timezone"])
    if "currency" in changes:
        check_currency(changes["currency"])
    if changes.get("website"):
        changes["website"] = check_website(clean_line(changes["website"]))
    if "tagline" in changes:
        changes["tagline"] = clean_line(changes["tagline"])
    if "about" in changes:
        changes["about"] = clean_text(changes["about"])
    return await _store(ctx, before, changes)


@command("tenant.update_branding")
async def update_branding(ctx: Ctx, data: UpdateBranding) -> Tenant:
    """Change accent colour and logo. Any colour may be chosen: its contrast is mended wherever it is shown.

    Raises UnreadableColour, LogoNotAccepted.
    """
    ctx.authorize("tenant.update_branding")
    before = await load(ctx, for_update=True)
    ctx.check_version(before.version)
    changes = _given(data)
    if changes.get("accent") is not None:
        changes["accent"] = check_colour(changes["accent"])
    key = changes.get("logo_key")
    if key is not None and await ctx.db.value(HAS_FILE, {"key": key}) is None:
        raise LogoNotAccepted(fields=(FieldError("logo_key", "Upload the logo first", "not_found"),))
    return await _store(ctx, before, changes)


async def upload_logo(ctx: Ctx, name: str, content_type: str, content: bytes) -> str:
    """Take a logo in, written anew without anything but the picture; gives its key for `update_branding`.

    Raises LogoNotAccepted.
    """
    ctx.authorize("tenant.update_branding")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=LOGO, name=name, declared_type=content_type)
    try:
        stored = await ctx.services.files.put(upload, content)
    except (FileRefused, FileTooLarge, FileTypeRefused):
        message = LogoNotAccepted.title
        raise LogoNotAccepted(message, fields=(FieldError("logo", message, LogoNotAccepted.code),)) from None
    await keep_file(ctx, stored, "tenant", ctx.tenant.id)
    return stored.key


@command("tenant.update_settings")
async def update_settings(ctx: Ctx, data: UpdateSettings) -> Page[SettingValue]:
    """Change typed settings; null brings back the default. Raises UnknownSetting, Invalid at `values.<name>`."""
    ctx.authorize("tenant.update_settings")
    before = await load(ctx, for_update=True)
    ctx.check_version(before.version)
    stored = await ctx.db.one(VALUES)
    settings = dict(stored["settings"])
    for name, value in data.values.items():
        declared = ctx.services.registry.settings.get(name)
        if declared is None:
            raise UnknownSetting(fields=(FieldError(f"values.{name}", UnknownSetting.title, UnknownSetting.code),))
        if value is None:
            settings.pop(name, None)
        else:
            settings[name] = to_builtins(_converted(name, value, declared.kind))
    await _store_values(ctx, before, settings, stored["features"], {"settings": (stored["settings"], settings)})
    return await queries.list_settings(ctx)


@command("tenant.set_feature")
async def set_feature(ctx: Ctx, data: SetFeature) -> FeatureState:
    """Turn a feature on or off for the business, or back to its default. Raises UnknownFeature."""
    ctx.authorize("tenant.set_feature")
    if data.name not in ctx.services.registry.features:
        raise UnknownFeature(fields=(FieldError("name", UnknownFeature.title, UnknownFeature.code),))
    before = await load(ctx, for_update=True)
    stored = await ctx.db.one(VALUES)
    features = {name: value for name, value in stored["features"].items() if name != data.name}
    if data.is_on is not None:
        features[data.name] = data.is_on
    await _store_values(ctx, before, stored["settings"], features, {"features": (stored["features"], features)})
    return await queries.evaluate_feature(ctx, data.name)


# ---- life ----------------------------------------------------------------------------------------------------------


@command("tenant.suspend")
async def suspend_tenant(ctx: Ctx, data: Suspend) -> Tenant:
    """Pause the business: no new business, history stays readable. Raises TenantInvalidTransition."""
    ctx.authorize("tenant.suspend")
    by = SuspendedBy.OPERATOR if _is_operator(ctx) else SuspendedBy.OWNER
    tenant = await _change_status(ctx, TenantStatus.SUSPENDED, data.reason, by)
    ctx.emit(TenantSuspended(tenant_id=tenant.id, reason=data.reason), subject=tenant)
    return tenant


@command("tenant.reactivate")
async def reactivate_tenant(ctx: Ctx) -> Tenant:
    """End a pause. Raises TenantInvalidTransition, SuspendedByOperator when the operator began it."""
    ctx.authorize("tenant.reactivate")
    present = await load(ctx, for_update=True)
    check_reactivation(present.suspended_by, is_operator=_is_operator(ctx))
    tenant = await _change_status(ctx, TenantStatus.ACTIVE, None, None)
    ctx.emit(TenantReactivated(tenant_id=tenant.id), subject=tenant)
    return tenant


@command("tenant.close")
async def close_tenant(ctx: Ctx, data: Suspend) -> Tenant:
    """Close the business for good: nobody logs in to it any more, its addresses lead nowhere, its records stay.

    Raises TenantInvalidTransition.
    """
    ctx.authorize("tenant.close")
    present = await load(ctx, for_update=True)
    check_reactivation(present.suspended_by, is_operator=_is_operator(ctx))
    tenant = await _change_status(ctx, TenantStatus.CLOSED, data.reason, None)
    if tenant.domain is not None:
        await ctx.db.run(UNREGISTER, {"kind": "domain", "value": tenant.domain.name})
    ctx.emit(TenantClosed(tenant_id=tenant.id, reason=data.reason), subject=tenant)
    return tenant


# ---- the business's own domain -------------------------------------------------------------------------------------


@command("tenant.set_domain")
async def set_domain(ctx: Ctx, data: SetDomain) -> Tenant:
    """Name the internet domain the business wants to use, or give it up; it counts once it is proven.

    Naming a domain claims nothing: several businesses may name one, the first that proves it gets it.
    Raises DomainNotAccepted.
    """
    ctx.authorize("tenant.set_domain")
    before = await load(ctx, for_update=True)
    ctx.check_version(before.version)
    host = ctx.services.settings.public_url.partition("://")[2].partition("/")[0].partition(":")[0]
    name = None if data.domain is None else normal_domain(data.domain, host)
    if before.domain is not None and before.domain.name == name:
        return before
    if before.domain is not None and before.domain.verified_at is not None:
        await ctx.db.run(UNREGISTER, {"kind": "domain", "value": before.domain.name})
    await ctx.db.run(SET_DOMAIN, {"domain": name, "token": token() if name else None, "now": ctx.now})
    after = await load(ctx)
    former = before.domain.name if before.domain else None
    _announce(ctx, after, {"domain": former}, {"domain": name})
    return after


@command("tenant.check_domain", permission="tenant.set_domain")
async def check_domain(ctx: Ctx) -> Tenant:
    """Look for the proof in the domain's DNS now; a job does it and notes what it found. Raises NoDomain."""
    ctx.authorize("tenant.set_domain")
    tenant = await load(ctx)
    if tenant.domain is None:
        raise NoDomain
    await ctx.services.jobs.enqueue(ctx, CHECK_JOB, {"domain": tenant.domain.name}, key=tenant.domain.name, priority=5)
    ctx.record("tenant", tenant.id, label=tenant.name)
    return tenant


async def claim_domain(ctx: Ctx, domain: str) -> None:
    """Make a proven domain lead to the business at hand. Raises DomainTaken when another one proved it before."""
    if not await ctx.db.value(REGISTER, {"kind": "domain", "value": domain, "now": ctx.now}):
        raise DomainTaken


# ---- parent --------------------------------------------------------------------------------------------------------


@command("tenant.offer_parent")
async def offer_parent(ctx: Ctx, data: OfferParent) -> TenantGrant:
    """Name the business above this one and what it may see, replacing an earlier offer. Raises ParentNotPossible."""
    ctx.authorize("tenant.offer_parent")
    tenant = await load(ctx, for_update=True)
    parent = await ctx.db.value(BY_HANDLE, {"handle": data.handle})
    above = await ctx.db.values(ANCESTORS, {"id": parent}) if parent is not None else []
    if parent is None or tenant.id.uuid in above:
        message = ParentNotPossible.title
        raise ParentNotPossible(message, fields=(FieldError("handle", message, ParentNotPossible.code),))
    rights = sorted({right.value for right in data.rights})
    await ctx.db.run(REVOKE, {"now": ctx.now})
    await ctx.db.run(SET_PARENT, {"parent": parent, "now": ctx.now})
    values = {
        "id": TenantGrantId.new(),
        "parent": parent,
        "rights": rights,
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    grant = await ctx.db.one(GRANT, values, into=TenantGrant)
    _announce(ctx, tenant, {}, {"parent": data.handle, "rights": rights})
    return grant


@command("tenant.withdraw_parent", permission="tenant.offer_parent")
async def withdraw_parent(ctx: Ctx) -> None:
    """Take back everything the parent may see, and stand alone. Raises NotFound when there is no parent."""
    ctx.authorize("tenant.offer_parent")
    tenant = await load(ctx, for_update=True)
    if tenant.parent_tenant_id is None:
        raise NotFound
    await ctx.db.run(REVOKE, {"now": ctx.now})
    await ctx.db.run(SET_PARENT, {"parent": None, "now": ctx.now})
    _announce(ctx, tenant, {"parent": str(tenant.parent_tenant_id)}, {"parent": None})


# ---- inside --------------------------------------------------------------------------------------------------------


async def _store(ctx: Ctx, before: Tenant, changes: dict[str, Any]) -> Tenant:
    values = {**_facts(before), **to_builtins(changes), "now": ctx.now}
    await ctx.db.run(UPDATE, values)
    after = tenant_of(ctx, await ctx.db.one(FOR_UPDATE))
    _announce(ctx, after, _facts(before), _facts(after))
    return after


async def _store_values(
    ctx: Ctx, tenant: Tenant, settings: dict[str, Any], features: dict[str, Any], changed: dict[str, tuple[Any, Any]]
) -> None:
    await ctx.db.run(SET_VALUES, {"settings": settings, "features": features, "now": ctx.now})
    forget_values(ctx)
    before = {name: pair[0] for name, pair in changed.items()}
    _announce(ctx, tenant, before, {name: pair[1] for name, pair in changed.items()})


async def _change_status(ctx: Ctx, wanted: TenantStatus, reason: str | None, by: SuspendedBy | None) -> Tenant:
    before = await load(ctx, for_update=True)
    ctx.check_version(before.version)
    check_transition(before.status, wanted)
    values = {"status": wanted.value, "reason": reason, "by": by.value if by else None, "now": ctx.now}
    await ctx.db.run(SET_STATUS, values)
    after = await load(ctx)
    states = ({"status": before.status.value}, {"status": after.status.value})
    ctx.record("tenant", after.id, label=after.name, before=states[0], after=states[1], reason=reason)
    return after


def _announce(ctx: Ctx, tenant: Tenant, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = tuple(name for name in after if before.get(name) != after[name])
    ctx.record("tenant", tenant.id, label=tenant.name, before=before, after=after)
    if changed:
        ctx.emit(TenantUpdated(tenant_id=tenant.id, changed=changed), subject=tenant)


async def _claim_handle(ctx: Ctx, handle: str) -> None:
    if not await ctx.db.value(REGISTER, {"kind": "handle", "value": handle, "now": ctx.now}):
        raise HandleTaken(fields=(FieldError("handle", HandleTaken.title, HandleTaken.code),))


def _converted(name: str, value: Any, kind: Any) -> Any:
    try:
        return convert(value, kind)
    except Invalid as error:
        raise Invalid.field(f"values.{name}", error.fields[0].message if error.fields else error.message) from None


def _given(data: Any) -> dict[str, Any]:
    """The fields that were sent."""
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    return {name: value for name, value in values.items() if value is not msgspec.UNSET}


def _facts(tenant: Tenant) -> dict[str, Any]:
    """What the audit trail compares."""
    return {name: to_builtins(getattr(tenant, name)) for name in PROFILE}


def _name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise Invalid.field("name", "Enter the name of the business", "required")
    return name


def _is_operator(ctx: Ctx) -> bool:
    return ctx.principal.kind is PrincipalKind.SYSTEM


async def raise_access_version(ctx: Ctx) -> None:
    """Make every process forget what it knows of this business's roles; part of each change of what a role allows."""
    await ctx.db.run("UPDATE tenants SET access_version = access_version + 1")
