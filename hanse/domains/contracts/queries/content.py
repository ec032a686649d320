"""What a version says as a whole: the content that is shown, printed, hashed and signed."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts.queries.commitments import commitment_content
from hanse.domains.contracts.queries.prices import price_content
from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.domains.contracts.rules.variables import fill
from hanse.domains.contracts.types import (
    ContractClause,
    ContractContent,
    ContractParty,
    ContractVersionId,
    FrozenAttachment,
)
from hanse.kit.structs import from_row
from hanse.platform.context import Ctx

CLAUSES: Final = """
SELECT id, position, key, heading, body, library_clause_id, library_version, is_required, is_standard, fallback
FROM contract_clauses WHERE version_id = %(version)s ORDER BY position, id
"""
VARIABLES: Final = "SELECT name, value FROM contract_variables WHERE version_id = %(version)s ORDER BY name"
PARTIES: Final = """
SELECT position, side, name, address, registration, organization_id, signatory_name, signatory_role, signatory_email,
    signatory_member_id
FROM contract_parties WHERE version_id = %(version)s ORDER BY position
"""
ATTACHMENTS: Final = """
SELECT name, size, sha256 FROM contract_attachments
WHERE contract_id = %(contract)s AND (version_id IS NULL OR version_id = %(version)s) AND NOT is_internal
    AND removed_at IS NULL
ORDER BY id
"""


async def load_content(ctx: Ctx, record: VersionRecord) -> ContractContent:
    """Everything a version says now. Of a frozen version this is what was hashed, to the last letter."""
    contract, version = record.contract, record.version
    variables = await load_variables(ctx, version.id)
    asked = {"contract": contract.id, "version": version.id}
    return ContractContent(
        number=contract.number,
        version=version.number,
        kind=version.kind,
        title=version.title,
        organization=contract.organization_name,
        currency=contract.currency,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        payment_terms=version.payment_terms,
        notice_days=version.notice_days,
        renewal_mode=version.renewal_mode,
        renewal_months=version.renewal_months,
        uplift_micros=version.uplift_micros,
        value=version.value,
        parties=await ctx.db.all(PARTIES, asked, into=_party),
        clauses=await load_clauses(ctx, version.id, variables),
        variables=variables,
        attachments=await ctx.db.all(ATTACHMENTS, asked, into=FrozenAttachment),
        prices=await price_content(ctx, version.id, contract.currency),
        commitments=await commitment_content(ctx, version.id, contract.currency),
    )


async def load_clauses(ctx: Ctx, version_id: ContractVersionId, variables: dict[str, str]) -> list[ContractClause]:
    """The clauses of a version in order, with their variables filled in."""
    rows = await ctx.db.all(CLAUSES, {"version": version_id})
    return [from_row({**row, "text": fill(row["body"], variables)}, ContractClause) for row in rows]


async def load_variables(ctx: Ctx, version_id: ContractVersionId) -> dict[str, str]:
    """The values of the variables of a version."""
    return {row["name"]: row["value"] for row in await ctx.db.all(VARIABLES, {"version": version_id})}


def _party(row: dict[str, Any]) -> ContractParty:
    return from_row(row, ContractParty)
