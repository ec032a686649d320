"""Reads of bank details: by their last four characters, or whole and on record."""

from __future__ import annotations

from hanse.domains.organizations.queries.organizations import load_organization
from hanse.domains.organizations.types import BankAccount, BankAccountId, OrganizationId, RevealedBankAccount
from hanse.platform.commands import query
from hanse.platform.context import Ctx

PURPOSE = "organizations.bank"
CURRENT = """
SELECT id, organization_id, holder, country, last_four, bank_code, bank_name, created_at
FROM organization_bank_accounts WHERE organization_id = %(organization)s AND replaced_at IS NULL
"""
SEALED = """
SELECT id, number_sealed FROM organization_bank_accounts
WHERE organization_id = %(organization)s AND replaced_at IS NULL
"""


@query("bank_account.get", permission="bank_account.view")
async def get_bank_account(ctx: Ctx, organization_id: OrganizationId) -> BankAccount:
    """Read where an organization is paid, without the number. Raises NotFound when nothing is known."""
    await load_organization(ctx, organization_id, "bank_account.view")
    return await load_bank_account(ctx, organization_id)


@query("bank_account.reveal", sensitive=True)
async def reveal_bank_account(ctx: Ctx, organization_id: OrganizationId) -> RevealedBankAccount:
    """Read the whole account number; who reads it is recorded. Raises NotFound."""
    organization = await load_organization(ctx, organization_id, "bank_account.reveal")
    row = await ctx.db.one(SEALED, {"organization": organization_id})
    number = ctx.services.crypto.decrypt(PURPOSE, bytes(row["number_sealed"]), organization_id.uuid.bytes).decode()
    ctx.record("organization", organization_id, label=f"Bank details of {organization.name}")
    return RevealedBankAccount(id=BankAccountId(row["id"]), account_number=number)


async def load_bank_account(ctx: Ctx, organization_id: OrganizationId) -> BankAccount:
    """The present bank details of an organization the caller has asked about. Raises NotFound."""
    return await ctx.db.one(CURRENT, {"organization": organization_id}, into=BankAccount)
