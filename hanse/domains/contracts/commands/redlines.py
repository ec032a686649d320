"""Redlines: proposing changes of clauses, and accepting or rejecting those of the other side."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts.commands.clauses import drop_clause, insert_clause, new_key, place_clause, write_clause
from hanse.domains.contracts.commands.steps import author_of
from hanse.domains.contracts.commands.versions import touch
from hanse.domains.contracts.errors import ContractChangeDecided, ContractNotYourTurn
from hanse.domains.contracts.queries.content import load_clauses
from hanse.domains.contracts.queries.redlines import shown_change, version_of_change
from hanse.domains.contracts.queries.versions import VersionRecord, lock_version
from hanse.domains.contracts.rules.lifecycle import check_turn
from hanse.domains.contracts.rules.variables import is_broken
from hanse.domains.contracts.types import (
    ChangeKind,
    ContractChange,
    ContractChangeId,
    ContractChangeStatus,
    ContractClause,
    ContractVersionId,
    DecideChange,
    ProposeChange,
)
from hanse.kit.errors import Forbidden, Invalid
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

OPEN_MAXIMUM: Final = 300
INSERT_CHANGE: Final = """
INSERT INTO contract_changes (id, contract_id, version_id, clause_key, kind, heading, body, after_key, note, side,
    author_member_id, author_name, status, created_at)
VALUES (%(id)s, %(contract)s, %(version)s, %(key)s, %(kind)s, %(heading)s, %(body)s, %(after_key)s, %(note)s, %(side)s,
    %(member)s, %(author)s, 'open', %(now)s)
"""
REPLACE_OWN: Final = """
UPDATE contract_changes SET status = 'withdrawn', version = version + 1, decided_at = %(now)s
WHERE version_id = %(version)s AND clause_key = %(key)s AND side = %(side)s AND status = 'open'
"""
DECIDE: Final = """
UPDATE contract_changes SET status = %(status)s, decided_by_name = %(author)s, decided_at = %(now)s,
    reason = %(reason)s, version = version + 1
WHERE id = %(id)s
"""
COUNT_OPEN: Final = "SELECT count(*) FROM contract_changes WHERE version_id = %(version)s AND status = 'open'"


@command("contract.propose")
async def propose_change(ctx: Ctx, version_id: ContractVersionId, data: ProposeChange) -> ContractChange:
    """Propose a change of a clause while it is one's own side's turn; the other side sees it after the handing over.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record = await lock_version(ctx, version_id, "contract.propose")
    check_turn(record.version.status, record.contract.turn if record.is_working else None, record.side)
    ctx.check_version(record.version.version, required=True)
    clauses = await load_clauses(ctx, version_id, {})
    values = _proposal(data, clauses)
    if await ctx.db.value(COUNT_OPEN, {"version": version_id}) >= OPEN_MAXIMUM:
        message = f"{OPEN_MAXIMUM} changes are open; decide or withdraw some first"
        raise Invalid.field("clause_key", message, "too_many")
    change_id = ContractChangeId.new()
    facts = {"version": version_id, "side": record.side, "key": values["key"], "now": ctx.now}
    await ctx.db.run(REPLACE_OWN, facts)
    await ctx.db.run(
        INSERT_CHANGE,
        {
            **facts,
            **values,
            "id": change_id,
            "contract": record.contract.id,
            "kind": data.kind,
            "note": clean_text(data.note),
            "member": ctx.principal.member_id,
            "author": author_of(ctx)[:200],
        },
    )
    after = {"change": str(change_id), "clause": values["key"], "kind": data.kind.value}
    ctx.record("contract", record.contract.id, label=record.contract.number, after=after)
    return await shown_change(ctx, record, change_id)


def _proposal(data: ProposeChange, clauses: list[ContractClause]) -> dict[str, Any]:
    """What is written of a proposal. Raises Invalid saying what it lacks."""
    keys = [clause.key for clause in clauses]
    key = data.clause_key
    if data.kind is ChangeKind.ADD:
        if not data.heading or not data.body:
            field = "body" if data.heading else "heading"
            raise Invalid.field(field, "A new clause needs a heading and a text", "required")
        key = key or new_key(data.heading, keys)
        if key in keys:
            raise Invalid.field("clause_key", f"There is a clause {key} already", "taken")
    elif key is None or key not in keys:
        raise Invalid.field("clause_key", "There is no such clause in this version", "not_found")
    if data.kind is ChangeKind.CHANGE and data.heading is None and data.body is None:
        raise Invalid.field("body", "Write how the clause shall read", "required")
    if data.after_key is not None and (data.after_key not in keys or data.after_key == key):
        raise Invalid.field("after_key", "Choose another clause of this version", "not_found")
    body = clean_text(data.body) if data.body is not None else None
    if body is not None and is_broken(body):
        raise Invalid.field("body", "Braces that name no variable: write {{name}}", "broken_variable")
    has_text = data.kind in (ChangeKind.ADD, ChangeKind.CHANGE)
    return {
        "key": key,
        "heading": clean_line(data.heading) if data.heading is not None and has_text else None,
        "body": body if has_text else None,
        "after_key": data.after_key if data.kind in (ChangeKind.ADD, ChangeKind.MOVE) else None,
    }


@command("contract.accept_change", permission="contract.propose")
async def accept_change(ctx: Ctx, change_id: ContractChangeId, data: DecideChange) -> ContractChange:
    """Accept a change of the other side: the clause reads as proposed from now on.

    Raises ContractChangeDecided, ContractFrozen, ContractNotYourTurn, ContractIncomplete, PreconditionFailed,
    PreconditionRequired, Invalid.
    """
    record, change = await _open_change(ctx, change_id)
    _check_other(record, change)
    await _apply(ctx, record, change)
    return await _decide(ctx, await touch(ctx, record), change, ContractChangeStatus.ACCEPTED, data.reason)


@command("contract.reject_change", permission="contract.propose")
async def reject_change(ctx: Ctx, change_id: ContractChangeId, data: DecideChange) -> ContractChange:
    """Reject a change of the other side; the clause stays as it is.

    Raises ContractChangeDecided, ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired.
    """
    record, change = await _open_change(ctx, change_id)
    _check_other(record, change)
    return await _decide(ctx, record, change, ContractChangeStatus.REJECTED, data.reason)


@command("contract.withdraw_change", permission="contract.propose")
async def withdraw_change(ctx: Ctx, change_id: ContractChangeId, data: DecideChange) -> ContractChange:
    """Take a proposal of one's own side back.

    Raises ContractChangeDecided, ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired.
    """
    record, change = await _open_change(ctx, change_id)
    if change.side is not record.side:
        raise Forbidden("Only the side that proposed a change takes it back; reject it instead")
    return await _decide(ctx, record, change, ContractChangeStatus.WITHDRAWN, data.reason)


async def _open_change(ctx: Ctx, change_id: ContractChangeId) -> tuple[VersionRecord, ContractChange]:
    version_id = await version_of_change(ctx, change_id, "contract.propose")
    record = await lock_version(ctx, version_id, "contract.propose")
    change = await shown_change(ctx, record, change_id)
    ctx.check_version(change.version, required=True)
    if change.status is not ContractChangeStatus.OPEN:
        raise ContractChangeDecided(f"This change was already {change.status.value}")
    check_turn(record.version.status, record.contract.turn if record.is_working else None, record.side)
    return record, change


def _check_other(record: VersionRecord, change: ContractChange) -> None:
    if change.side is record.side:
        raise ContractNotYourTurn("The other side decides about your proposals; you can withdraw them")


async def _apply(ctx: Ctx, record: VersionRecord, change: ContractChange) -> None:
    """Let the clauses read as proposed."""
    if change.kind is ChangeKind.ADD:
        values = {
            "key": change.clause_key,
            "heading": change.heading,
            "body": change.body,
            "library_clause_id": None,
            "library_version": None,
            "is_required": False,
            "is_standard": False,
            "fallback": None,
        }
        await insert_clause(ctx, record, values, change.after_key)
        return
    clauses = await load_clauses(ctx, record.version.id, {})
    clause = next((one for one in clauses if one.key == change.clause_key), None)
    if clause is None:
        raise Invalid.field("clause_key", "The clause is gone; reject this change", "not_found")
    if change.kind is ChangeKind.REMOVE:
        await drop_clause(ctx, record, clause)
    elif change.kind is ChangeKind.MOVE:
        await place_clause(ctx, record, clause.key, change.after_key)
    else:
        await write_clause(ctx, record, clause, change.heading or clause.heading, change.body or clause.body)


async def _decide(
    ctx: Ctx, record: VersionRecord, change: ContractChange, status: ContractChangeStatus, reason: str
) -> ContractChange:
    values = {"id": change.id, "status": status, "author": author_of(ctx)[:200], "reason": reason, "now": ctx.now}
    await ctx.db.run(DECIDE, values)
    ctx.record(
        "contract",
        record.contract.id,
        label=record.contract.number,
        before={"change": str(change.id), "decision": change.status.value},
        after={"change": str(change.id), "decision": status.value},
        reason=reason or None,
    )
    return await shown_change(ctx, record, change.id)
