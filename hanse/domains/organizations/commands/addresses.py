"""Addresses of an organization, checked by the rules of their country; at most one default of each kind."""

from __future__ import annotations

import msgspec

from hanse.domains.organizations.commands.onboarding import touch_onboarding
from hanse.domains.organizations.errors import TooManyParts
from hanse.domains.organizations.queries.organizations import lock_organization
from hanse.domains.organizations.queries.parts import SELECT_ADDRESSES, load_address
from hanse.domains.organizations.rules.places import check_address
from hanse.domains.organizations.types import Address, AddressId, OrganizationId, SaveAddress
from hanse.platform.commands import command
from hanse.platform.context import Ctx

ADDRESSES_MAXIMUM = 1000
COUNT = "SELECT count(*) FROM organization_addresses WHERE organization_id = %(organization)s"
INSERT = """
INSERT INTO organization_addresses (id, organization_id, label, recipient, line1, line2, postal_code, city, region,
    country, phone, is_billing_default, is_shipping_default, created_at, updated_at)
VALUES (%(id)s, %(organization)s, %(label)s, %(recipient)s, %(line1)s, %(line2)s, %(postal_code)s, %(city)s, %(region)s,
    %(country)s, %(phone)s, %(is_billing_default)s, %(is_shipping_default)s, %(now)s, %(now)s)
"""
UPDATE = """
UPDATE organization_addresses SET label = %(label)s, recipient = %(recipient)s, line1 = %(line1)s, line2 = %(line2)s,
    postal_code = %(postal_code)s, city = %(city)s, region = %(region)s, country = %(country)s, phone = %(phone)s,
    is_billing_default = %(is_billing_default)s, is_shipping_default = %(is_shipping_default)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s AND organization_id = %(organization)s
"""
YIELD_DEFAULTS = """
UPDATE organization_addresses SET is_billing_default = is_billing_default AND NOT %(is_billing_default)s,
    is_shipping_default = is_shipping_default AND NOT %(is_shipping_default)s, version = version + 1,
    updated_at = %(now)s
WHERE organization_id = %(organization)s AND id <> %(id)s
  AND ((is_billing_default AND %(is_billing_default)s) OR (is_shipping_default AND %(is_shipping_default)s))
"""
BILLING = SELECT_ADDRESSES + " AND is_billing_default"
BILLING_OF_MANY = BILLING.replace("= %(organization)s", "= ANY(%(ids)s)")
DELETE = "DELETE FROM organization_addresses WHERE id = %(id)s AND organization_id = %(organization)s"


@command("address.create", permission="organization.manage_addresses")
async def create_address(ctx: Ctx, organization_id: OrganizationId, data: SaveAddress) -> Address:
    """Add an address. Raises Invalid with a sentence for each line that does not fit its country, TooManyParts."""
    await lock_organization(ctx, organization_id, "organization.manage_addresses")
    if await ctx.db.value(COUNT, {"organization": organization_id}) >= ADDRESSES_MAXIMUM:
        raise TooManyParts(f"An organization has {ADDRESSES_MAXIMUM} addresses at most")
    address_id = AddressId.new()
    return await _save(ctx, INSERT, organization_id, address_id, data)


@command("address.update", permission="organization.manage_addresses")
async def update_address(
    ctx: Ctx, organization_id: OrganizationId, address_id: AddressId, data: SaveAddress
) -> Address:
    """Change an address; orders that used it keep theirs. Raises Invalid, PreconditionFailed."""
    await lock_organization(ctx, organization_id, "organization.manage_addresses")
    before = await load_address(ctx, organization_id, address_id)
    ctx.check_version(before.version)
    return await _save(ctx, UPDATE, organization_id, address_id, data, before)


@command("address.delete", permission="organization.manage_addresses")
async def delete_address(ctx: Ctx, organization_id: OrganizationId, address_id: AddressId) -> None:
    """Remove an address."""
    await lock_organization(ctx, organization_id, "organization.manage_addresses")
    before = await load_address(ctx, organization_id, address_id)
    ctx.check_version(before.version)
    await ctx.db.run(DELETE, {"id": address_id, "organization": organization_id})
    ctx.record("organization", organization_id, label=_label(before), before={"address": before})
    await touch_onboarding(ctx, organization_id)


async def write_billing_address(ctx: Ctx, organization_id: OrganizationId, data: SaveAddress) -> bool:
    """Make a checked address the billing default of a locked organization; says whether that changed anything.

    Parts the data leaves out (label, recipient, telephone) stay. Asks for no right, records nothing of its own.
    """
    present = await ctx.db.maybe(BILLING, {"organization": organization_id}, into=Address)
    merged = merge_billing(present, data)
    if merged is None:
        return False
    address_id = present.id if present else AddressId.new()
    values = {**msgspec.structs.asdict(merged), "id": address_id, "organization": organization_id, "now": ctx.now}
    await ctx.db.run(UPDATE if present else INSERT, values)
    return True


def merge_billing(present: Address | None, data: SaveAddress) -> SaveAddress | None:
    """What the billing default becomes when its lines are those of `data`; None when they are already."""
    lines = ("line1", "line2", "postal_code", "city", "region", "country")
    if present is None:
        return msgspec.structs.replace(data, is_billing_default=True)
    if all(getattr(present, name) == getattr(data, name) for name in lines):
        return None
    kept = {name: getattr(present, name) for name in data.__struct_fields__}
    return SaveAddress(**{**kept, **{name: getattr(data, name) for name in lines}})


async def _save(
    ctx: Ctx,
    sql: str,
    organization_id: OrganizationId,
    address_id: AddressId,
    data: SaveAddress,
    before: Address | None = None,
) -> Address:
    """Write under the organization's lock: the former default yields first, so the unique index never sees two."""
    address = msgspec.structs.asdict(check_address(data))
    parameters = {**address, "id": address_id, "organization": organization_id, "now": ctx.now}
    await ctx.db.run(YIELD_DEFAULTS, parameters)
    await ctx.db.run(sql, parameters)
    after = await load_address(ctx, organization_id, address_id)
    old = {"address": before} if before else None
    ctx.record("organization", organization_id, label=_label(after), before=old, after={"address": after})
    await touch_onboarding(ctx, organization_id)
    return after


def _label(address: Address) -> str:
    return address.label or f"{address.line1}, {address.city}".strip(", ")
