"""A contract that was signed elsewhere: its file is kept, its key terms become a version that is signed on paper.

It goes through no approval here, because it binds already; that is why bringing one in is a right of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hanse.domains.contracts.commands.comments import INSERT_ATTACHMENT
from hanse.domains.contracts.commands.contracts import create_contract
from hanse.domains.contracts.commands.signing import finish_signing
from hanse.domains.contracts.commands.steps import Moved, author_of, move
from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.contracts import shown
from hanse.domains.contracts.queries.talk import FILES
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.dates import start_of, today_in
from hanse.domains.contracts.rules.freezing import hash_of, stored
from hanse.domains.contracts.rules.signing import who_sign
from hanse.domains.contracts.types import (
    Contract,
    ContractAttachmentId,
    ContractClauseId,
    ContractVersionId,
    CreateContract,
    RenewalMode,
)
from hanse.domains.contracts.types.papers import IMPORT_BYTES, ImportContract
from hanse.domains.contracts.types.signatures import ContractSignatureId
from hanse.domains.organizations.types import Side
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import FilePurpose, FileRecord, Upload, keep_file
from hanse.platform.files.kinds import DOCX, PDF

PURPOSE: Final = FilePurpose(name="contract", types=frozenset({PDF, DOCX}), max_bytes=IMPORT_BYTES)
SET_TERMS: Final = """
UPDATE contract_versions SET notice_days = %(notice)s, renewal_mode = %(mode)s, renewal_months = %(months)s,
    uplift_micros = %(uplift)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
SET_SIGNATORY: Final = """
UPDATE contract_parties SET signatory_name = %(name)s WHERE version_id = %(version)s AND side = %(side)s
"""
INSERT_CLAUSE: Final = """
INSERT INTO contract_clauses (id, version_id, position, key, heading, body, is_required, is_standard)
VALUES (%(id)s, %(version)s, 1, 'agreement', %(heading)s, %(body)s, false, false)
"""
INSERT_SIGNATURE: Final = """
INSERT INTO contract_signatures (id, contract_id, version_id, position, side, method, signed_name, content_hash,
    statement, signed_at)
VALUES (%(id)s, %(contract)s, %(version)s, %(position)s, %(side)s, 'paper', %(name)s, %(hash)s, %(statement)s, %(at)s)
"""


@command("contract.import")
async def import_contract(ctx: Ctx, data: ImportContract) -> Contract:
    """Bring in a contract that both sides signed elsewhere; it can then be put into force like any other.

    Raises OrganizationCannotTrade, Invalid, FileRefused, FileTypeRefused, FileTooLarge.
    """
    ctx.authorize("contract.import")
    _check(data, today_in(ctx.now, ctx.tenant.timezone))
    begun = await create_contract(ctx, _beginning(data))
    assert begun.working_version_id is not None
    version_id = begun.working_version_id
    file = await _keep(ctx, begun, version_id, data)
    await _write(ctx, version_id, data, file)
    record = await load_version(ctx, version_id, "contract.view")
    after = await _sign(ctx, await _freeze(ctx, record, data), data)
    facts = {"imported": file.name, "sha256": file.sha256.hex(), "signed_on": data.signed_on}
    ctx.record("contract", after.contract.id, label=after.contract.number, after=facts)
    return shown(ctx, after.contract)


def _check(data: ImportContract, today: date) -> None:
    if data.signed_on > today:
        raise Invalid.field("signed_on", "This day is still to come; say when the last side signed", "in_future")
    if data.ends_on is not None and data.ends_on < today:
        raise Invalid.field("ends_on", "This contract has ended already; keep its file with the partner", "ended")
    if data.renewal_mode in (RenewalMode.AUTO, RenewalMode.EVERGREEN) and data.renewal_months is None:
        raise Invalid.field("renewal_months", "Say for how many months it renews itself", "required")
    if data.renewal_mode in (RenewalMode.AUTO, RenewalMode.MANUAL) and data.ends_on is None:
        raise Invalid.field("ends_on", "What is renewed has a last day; say which", "required")


def _beginning(data: ImportContract) -> CreateContract:
    return CreateContract(
        organization_id=data.organization_id,
        title=data.title,
        currency=data.currency,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        payment_terms=data.payment_terms,
        value=data.value,
        owner_member_id=data.owner_member_id,
    )


async def _keep(ctx: Ctx, contract: Contract, version_id: ContractVersionId, data: ImportContract) -> FileRecord:
    """The file as it was signed, as an annex that both sides read."""
    upload = Upload(tenant_id=ctx.tenant.id, purpose=PURPOSE, name=data.name, declared_type=data.content_type)
    attachment_id = ContractAttachmentId.new()
    kept = await keep_file(ctx, await ctx.services.files.put(upload, data.content), FILES, attachment_id)
    await ctx.db.run(
        INSERT_ATTACHMENT,
        {
            "id": attachment_id,
            "contract": contract.id,
            "version": version_id,
            "file": kept.id,
            "internal": False,
            "side": Side.SELLER,
            "name": kept.name[:200],
            "type": kept.content_type,
            "size": kept.size,
            "sha256": kept.sha256.hex(),
            "author": author_of(ctx)[:200],
            "now": ctx.now,
        },
    )
    return kept


async def _write(ctx: Ctx, version_id: ContractVersionId, data: ImportContract, file: FileRecord) -> None:
    """The key terms, who signed, and a clause that says where the wording stands."""
    terms: dict[str, Any] = {
        "id": version_id,
        "notice": data.notice_days,
        "mode": data.renewal_mode,
        "months": data.renewal_months,
        "uplift": data.uplift_micros,
        "now": ctx.now,
    }
    await ctx.db.run(SET_TERMS, terms)
    for side, name in ((Side.SELLER, data.signed_by_seller), (Side.BUYER, data.signed_by_buyer)):
        await ctx.db.run(SET_SIGNATORY, {"version": version_id, "side": side, "name": clean_line(name)})
    body = (
        f"The wording of this agreement is the annexed file {file.name}, which both sides signed on paper; "
        f"the last signature is of {data.signed_on.isoformat()}. The terms shown here are taken from it. "
        "Where they differ, the file counts."
    )
    clause = {"id": ContractClauseId.new(), "version": version_id, "heading": "Agreement as signed", "body": body}
    await ctx.db.run(INSERT_CLAUSE, clause)


async def _freeze(ctx: Ctx, record: VersionRecord, data: ImportContract) -> VersionRecord:
    """Fix the content and let the partner see it, without the approval that it had elsewhere."""
    plain = stored(await load_content(ctx, record))
    frozen = {"content": Json(plain), "content_hash": hash_of(plain), "frozen_at": ctx.now}
    after = await move(ctx, record, "submit", Moved(comment="Imported", version=frozen), by_system=True)
    known = Moved(version={"sent_at": ctx.now}, contract={"sent_at": ctx.now})
    return await move(ctx, after, "approve", known, by_system=True)


async def _sign(ctx: Ctx, record: VersionRecord, data: ImportContract) -> VersionRecord:
    content = await load_content(ctx, record)
    for party in who_sign(content.parties):
        await ctx.db.run(
            INSERT_SIGNATURE,
            {
                "id": ContractSignatureId.new(),
                "contract": record.contract.id,
                "version": record.version.id,
                "position": party.position,
                "side": party.side,
                "name": party.signatory_name,
                "hash": record.version.content_hash,
                "statement": "Signed on paper",
                "at": start_of(data.signed_on, ctx.tenant.timezone),
            },
        )
    comment = f"Signed on paper on {data.signed_on.isoformat()}"
    return await finish_signing(ctx, record, comment, is_printed=False)
