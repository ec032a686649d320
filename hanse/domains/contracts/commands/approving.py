"""Approval of a version: frozen and hashed first, then decided by the policies. What was approved is what is signed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.approvals.api import preview_approval, recall_approval, submit_approval
from hanse.domains.approvals.events import ApprovalApproved, ApprovalRecalled, ApprovalRejected
from hanse.domains.approvals.types import ApprovalStatus, Explain, SubmitApproval
from hanse.domains.contracts.commands.review import lock_for
from hanse.domains.contracts.commands.steps import Moved, move
from hanse.domains.contracts.commands.telling import tell
from hanse.domains.contracts.errors import ContractIncomplete
from hanse.domains.contracts.events import ContractApproved
from hanse.domains.contracts.queries.checking import problems_of
from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.discounts import largest_discount
from hanse.domains.contracts.queries.versions import VersionRecord, load_version, lock_version, shown_version
from hanse.domains.contracts.rules.freezing import hash_of, stored
from hanse.domains.contracts.types import (
    ContractCheck,
    ContractContent,
    ContractId,
    ContractVersion,
    ContractVersionId,
    MoveContract,
    VersionStatus,
)
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.web.format import Formatter

ORGANIZATION: Final = "SELECT tags, types FROM organizations WHERE id = %(id)s"
WAITING: Final = "SELECT working_version_id FROM contracts WHERE id = %(id)s"
THAWED: Final[dict[str, Any]] = {"approval_id": None, "content_hash": None, "frozen_at": None}


@command("contract.submit")
async def submit_version(ctx: Ctx, version_id: ContractVersionId, data: MoveContract) -> ContractVersion:
    """Freeze a version and ask for its approval; without a policy that asks for anybody it is approved at once.

    Raises ContractIncomplete with all that is missing, ContractInvalidTransition, ContractNotYourTurn,
    OrganizationCannotTrade, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "submit")
    await require_trading(ctx, record.contract.organization_id)
    problems = await problems_of(ctx, record)
    if problems:
        raise ContractIncomplete(problems[0].message, fields=problems)
    content = await load_content(ctx, record)
    plain = stored(content)
    digest = hash_of(plain)
    approval = await submit_approval(ctx, await _wanted(ctx, record, content, digest))
    is_pending = approval.status is ApprovalStatus.PENDING
    frozen = {
        "content": Json(plain),
        "content_hash": digest,
        "frozen_at": ctx.now,
        "approval_id": approval.id if is_pending else None,
    }
    after = await move(ctx, record, "submit", Moved(comment=data.comment, version=frozen))
    if not is_pending:
        after = await _approve(ctx, after)
    return shown_version(ctx, after)


@command("contract.recall", permission="contract.submit")
async def recall_version(ctx: Ctx, version_id: ContractVersionId, data: MoveContract) -> ContractVersion:
    """Take a version back from approval, to change it.

    Raises ContractInvalidTransition, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "recall")
    after = await move(ctx, record, "recall", Moved(comment=data.comment, version=THAWED))
    if record.version.approval_id is not None:
        acting = ctx.as_system("contract recalled", ("approval.*",))
        await recall_approval(acting, record.version.approval_id, Explain(comment=data.comment))
    return shown_version(ctx, after)


@query("contract.check", permission="contract.submit")
async def check_version(ctx: Ctx, version_id: ContractVersionId) -> ContractCheck:
    """What submitting a version would mean now: what is missing, and who would have to agree."""
    record = await load_version(ctx, version_id, "contract.submit")
    content = await load_content(ctx, record)
    problems = await problems_of(ctx, record) if record.version.content_hash is None else []
    wanted = await _wanted(ctx, record, content, record.version.content_hash or "")
    found = await preview_approval(ctx.as_system("contract preview", ("approval.*",)), wanted)
    return ContractCheck(
        problems=[problem.message for problem in problems],
        needs_approval=found.is_needed,
        sentences=list(found.sentences),
        levels=found.levels,
        policies=found.policies,
        non_standard_clauses=len(_non_standard(content)),
    )


async def _wanted(ctx: Ctx, record: VersionRecord, content: ContractContent, digest: str) -> SubmitApproval:
    """The question as it is put to the approvers. It names no organization, because that would let the partner's own
    approvers see it."""
    contract, version = record.contract, record.version
    place = await ctx.db.one(ORGANIZATION, {"id": contract.organization_id})
    days = (content.ends_on - content.starts_on).days + 1 if content.ends_on and content.starts_on else None
    facts = {
        "value": content.value.minor if content.value else None,
        "currency": content.currency,
        "duration_days": days,
        "non_standard_clauses": len(_non_standard(content)),
        "max_discount_micros": await largest_discount(ctx, record),
        "kind": content.kind.value,
        "organization_tags": place["tags"],
        "organization_types": place["types"],
    }
    return SubmitApproval(
        subject_kind="contract",
        subject_id=str(contract.id),
        title=f"Contract {contract.number} with {contract.organization_name}"[:200],
        href=f"/admin/contracts/{contract.id}",
        amount=content.value,
        facts=facts,
        document=_document(ctx, version, content, digest),
        evasion_key=f"contract:{contract.organization_id}",
    )


def _non_standard(content: ContractContent) -> list[str]:
    """The headings of clauses that are neither word for word standard nor a fallback of the library."""
    return [clause.heading for clause in content.clauses if not clause.is_standard and clause.fallback is None]


def _document(ctx: Ctx, version: ContractVersion, content: ContractContent, digest: str) -> dict[str, Any]:
    """What approvers see, and what is hashed: the version's own hash binds everything it fixed."""
    words = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now)
    changed = _non_standard(content)
    pairs = [
        ["Partner", content.organization],
        ["What it is about", content.title],
        ["Version", f"{version.number} ({content.kind.value})"],
        ["Value", words.money(content.value) if content.value else "not stated"],
        ["From", words.date(content.starts_on) if content.starts_on else "not set"],
        ["Until", words.date(content.ends_on) if content.ends_on else "open-ended"],
        ["Payment", content.payment_terms],
        ["Renewal", content.renewal_mode.value],
        ["Not standard", ", ".join(changed)[:500] if changed else "nothing: all clauses are standard or fallbacks"],
        ["Hash of the version", digest],
    ]
    return {
        "facts": [pair for pair in pairs if pair[1]],
        "columns": [["position", "No."], ["clause", "Clause"], ["wording", "Wording"]],
        "lines": [
            {
                "position": clause.position,
                "clause": clause.heading,
                "wording": "standard"
                if clause.is_standard
                else f"fallback: {clause.fallback}"
                if clause.fallback
                else "changed",
            }
            for clause in content.clauses
        ],
    }


async def _approve(ctx: Ctx, record: VersionRecord) -> VersionRecord:
    """The version is agreed inside: the partner may see and sign exactly it."""
    moved = Moved(
        version={"approval_id": None, "sent_at": record.version.sent_at or ctx.now},
        contract={"sent_at": record.contract.sent_at or ctx.now},
    )
    after = await move(ctx, record, "approve", moved, by_system=True)
    contract = after.contract
    await tell(ctx, contract, Side.SELLER, f"{contract.number} was approved", "It can be signed now.")
    await tell(ctx, contract, Side.BUYER, f"{contract.number} is ready to be signed", after.version.title)
    event = ContractApproved(
        contract_id=contract.id, organization_id=contract.organization_id, version_id=after.version.id
    )
    ctx.emit(event, subject=contract)
    return after


async def approved(ctx: Ctx, event: ApprovalApproved) -> None:
    """Everybody agreed: the version can be signed."""
    record = await _waiting(ctx, event.subject_kind, event.subject_id, event.approval_id.uuid)
    if record is not None:
        await _approve(ctx, record)


async def rejected(ctx: Ctx, event: ApprovalRejected) -> None:
    """Somebody said no: the version is a draft again."""
    record = await _waiting(ctx, event.subject_kind, event.subject_id, event.approval_id.uuid)
    if record is not None:
        await _reopen(ctx, record, event.reason)


async def recalled(ctx: Ctx, event: ApprovalRecalled) -> None:
    """The approval was taken back where it is decided: the version is a draft again."""
    record = await _waiting(ctx, event.subject_kind, event.subject_id, event.approval_id.uuid)
    if record is not None:
        await _reopen(ctx, record, "The approval was taken back")


async def _reopen(ctx: Ctx, record: VersionRecord, reason: str) -> None:
    moved = Moved(comment=reason, version={**THAWED, "status_reason": reason})
    after = await move(ctx, record, "reject", moved, by_system=True)
    await tell(ctx, after.contract, Side.SELLER, f"{after.contract.number} was not approved", reason)


async def _waiting(ctx: Ctx, kind: str, subject_id: str, approval_id: UUID) -> VersionRecord | None:
    """The version that waits for exactly this approval, if there is one; late and foreign answers find none."""
    if kind != "contract":
        return None
    try:
        contract_id = ContractId.parse(subject_id)
        version_id = await ctx.db.value(WAITING, {"id": contract_id})
        record = await lock_version(ctx, ContractVersionId(version_id), "contract.view") if version_id else None
    except (NotFound, ValueError):
        return None
    if record is None or record.version.status is not VersionStatus.APPROVAL:
        return None
    found = record.version.approval_id
    return record if found is not None and found.uuid == approval_id else None
