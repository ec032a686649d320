"""Comments of both sides, internal ones of the seller, and files."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.commands.steps import author_of
from hanse.domains.contracts.commands.telling import tell
from hanse.domains.contracts.errors import ContractInvalidTransition
from hanse.domains.contracts.ports import COMMENT
from hanse.domains.contracts.queries.contracts import lock_contract
from hanse.domains.contracts.queries.redlines import shown_change, version_of_change
from hanse.domains.contracts.queries.talk import FILES, attachment_of, comment_of
from hanse.domains.contracts.queries.versions import load_version
from hanse.domains.contracts.rules.lifecycle import EDITABLE, check_turn
from hanse.domains.contracts.types import (
    ATTACHMENT_BYTES,
    AddComment,
    AddContractAttachment,
    Contract,
    ContractAttachment,
    ContractAttachmentId,
    ContractComment,
    ContractCommentId,
    ContractId,
    ContractVersionId,
    VersionStatus,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.text import clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import DOCUMENT, FilePurpose, Upload, keep_file

ATTACHMENT: Final = FilePurpose(name="contract", types=DOCUMENT.types, max_bytes=ATTACHMENT_BYTES)
ATTACHMENTS_MAXIMUM: Final = 100
INSERT_COMMENT: Final = """
INSERT INTO contract_comments (id, contract_id, version_id, clause_key, change_id, side, is_internal, member_id,
    author_name, body, created_at)
VALUES (%(id)s, %(contract)s, %(version)s, %(clause)s, %(change)s, %(side)s, %(internal)s, %(member)s, %(author)s,
    %(body)s, %(now)s)
"""
INSERT_ATTACHMENT: Final = """
INSERT INTO contract_attachments (id, contract_id, version_id, file_id, is_internal, side, name, content_type, size,
    sha256, author_name, created_at)
VALUES (%(id)s, %(contract)s, %(version)s, %(file)s, %(internal)s, %(side)s, %(name)s, %(type)s, %(size)s, %(sha256)s,
    %(author)s, %(now)s)
"""
REMOVE_ATTACHMENT: Final = """
UPDATE contract_attachments SET removed_at = %(now)s
WHERE id = %(id)s AND contract_id = %(contract)s AND side = %(side)s AND removed_at IS NULL
"""
COUNT_ATTACHMENTS: Final = """
SELECT count(*) FROM contract_attachments WHERE contract_id = %(contract)s AND removed_at IS NULL
"""


@command("contract.comment")
async def add_comment(ctx: Ctx, contract_id: ContractId, data: AddComment) -> ContractComment:
    """Say something about a contract, a clause or a proposed change, at any time and whosever turn it is.

    Raises Invalid, ContractInvalidTransition where the other side does not know of the contract yet.
    """
    contract = await lock_contract(ctx, contract_id, "contract.comment")
    if data.is_internal:
        ctx.authorize("contract.view_internal", contract)
    elif contract.sent_at is None:
        raise ContractInvalidTransition("Nothing was sent yet; write an internal comment, or say it when you send it")
    body = clean_text(data.body)
    if not body:
        raise Invalid.field("body", "Write something", "required")
    await _check_places(ctx, contract, data)
    comment_id = ContractCommentId.new()
    await ctx.db.run(
        INSERT_COMMENT,
        {
            "id": comment_id,
            "contract": contract_id,
            "version": data.version_id,
            "clause": data.clause_key,
            "change": data.change_id,
            "side": contract.side,
            "internal": data.is_internal,
            "member": ctx.principal.member_id,
            "author": author_of(ctx)[:200],
            "body": body,
            "now": ctx.now,
        },
    )
    ctx.record("contract", contract_id, label=contract.number, after={"comment": str(comment_id)})
    if not data.is_internal:
        title = f"{author_of(ctx)} wrote about {contract.number}"
        await tell(ctx, contract, contract.side.other, title, body[:500], COMMENT)
    return await comment_of(ctx, contract_id, comment_id)


async def _check_places(ctx: Ctx, contract: Contract, data: AddComment) -> None:
    """What a comment is about belongs to the contract, and the writer may know it."""
    if data.version_id is not None:
        await _version_of(ctx, contract, data.version_id)
    if data.change_id is not None:
        try:
            version_id = await version_of_change(ctx, data.change_id, "contract.comment")
            record = await load_version(ctx, version_id, "contract.view")
            await shown_change(ctx, record, data.change_id)
        except NotFound:
            raise Invalid.field("change_id", "There is no such change", "not_found") from None
        if record.contract.id != contract.id:
            raise Invalid.field("change_id", "This change is of another contract", "not_found")


async def _version_of(ctx: Ctx, contract: Contract, version_id: ContractVersionId) -> VersionStatus:
    try:
        record = await load_version(ctx, version_id, "contract.view")
    except NotFound:
        raise Invalid.field("version_id", "There is no such version", "not_found") from None
    if record.contract.id != contract.id:
        raise Invalid.field("version_id", "This version is of another contract", "not_found")
    return record.version.status


@command("contract.attach", permission="contract.comment")
async def add_attachment(ctx: Ctx, contract_id: ContractId, data: AddContractAttachment) -> ContractAttachment:
    """Add a file: an annex of what is negotiated, so it takes one's turn; or an internal one of the seller.

    Raises ContractNotYourTurn, ContractFrozen, FileRefused, FileTypeRefused, FileTooLarge.
    """
    contract = await lock_contract(ctx, contract_id, "contract.comment")
    if data.is_internal:
        ctx.authorize("contract.view_internal", contract)
    else:
        check_turn(contract.working_status or VersionStatus.ACTIVE, contract.turn, contract.side)
    if data.version_id is not None and await _version_of(ctx, contract, data.version_id) not in EDITABLE:
        raise Invalid.field("version_id", "Only a version on its way takes files", "frozen")
    attachment_id = await keep_attachment(ctx, contract, data)
    ctx.record("contract", contract_id, label=contract.number, after={"attachment": str(attachment_id)})
    return await attachment_of(ctx, contract_id, attachment_id)


@command("contract.detach", permission="contract.comment")
async def remove_attachment(ctx: Ctx, contract_id: ContractId, attachment_id: ContractAttachmentId) -> None:
    """Take a file of one's own side out of what is negotiated; versions that name it keep it.

    Raises NotFound, ContractNotYourTurn, ContractFrozen.
    """
    contract = await lock_contract(ctx, contract_id, "contract.comment")
    check_turn(contract.working_status or VersionStatus.ACTIVE, contract.turn, contract.side)
    values = {"id": attachment_id, "contract": contract_id, "side": contract.side, "now": ctx.now}
    if not await ctx.db.run(REMOVE_ATTACHMENT, values):
        raise NotFound()
    ctx.record("contract", contract_id, label=contract.number, before={"attachment": str(attachment_id)})


async def keep_attachment(ctx: Ctx, contract: Contract, data: AddContractAttachment) -> ContractAttachmentId:
    """Store a file with a contract; the caller has authorised. Raises FileRefused, FileTypeRefused, FileTooLarge."""
    if await ctx.db.value(COUNT_ATTACHMENTS, {"contract": contract.id}) >= ATTACHMENTS_MAXIMUM:
        message = f"A contract takes {ATTACHMENTS_MAXIMUM} files at most; remove one first"
        raise Invalid.field("name", message, "too_many")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=ATTACHMENT, name=data.name, declared_type=data.content_type)
    attachment_id = ContractAttachmentId.new()
    kept = await keep_file(ctx, await ctx.services.files.put(upload, data.content), FILES, attachment_id)
    await ctx.db.run(
        INSERT_ATTACHMENT,
        {
            "id": attachment_id,
            "contract": contract.id,
            "version": data.version_id,
            "file": kept.id,
            "internal": data.is_internal,
            "side": contract.side,
            "name": kept.name[:200],
            "type": kept.content_type,
            "size": kept.size,
            "sha256": kept.sha256.hex(),
            "author": author_of(ctx)[:200],
            "now": ctx.now,
        },
    )
    return attachment_id
