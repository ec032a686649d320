"""Reads of signatures: who has to sign a version, who did, and whether the reader can."""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.lifecycle import word_of
from hanse.domains.contracts.rules.signing import is_signatory, obstacle_of, statement_for, who_sign
from hanse.domains.contracts.types import ContractContent, ContractParty, ContractVersionId
from hanse.domains.contracts.types.signatures import Signatories, Signatory, SignatureEvidence
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

OF_VERSION: Final = """
SELECT id, position, side, method, signed_name, member_id, email, ip, user_agent, request_id, content_hash, statement,
    signed_at
FROM contract_signatures WHERE version_id = %(version)s
"""


@query("contract.signatures", permission="contract.view")
async def list_signatures(ctx: Ctx, version_id: ContractVersionId) -> Signatories:
    """Who signs a version, who did already, and whether the reader can sign now."""
    record = await load_version(ctx, version_id, "contract.view")
    if record.version.content_hash is None:
        return _not_yet(record)
    content = await load_content(ctx, record)
    found = await signatories_of(ctx, record, content)
    mine = next((one for one in found if one.is_you and one.signed_at is None), None)
    obstacle = _obstacle(ctx, record, found, mine)
    return Signatories(
        version_id=version_id,
        version_status=record.version.status,
        content_hash=record.version.content_hash,
        statement=statement_for(mine.party) if mine else "",
        signatories=[_for_reader(one, record) for one in found],
        is_complete=bool(found) and all(one.signed_at for one in found),
        may_sign=not obstacle,
        obstacle=obstacle,
    )


async def signatories_of(ctx: Ctx, record: VersionRecord, content: ContractContent) -> list[Signatory]:
    """Everybody who has to sign, with their signature and its evidence; asks for no right."""
    rows = await ctx.db.all(OF_VERSION, {"version": record.version.id})
    signed = {row["position"]: row for row in rows}
    return [_signatory(ctx, record, party, signed.get(party.position)) for party in who_sign(content.parties)]


def _signatory(ctx: Ctx, record: VersionRecord, party: ContractParty, row: dict[str, Any] | None) -> Signatory:
    principal = ctx.principal
    is_you = party.side is record.side and is_signatory(
        party, principal.member_id, principal.email, principal.display_name
    )
    values: dict[str, Any] = {
        "position": party.position,
        "side": party.side,
        "party": party.name,
        "name": party.signatory_name,
        "role": party.signatory_role,
        "is_you": is_you,
        **dict.fromkeys(("id", "signed_name", "member_id", "method", "signed_at", "content_hash", "statement")),
        "evidence": None,
    }
    if row is not None:
        evidence = {name: row.pop(name) for name in ("email", "ip", "user_agent", "request_id")}
        values |= row | {
            "side": party.side,
            "evidence": SignatureEvidence(**evidence) if row["method"] == "in_app" else None,
        }
    return from_row(values, Signatory)


def _obstacle(ctx: Ctx, record: VersionRecord, found: list[Signatory], mine: Signatory | None) -> str:
    """Why the reader cannot sign now, the first reason that they could do something about."""
    if state := obstacle_of(record.version.status, word_of(record.version.status)):
        return state
    if mine is None:
        if any(one.is_you for one in found):
            return "You have signed"
        names = " and ".join(one.name for one in found if one.side is record.side and one.signed_at is None)
        return f"For your side {names} is to sign" if names else "Your side has signed"
    if not ctx.may("contract.sign", record.contract):
        return "Your role does not let you sign contracts; ask an administrator for the right"
    return ""


def _for_reader(one: Signatory, record: VersionRecord) -> Signatory:
    """Addresses and programs of people are shown to their own side."""
    if one.side is record.side or one.evidence is None:
        return one
    return replace(one, evidence=None)


def _not_yet(record: VersionRecord) -> Signatories:
    return Signatories(
        version_id=record.version.id,
        version_status=record.version.status,
        content_hash=None,
        statement="",
        signatories=[],
        is_complete=False,
        may_sign=False,
        obstacle=obstacle_of(record.version.status, word_of(record.version.status)),
    )
