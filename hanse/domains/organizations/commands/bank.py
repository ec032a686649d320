"""Bank details: kept sealed, shown by their last four characters, read whole only on record."""

from __future__ import annotations

from hanse.domains.organizations.commands.onboarding import touch_onboarding
from hanse.domains.organizations.queries.bank import CURRENT, PURPOSE, load_bank_account
from hanse.domains.organizations.queries.organizations import lock_organization
from hanse.domains.organizations.rules.banks import check_account, check_bank_code
from hanse.domains.organizations.types import BankAccount, BankAccountId, OrganizationId, SaveBankAccount
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

REPLACE = """
UPDATE organization_bank_accounts SET replaced_at = %(now)s
WHERE organization_id = %(organization)s AND replaced_at IS NULL
"""
INSERT = """
INSERT INTO organization_bank_accounts (id, organization_id, holder, country, number_sealed, last_four, bank_code,
    bank_name, saved_by, created_at)
VALUES (%(id)s, %(organization)s, %(holder)s, %(country)s, %(sealed)s, %(last_four)s, %(bank_code)s, %(bank_name)s,
    %(by)s, %(now)s)
"""


@command("bank_account.save")
async def save_bank_account(ctx: Ctx, organization_id: OrganizationId, data: SaveBankAccount) -> BankAccount:
    """Set where an organization is paid; the account before is kept as replaced. Raises Invalid for a wrong number."""
    await lock_organization(ctx, organization_id, "bank_account.save")
    number = check_account(data.country, data.account_number, data.bank_code)
    before = await ctx.db.maybe(CURRENT, {"organization": organization_id}, into=BankAccount)
    values = {
        "id": BankAccountId.new(),
        "organization": organization_id,
        "holder": clean_line(data.holder),
        "country": data.country,
        "sealed": ctx.services.crypto.encrypt(PURPOSE, number.encode(), organization_id.uuid.bytes),
        "last_four": number[-4:],
        "bank_code": check_bank_code(data.bank_code),
        "bank_name": clean_line(data.bank_name),
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    await ctx.db.run(REPLACE, values)
    await ctx.db.run(INSERT, values)
    saved = await load_bank_account(ctx, organization_id)
    ctx.record("organization", organization_id, label="Bank details", before=_audited(before), after=_audited(saved))
    await touch_onboarding(ctx, organization_id)
    return saved


def _audited(account: BankAccount | None) -> dict[str, str] | None:
    """What the audit trail keeps: never the number."""
    if account is None:
        return None
    return {"holder": account.holder, "country": account.country, "last_four": account.last_four}
