"""The steps of a negotiation: reviewing inside, handing over to the other side and back, and giving a version up."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts.commands.steps import Moved, author_of, move
from hanse.domains.contracts.commands.telling import tell
from hanse.domains.contracts.errors import ContractIncomplete
from hanse.domains.contracts.events import ContractCancelled, ContractReturned, ContractSentToPartner
from hanse.domains.contracts.policies import right_for
from hanse.domains.contracts.queries.checking import text_problems
from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.prices import check_unpublished
from hanse.domains.contracts.queries.versions import VersionRecord, lock_version, shown_version
from hanse.domains.contracts.rules.freezing import stored
from hanse.domains.contracts.rules.lifecycle import next_status
from hanse.domains.contracts.types import ContractVersion, ContractVersionId, EndContract, MoveContract
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import Side
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

INSERT_ROUND: Final = """
INSERT INTO contract_rounds (version_id, number, side, content, comment, author_name, created_at)
VALUES (%(version)s, %(number)s, %(side)s, %(content)s, %(comment)s, %(author)s, %(now)s)
"""
SEND_CHANGES: Final = """
UPDATE contract_changes SET sent_at = %(now)s WHERE version_id = %(version)s AND side = %(side)s AND sent_at IS NULL
    AND status <> 'withdrawn'
"""


@command("contract.review", permission="contract.edit")
async def review_version(ctx: Ctx, version_id: ContractVersionId, data: MoveContract) -> ContractVersion:
    """Put a draft into review by colleagues.

    Raises ContractInvalidTransition, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "review")
    after = await move(ctx, record, "review", Moved(comment=data.comment))
    await tell(ctx, after.contract, Side.SELLER, f"{after.contract.number} is to be reviewed", data.comment)
    return shown_version(ctx, after)


@command("contract.revise", permission="contract.edit")
async def revise_version(ctx: Ctx, version_id: ContractVersionId, data: MoveContract) -> ContractVersion:
    """Take a version from review back to draft.

    Raises ContractInvalidTransition, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "revise")
    return shown_version(ctx, await move(ctx, record, "revise", Moved(comment=data.comment)))


@command("contract.send")
async def send_version(ctx: Ctx, version_id: ContractVersionId, data: MoveContract) -> ContractVersion:
    """Hand a version to the partner, who reads it, proposes changes and returns it.

    Raises ContractIncomplete, ContractInvalidTransition, ContractNotYourTurn, OrganizationCannotTrade,
    PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "send")
    await require_trading(ctx, record.contract.organization_id)
    problems = await text_problems(ctx, record)
    if problems:
        raise ContractIncomplete(problems[0].message, fields=problems)
    after = await _hand_over(ctx, record, "send", data.comment)
    contract = after.contract
    title = f"{ctx.tenant.name} sent you a contract: {contract.number}"
    await tell(ctx, contract, Side.BUYER, title, f"{after.version.title}\n{data.comment}".strip())
    event = ContractSentToPartner(
        contract_id=contract.id, organization_id=contract.organization_id, version_id=version_id
    )
    ctx.emit(event, subject=contract)
    return shown_version(ctx, after)


@command("contract.return")
async def return_version(ctx: Ctx, version_id: ContractVersionId, data: MoveContract) -> ContractVersion:
    """Hand a version back to the seller, with the changes that were proposed.

    Raises ContractInvalidTransition, ContractNotYourTurn, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "return")
    after = await _hand_over(ctx, record, "return", data.comment)
    contract = after.contract
    title = f"{contract.organization_name} returned {contract.number}"
    await tell(ctx, contract, Side.SELLER, title, data.comment)
    event = ContractReturned(contract_id=contract.id, organization_id=contract.organization_id, version_id=version_id)
    ctx.emit(event, subject=contract)
    return shown_version(ctx, after)


@command("contract.cancel")
async def cancel_version(ctx: Ctx, version_id: ContractVersionId, data: EndContract) -> ContractVersion:
    """Give up a version that is not in force; with the first one the contract is cancelled.

    Raises ContractInvalidTransition, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "cancel")
    return shown_version(ctx, await _give_up(ctx, record, "cancel", data.reason))


@command("contract.decline")
async def decline_version(ctx: Ctx, version_id: ContractVersionId, data: EndContract) -> ContractVersion:
    """Say no to a version for the partner.

    Raises ContractInvalidTransition, ContractNotYourTurn, PreconditionFailed, PreconditionRequired.
    """
    record = await lock_for(ctx, version_id, "decline")
    return shown_version(ctx, await _give_up(ctx, record, "decline", data.reason))


async def lock_for(ctx: Ctx, version_id: ContractVersionId, action: str) -> VersionRecord:
    """A version on which the caller may take an action now, held until the transaction ends.

    Raises NotFound, Forbidden, PreconditionFailed, PreconditionRequired, ContractInvalidTransition,
    ContractNotYourTurn.
    """
    record = await lock_version(ctx, version_id, right_for(action))
    ctx.check_version(record.version.version, required=True)
    next_status(record.version.status, record.contract.turn if record.is_working else None, action, record.side)
    return record


async def _hand_over(ctx: Ctx, record: VersionRecord, action: str, comment: str) -> VersionRecord:
    """Keep what goes over, and give the turn to the other side."""
    version, number = record.version, record.version.last_round + 1
    content = stored(await load_content(ctx, record))
    facts: dict[str, Any] = {"version": version.id, "side": record.side, "now": ctx.now}
    author = author_of(ctx)[:200]
    await ctx.db.run(
        INSERT_ROUND, {**facts, "number": number, "content": Json(content), "comment": comment, "author": author}
    )
    await ctx.db.run(SEND_CHANGES, facts)
    moved = Moved(
        comment=comment,
        version={"sent_at": version.sent_at or ctx.now, "last_round": number},
        contract={"sent_at": record.contract.sent_at or ctx.now},
    )
    return await move(ctx, record, action, moved)


async def _give_up(ctx: Ctx, record: VersionRecord, action: str, reason: str) -> VersionRecord:
    await check_unpublished(ctx, record.version)
    is_first = record.contract.active_version_id is None
    moved = Moved(
        comment=reason, version={"status_reason": reason}, contract={"status_reason": reason} if is_first else {}
    )
    after = await move(ctx, record, action, moved)
    contract = after.contract
    if record.version.sent_at is not None:
        word = "declined" if action == "decline" else "withdrawn"
        title = f"Version {after.version.number} of {contract.number} was {word}"
        await tell(ctx, contract, record.side.other, title, reason)
    if is_first:
        event = ContractCancelled(contract_id=contract.id, organization_id=contract.organization_id, side=record.side)
        ctx.emit(event, subject=contract)
    return after
