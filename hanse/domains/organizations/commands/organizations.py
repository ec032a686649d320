"""Entering organizations and changing their facts, field by field within what the actor may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.commands.numbers import next_numbers
from hanse.domains.organizations.commands.tree import levels_above, link, share_tree
from hanse.domains.organizations.events import OrganizationCreated, OrganizationUpdated
from hanse.domains.organizations.policies import right_for
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.organizations import load_organization, lock_organization, shown
from hanse.domains.organizations.rules.fields import merge_values
from hanse.domains.organizations.rules.life import check_place
from hanse.domains.organizations.types import (
    CreateOrganization,
    CustomField,
    Organization,
    OrganizationId,
    OrganizationStatus,
    UpdateOrganization,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line, clean_text, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists
from hanse.platform.db.values import Json

INSERT_ORGANIZATION = """
INSERT INTO organizations (id, number, name, legal_name, search_key, name_key, status, parent_id, types, website, email,
    phone, currency, locale, payment_days, discount_days, discount_basis_points, credit_limit_minor, credit_currency,
    price_group, manager_member_id, tags, custom, notes, active_since, created_at, updated_at)
VALUES (%(id)s, %(number)s, %(name)s, %(legal_name)s, %(search_key)s, %(name_key)s, %(status)s, %(parent_id)s,
    %(types)s, %(website)s,
    %(email)s, %(phone)s, %(currency)s, %(locale)s, %(payment_days)s, %(discount_days)s, %(discount_basis_points)s,
    %(credit_limit_minor)s, %(credit_currency)s, %(price_group)s, %(manager_member_id)s, %(tags)s, %(custom)s,
    %(notes)s, %(active_since)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, number) DO NOTHING
"""
UPDATE_ORGANIZATION = """
UPDATE organizations SET number = %(number)s, name = %(name)s, legal_name = %(legal_name)s, search_key = %(search_key)s,
    name_key = %(name_key)s,
    types = %(types)s, website = %(website)s, email = %(email)s, phone = %(phone)s, currency = %(currency)s,
    locale = %(locale)s, payment_days = %(payment_days)s, discount_days = %(discount_days)s,
    discount_basis_points = %(discount_basis_points)s, credit_limit_minor = %(credit_limit_minor)s,
    credit_currency = %(credit_currency)s, price_group = %(price_group)s, manager_member_id = %(manager_member_id)s,
    tags = %(tags)s, custom = %(custom)s, notes = %(notes)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
FIND_MANAGER = "SELECT status FROM members WHERE id = %(id)s"
NUMBER_TRIES = 5


@command("organization.create")
async def create_organization(ctx: Ctx, data: CreateOrganization) -> Organization:
    """Enter a partner, as a prospect or already active. Raises Invalid, AlreadyExists for a number that is taken."""
    ctx.authorize("organization.create")
    if data.is_active:
        ctx.authorize("organization.activate")
    _check_rights(
        ctx, {name for name in ("credit_limit", "price_group", "payment_terms") if getattr(data, name) is not None}
    )
    status = OrganizationStatus.ACTIVE if data.is_active else OrganizationStatus.PROSPECT
    organization_id = await insert_organization(ctx, data, status)
    return await shown(ctx, await announce_created(ctx, organization_id))


async def insert_organization(
    ctx: Ctx, data: CreateOrganization, status: OrganizationStatus, *, demand: bool = True
) -> OrganizationId:
    """Write a checked row and its place in the tree; asks for no right. Raises Invalid, AlreadyExists.

    Without `demand`, required custom fields may be missing: who applies for a partnership is not asked for them.
    """
    above = 0
    if data.parent_id is not None:
        await share_tree(ctx)
        above = await levels_above(ctx, data.parent_id)
        if above == 0 or not ctx.may(
            "organization.view", await load_organization(ctx, data.parent_id, "organization.view")
        ):
            raise Invalid.field("parent_id", "There is no such organization", "not_found")
    check_place(levels_above=above, levels_below=1)
    values = {field: getattr(data, field) for field in data.__struct_fields__}
    values["custom"] = merge_values({}, data.custom, await declared_fields(ctx), partner=False, demand=demand)
    await check_facts(ctx, values)
    organization_id = OrganizationId.new()
    row = {
        **row_of(ctx, values),
        "id": organization_id,
        "status": status,
        "parent_id": data.parent_id,
        "active_since": ctx.now if status is OrganizationStatus.ACTIVE else None,
    }
    await _insert_with_number(ctx, row, data.number)
    await link(ctx, organization_id, data.parent_id)
    return organization_id


async def _insert_with_number(ctx: Ctx, row: dict[str, Any], wanted: str | None) -> None:
    for _ in range(NUMBER_TRIES):
        number = wanted or (await next_numbers(ctx))[0]
        row = {**row, "number": number, "search_key": search_key(row, number)}
        if await ctx.db.run(INSERT_ORGANIZATION, row):
            return
        if wanted:
            raise taken(wanted)
    raise taken(str(row["number"]))


def taken(number: str) -> AlreadyExists:
    """The refusal of a number another organization carries."""
    sentence = f"The number {number} is taken; choose another one or leave it out"
    return AlreadyExists(sentence, fields=[FieldError("number", sentence, "already_exists")])


async def announce_created(ctx: Ctx, organization_id: OrganizationId) -> Organization:
    """Index, record and emit a new organization; returns it whole."""
    await index_organizations(ctx, [organization_id.uuid])
    organization = await load_organization(ctx, organization_id, "organization.view")
    ctx.record("organization", organization_id, label=organization.name, after=audited(organization))
    ctx.emit(OrganizationCreated(organization_id=organization_id), subject=organization)
    return organization


@command("organization.update")
async def update_organization(ctx: Ctx, organization_id: OrganizationId, data: UpdateOrganization) -> Organization:
    """Change facts of an organization; each field asks for its own right. Raises Invalid, PreconditionFailed."""
    before = await lock_organization(ctx, organization_id, "organization.update")
    ctx.check_version(before.version)
    after = await change_facts(ctx, before, given_of(data))
    if after is before:
        return await shown(ctx, before)
    return await shown(ctx, await announce_updated(ctx, before))


async def change_facts(ctx: Ctx, before: Organization, given: Mapping[str, Any]) -> Organization:
    """Write changed fields of a locked organization after asking for each right; `before` when nothing changes."""
    changed, values = merge_facts(ctx, before, given, await declared_fields(ctx))
    if not changed:
        return before
    await check_facts(ctx, {**values, "_changed": changed})
    row = row_of(ctx, values)
    number = values["number"]
    if number != before.number and await ctx.db.value(
        "SELECT 1 FROM organizations WHERE number = %(n)s", {"n": number}
    ):
        raise taken(number)
    await ctx.db.run(
        UPDATE_ORGANIZATION, {**row, "id": before.id, "number": number, "search_key": search_key(row, number)}
    )
    return msgspec.structs.replace(before, version=before.version + 1)


def merge_facts(
    ctx: Ctx, before: Organization, given: Mapping[str, Any], fields: Sequence[CustomField]
) -> tuple[set[str], dict[str, Any]]:
    """Which fields change, after asking for the right to each, and all facts as they would be. Raises Invalid."""
    changed = {
        name: value for name, value in given.items() if name == "custom" or not _same(getattr(before, name), value)
    }
    _check_rights(ctx, changed, before)
    values = {name: getattr(before, name) for name in before.__struct_fields__}
    values.update(changed)
    if "custom" in changed:
        partner = not ctx.may("organization.manage", before)
        values["custom"] = merge_values(before.custom, changed["custom"], fields, partner=partner, demand=True)
        if values["custom"] == before.custom:
            changed.pop("custom")
    return set(changed), values


async def announce_updated(ctx: Ctx, before: Organization) -> Organization:
    """Index, record and emit what changed since `before`; returns the organization whole."""
    await index_organizations(ctx, [before.id.uuid])
    after = await load_organization(ctx, before.id, "organization.view")
    ctx.record("organization", before.id, label=after.name, before=audited(before), after=audited(after))
    ctx.emit(OrganizationUpdated(organization_id=before.id), subject=after)
    return after


def given_of(data: UpdateOrganization) -> dict[str, Any]:
    """The fields a change names."""
    return {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}


def _check_rights(ctx: Ctx, fields: Mapping[str, Any] | set[str], organization: Organization | None = None) -> None:
    for permission in sorted({right_for(name) for name in fields}):
        if organization is not None or permission == "organization.set_terms":
            ctx.authorize(permission, organization)


def _same(present: Any, wanted: Any) -> bool:
    if isinstance(wanted, msgspec.Struct) and isinstance(present, msgspec.Struct):
        return msgspec.structs.asdict(present) == msgspec.structs.asdict(wanted)
    return bool(present == wanted)


async def check_facts(ctx: Ctx, values: Mapping[str, Any]) -> None:
    """Refuse facts that do not fit together, or a manager who is none. Raises Invalid naming the field."""
    check_sense(values)
    manager = values["manager_member_id"]
    is_new = "manager_member_id" in values.get("_changed", {"manager_member_id"})
    if manager is not None and is_new and await ctx.db.value(FIND_MANAGER, {"id": manager}) != "active":
        raise Invalid.field("manager_member_id", "Choose an active member as manager", "not_found")


def check_sense(values: Mapping[str, Any]) -> None:
    """Refuse facts that do not fit together. Raises Invalid naming the field."""
    if not clean_line(values["name"]):
        raise Invalid.field("name", "Write the name the organization trades under", "required")
    terms = values["payment_terms"]
    if terms is not None and (terms.discount_days is None) != (terms.discount_basis_points is None):
        raise Invalid.field("payment_terms.discount_days", "A discount needs both its days and its rate")
    if terms is not None and terms.discount_days is not None and terms.discount_days > terms.days:
        raise Invalid.field("payment_terms.discount_days", "The discount ends before the invoice is due")
    limit = values["credit_limit"]
    if limit is not None and limit.minor < 0:
        raise Invalid.field("credit_limit", "A credit limit is zero or more")


def row_of(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the facts, tidied."""
    terms, limit = values["payment_terms"], values["credit_limit"]
    line = {name: clean_line(values[name]) or None if values[name] is not None else None for name in _LINES}
    return {
        **line,
        "name_key": normalise(line["name"] or ""),
        "types": sorted({str(kind.value) for kind in values["types"]}),
        "payment_days": terms.days if terms else None,
        "discount_days": terms.discount_days if terms else None,
        "discount_basis_points": terms.discount_basis_points if terms else None,
        "credit_limit_minor": limit.minor if limit else None,
        "credit_currency": limit.currency if limit else None,
        "manager_member_id": values["manager_member_id"],
        "tags": tidy_tags(values["tags"]),
        "custom": Json(values["custom"]),
        "notes": clean_text(values["notes"]),
        "now": ctx.now,
    }


_LINES = ("name", "legal_name", "website", "email", "phone", "currency", "locale", "price_group")


def tidy_tags(tags: Sequence[str]) -> list[str]:
    """Tags in order, each once whatever its case."""
    found: dict[str, str] = {}
    for tag in map(clean_line, tags):
        if tag:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())


def search_key(row: Mapping[str, Any], number: str) -> str:
    """The stored text that lists sort and search by: the name first."""
    return normalise(" ".join(filter(None, (row["name"], number, row["legal_name"], row["email"]))))[:1000]


def audited(organization: Organization) -> dict[str, Any]:
    """The facts an audit row compares: without what is derived."""
    derived = {
        "allowed_actions",
        "path",
        "ancestors",
        "version",
        "updated_at",
        "member_count",
        "child_count",
        "health",
        "manager_name",
    }
    return {name: getattr(organization, name) for name in organization.__struct_fields__ if name not in derived}
