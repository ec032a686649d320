"""What a version says as a whole: the content that is shown, printed, hashed and signed."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts.queries.commitments import commitment_content
from hanse.domains.contracts.queries.prices import price_content
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.freezing import read_content
from hanse.domains.contracts.rules.lifecycle import reads_last_round
from hanse.domains.contracts.rules.variables import fill, missing
from hanse.domains.contracts.types import (
    ContractClause,
    ContractContent,
    ContractParty,
    ContractText,
    ContractVersionId,
    FrozenContractFile,
)
from hanse.kit.errors import NotFound
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

CLAUSES: Final = """
SELECT id, position, key, heading, body, library_clause_id, library_version, is_required, is_standard, fallback
FROM contract_clauses WHERE version_id = %(version)s ORDER BY position, id
"""
VARIABLES: Final = "SELECT name, value FROM contract_variables WHERE version_id = %(version)s ORDER BY name"
ROUND: Final = "SELECT content FROM contract_rounds WHERE version_id = %(version)s AND number = %(number)s"
PARTIES: Final = """
SELECT position, side, name, address, registration, organization_id, signatory_name, signatory_role, signatory_email,
    signatory_member_id
FROM contract_parties WHERE version_id = %(version)s ORDER BY position
"""
FROZEN: Final = "SELECT content FROM contract_versions WHERE id = %(version)s"
ATTACHMENTS: Final = """
SELECT name, size, sha256 FROM contract_attachments
WHERE contract_id = %(contract)s AND (version_id IS NULL OR version_id = %(version)s) AND NOT is_internal
    AND removed_at IS NULL
ORDER BY id
"""


async def load_content(ctx: Ctx, record: VersionRecord) -> ContractContent:
    """Everything a version says now. Of a frozen version this is what was hashed, to the last letter."""
    contract, version = record.contract, record.version
    if version.content_hash is not None:
        return read_content(await ctx.db.value(FROZEN, {"version": version.id}))
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
        attachments=await ctx.db.all(ATTACHMENTS, asked, into=FrozenContractFile),
        prices=await price_content(ctx, version.id, contract.currency),
        commitments=await commitment_content(ctx, version.id, contract.currency),
    )


async def load_round(ctx: Ctx, version_id: ContractVersionId, number: int) -> ContractContent:
    """What was handed over in a round. Raises NotFound."""
    found = await ctx.db.maybe(ROUND, {"version": version_id, "number": number})
    if found is None:
        raise NotFound(f"There is no round {number} of this version")
    return read_content(found["content"])


async def readable_content(ctx: Ctx, record: VersionRecord) -> ContractContent:
    """What a version says as its reader may see it: the partner reads what was last handed over."""
    if reads_last_round(record.version.status, record.contract.turn, record.side) and record.version.last_round:
        return await load_round(ctx, record.version.id, record.version.last_round)
    return await load_content(ctx, record)


@query("contract.text", permission="contract.view")
async def get_text(ctx: Ctx, version_id: ContractVersionId) -> ContractText:
    """Read what a version says: terms, parties, clauses with their variables filled in, prices and commitments."""
    return await text_of(ctx, await load_version(ctx, version_id, "contract.view"))


async def text_of(ctx: Ctx, record: VersionRecord) -> ContractText:
    """The text of a version for whoever loaded it."""
    content = await readable_content(ctx, record)
    return ContractText(
        version_id=record.version.id,
        version=record.version.version,
        is_live=not reads_last_round(record.version.status, record.contract.turn, record.side),
        content=content,
        content_hash=record.version.content_hash,
        missing_variables=missing((clause.body for clause in content.clauses), content.variables),
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
