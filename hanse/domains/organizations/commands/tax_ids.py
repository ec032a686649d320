"""Tax numbers of an organization: the form is checked at once, the register asked by a job; neither blocks anybody."""

from __future__ import annotations

from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.commands.onboarding import touch_onboarding
from hanse.domains.organizations.errors import TooManyParts
from hanse.domains.organizations.queries.organizations import lock_organization
from hanse.domains.organizations.queries.parts import load_tax_id
from hanse.domains.organizations.rules.tax_numbers import can_ask_register, check_number
from hanse.domains.organizations.types import OrganizationId, SaveTaxId, TaxId, TaxIdId, TaxIdStatus
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

CHECKED_BY_FORM = "Form and check digits"
CHECK_JOB = "organizations.check_tax_id"
TAX_IDS_MAXIMUM = 50
COUNT = "SELECT count(*) FROM organization_tax_ids WHERE organization_id = %(organization)s"
INSERT = """
INSERT INTO organization_tax_ids (id, organization_id, kind, country, number, status, checked_at, checked_by,
    created_at, updated_at)
VALUES (%(id)s, %(organization)s, %(kind)s, %(country)s, %(number)s, %(status)s, %(checked_at)s, %(checked_by)s,
    %(now)s, %(now)s)
ON CONFLICT (tenant_id, organization_id, kind, number) DO NOTHING
"""
SET_PENDING = "UPDATE organization_tax_ids SET status = 'pending', updated_at = %(now)s WHERE id = %(id)s"
DELETE = "DELETE FROM organization_tax_ids WHERE id = %(id)s AND organization_id = %(organization)s"


@command("tax_id.create", permission="organization.manage_tax_ids")
async def create_tax_id(ctx: Ctx, organization_id: OrganizationId, data: SaveTaxId) -> TaxId:
    """Add a tax number after checking its form; where a register can be asked, that follows by itself.

    Raises Invalid when the number does not fit its country, AlreadyExists.
    """
    await lock_organization(ctx, organization_id, "organization.manage_tax_ids")
    return await add_tax_id(ctx, organization_id, data)


async def add_tax_id(
    ctx: Ctx, organization_id: OrganizationId, data: SaveTaxId, *, asks_register: bool = True
) -> TaxId:
    """Add a tax number of a locked organization; asks for no right. Raises Invalid, AlreadyExists, TooManyParts."""
    if await ctx.db.value(COUNT, {"organization": organization_id}) >= TAX_IDS_MAXIMUM:
        raise TooManyParts(f"An organization has {TAX_IDS_MAXIMUM} tax numbers at most")
    number, status = check_number(data.kind, data.country, data.number)
    asks = asks_register and status is TaxIdStatus.WELL_FORMED and can_ask_register(data.kind, data.country)
    tax_id_id = TaxIdId.new()
    known = status is TaxIdStatus.WELL_FORMED
    added = await ctx.db.run(
        INSERT,
        {
            "id": tax_id_id,
            "organization": organization_id,
            "kind": data.kind,
            "country": data.country,
            "number": number,
            "status": TaxIdStatus.PENDING if asks else status,
            "checked_at": ctx.now if known else None,
            "checked_by": CHECKED_BY_FORM if known else None,
            "now": ctx.now,
        },
    )
    if not added:
        raise AlreadyExists("The organization has this number already")
    if asks:
        await ctx.services.jobs.enqueue(ctx, CHECK_JOB, {"tax_id_id": tax_id_id}, key=str(tax_id_id))
    saved = await load_tax_id(ctx, organization_id, tax_id_id)
    await index_organizations(ctx, [organization_id.uuid])
    ctx.record("organization", organization_id, label=saved.number, after={"tax_id": saved})
    await touch_onboarding(ctx, organization_id)
    return saved


@command("tax_id.check", permission="organization.manage_tax_ids")
async def check_tax_id(ctx: Ctx, organization_id: OrganizationId, tax_id_id: TaxIdId) -> TaxId:
    """Ask the register about a tax number again; the answer follows. A number no register knows of keeps its state."""
    await lock_organization(ctx, organization_id, "organization.manage_tax_ids")
    before = await load_tax_id(ctx, organization_id, tax_id_id)
    if not can_ask_register(before.kind, before.country):
        return before
    await ctx.db.run(SET_PENDING, {"id": tax_id_id, "now": ctx.now})
    await ctx.services.jobs.enqueue(ctx, CHECK_JOB, {"tax_id_id": tax_id_id}, key=str(tax_id_id))
    after = await load_tax_id(ctx, organization_id, tax_id_id)
    ctx.record(
        "organization",
        organization_id,
        label=before.number,
        before={"status": before.status},
        after={"status": after.status},
    )
    return after


@command("tax_id.delete", permission="organization.manage_tax_ids")
async def delete_tax_id(ctx: Ctx, organization_id: OrganizationId, tax_id_id: TaxIdId) -> None:
    """Remove a tax number; the audit trail keeps it."""
    await lock_organization(ctx, organization_id, "organization.manage_tax_ids")
    before = await load_tax_id(ctx, organization_id, tax_id_id)
    await ctx.db.run(DELETE, {"id": tax_id_id, "organization": organization_id})
    await index_organizations(ctx, [organization_id.uuid])
    ctx.record("organization", organization_id, label=before.number, before={"tax_id": before})
    await touch_onboarding(ctx, organization_id)
