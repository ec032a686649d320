"""Contacts of an organization: people to talk to, who need not have a log-in; at most one of them first."""

from __future__ import annotations

import msgspec

from hanse.domains.organizations.commands.onboarding import touch_onboarding
from hanse.domains.organizations.errors import TooManyParts
from hanse.domains.organizations.queries.organizations import lock_organization
from hanse.domains.organizations.queries.parts import load_contact, shown_contact
from hanse.domains.organizations.types import Contact, ContactId, Organization, OrganizationId, SaveContact
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

CONTACTS_MAXIMUM = 1000
COUNT = "SELECT count(*) FROM organization_contacts WHERE organization_id = %(organization)s"
INSERT = """
INSERT INTO organization_contacts (id, organization_id, name, role, email, phone, is_primary, notes, created_at,
    updated_at)
VALUES (%(id)s, %(organization)s, %(name)s, %(role)s, %(email)s, %(phone)s, %(is_primary)s, %(notes)s, %(now)s, %(now)s)
"""
UPDATE = """
UPDATE organization_contacts SET name = %(name)s, role = %(role)s, email = %(email)s, phone = %(phone)s,
    is_primary = %(is_primary)s, notes = %(notes)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s AND organization_id = %(organization)s
"""
YIELD_FIRST = """
UPDATE organization_contacts SET is_primary = false, version = version + 1, updated_at = %(now)s
WHERE organization_id = %(organization)s AND id <> %(id)s AND is_primary AND %(is_primary)s
"""
DELETE = "DELETE FROM organization_contacts WHERE id = %(id)s AND organization_id = %(organization)s"


@command("contact.create", permission="organization.manage_contacts")
async def create_contact(ctx: Ctx, organization_id: OrganizationId, data: SaveContact) -> Contact:
    """Add a person to talk to. Raises Forbidden when somebody of the organization sends notes, TooManyParts."""
    organization = await lock_organization(ctx, organization_id, "organization.manage_contacts")
    if await ctx.db.value(COUNT, {"organization": organization_id}) >= CONTACTS_MAXIMUM:
        raise TooManyParts(f"An organization has {CONTACTS_MAXIMUM} contacts at most")
    return await _save(ctx, INSERT, organization, ContactId.new(), data)


@command("contact.update", permission="organization.manage_contacts")
async def update_contact(
    ctx: Ctx, organization_id: OrganizationId, contact_id: ContactId, data: SaveContact
) -> Contact:
    """Change a contact; its notes stay when somebody of the organization does. Raises PreconditionFailed."""
    organization = await lock_organization(ctx, organization_id, "organization.manage_contacts")
    before = await load_contact(ctx, organization_id, contact_id)
    ctx.check_version(before.version)
    return await _save(ctx, UPDATE, organization, contact_id, data, before)


@command("contact.delete", permission="organization.manage_contacts")
async def delete_contact(ctx: Ctx, organization_id: OrganizationId, contact_id: ContactId) -> None:
    """Remove a contact."""
    await lock_organization(ctx, organization_id, "organization.manage_contacts")
    before = await load_contact(ctx, organization_id, contact_id)
    ctx.check_version(before.version)
    await ctx.db.run(DELETE, {"id": contact_id, "organization": organization_id})
    ctx.record("contact", contact_id, label=before.name, before=before)
    await touch_onboarding(ctx, organization_id)


async def insert_contact(ctx: Ctx, organization_id: OrganizationId, data: SaveContact) -> ContactId:
    """Write the first contact of a new organization; asks for no right and records nothing of its own."""
    contact_id = ContactId.new()
    values = {**msgspec.structs.asdict(data), "id": contact_id, "organization": organization_id, "now": ctx.now}
    await ctx.db.run(INSERT, values)
    return contact_id


async def _save(
    ctx: Ctx,
    sql: str,
    organization: Organization,
    contact_id: ContactId,
    data: SaveContact,
    before: Contact | None = None,
) -> Contact:
    """Write under the organization's lock: the former first contact yields before."""
    staff = "organization.view_internal" in organization.allowed_actions
    if data.notes and not staff:
        ctx.authorize("organization.view_internal", organization)
    parameters = {
        **msgspec.structs.asdict(data),
        "name": clean_line(data.name),
        "role": clean_line(data.role),
        "notes": clean_text(data.notes) if staff else (before.notes if before else ""),
        "id": contact_id,
        "organization": organization.id,
        "now": ctx.now,
    }
    await ctx.db.run(YIELD_FIRST, parameters)
    await ctx.db.run(sql, parameters)
    after = await load_contact(ctx, organization.id, contact_id)
    ctx.record("contact", contact_id, label=after.name, before=before, after=after)
    await touch_onboarding(ctx, organization.id)
    return shown_contact(after, staff=staff)
