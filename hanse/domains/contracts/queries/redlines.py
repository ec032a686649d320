"""Reads of proposed changes and of rounds, and the comparison of two states of a contract."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.contracts.queries.content import load_content, load_round, readable_content
from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.lifecycle import may_edit
from hanse.domains.contracts.rules.redline import compare_clauses, compare_terms, words_apart
from hanse.domains.contracts.types import (
    ChangeKind,
    CompareContractVersions,
    ContractChange,
    ContractChangeId,
    ContractChangeStatus,
    ContractContent,
    ContractDifference,
    ContractId,
    ContractRound,
    ContractVersionId,
    ListChanges,
    ListRounds,
    Segment,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

CHANGE: Final = """
SELECT h.id, h.contract_id, h.version_id, h.clause_key, h.kind, h.heading, h.body, h.after_key, h.note, h.side,
    h.author_name, h.status, h.sent_at, h.decided_by_name, h.decided_at, h.reason, h.created_at, h.version
FROM contract_changes h
"""
# A side's own proposals are its own until they are handed over.
SEEN: Final = "(h.side = %(side)s OR h.sent_at IS NOT NULL)"
LIST_CHANGES: Final = (
    CHANGE
    + f"""WHERE h.version_id = %(version)s AND {SEEN}
  AND (%(statuses)s::text[] IS NULL OR h.status = ANY(%(statuses)s))
  AND (%(after)s::uuid IS NULL OR h.id > %(after)s)
ORDER BY h.id LIMIT %(limit)s
"""
)
GET_CHANGE: Final = CHANGE + f"WHERE h.id = %(id)s AND {SEEN}"
VERSION_OF: Final = "SELECT version_id FROM contract_changes WHERE id = %(id)s"
VERSION_BY_NUMBER: Final = """
SELECT id FROM contract_versions WHERE contract_id = %(contract)s AND number = %(number)s
"""
LIST_ROUNDS: Final = """
SELECT r.version_id, v.number AS version_number, r.number, r.side, r.comment, r.author_name, r.created_at
FROM contract_rounds r JOIN contract_versions v ON v.tenant_id = r.tenant_id AND v.id = r.version_id
WHERE v.contract_id = %(contract)s
  AND (%(after)s::integer IS NULL OR (v.number, r.number) < (%(after)s, %(after_round)s))
ORDER BY v.number DESC, r.number DESC LIMIT %(limit)s
"""


@query("contract.changes", permission="contract.view")
async def list_changes(ctx: Ctx, version_id: ContractVersionId, query: ListChanges) -> Page[ContractChange]:
    """Changes proposed to a version, oldest first, each against the text as it is now."""
    record = await load_version(ctx, version_id, "contract.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(
        LIST_CHANGES,
        {
            "version": version_id,
            "side": record.side,
            "statuses": [status.value for status in query.status] or None,
            "after": after[0] if after else None,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    content = await readable_content(ctx, record)
    return Page([_shown(ctx, record, content, row) for row in page.items], page.next)


@query("contract.change", permission="contract.view")
async def get_change(ctx: Ctx, change_id: ContractChangeId) -> ContractChange:
    """Read one proposed change, against the text as it is now. Raises NotFound for what was not handed over."""
    record = await load_version(ctx, await version_of_change(ctx, change_id, "contract.view"), "contract.view")
    return await shown_change(ctx, record, change_id)


async def shown_change(ctx: Ctx, record: VersionRecord, change_id: ContractChangeId) -> ContractChange:
    """One change for whoever loaded its version. Raises NotFound."""
    row = await ctx.db.maybe(GET_CHANGE, {"id": change_id, "side": record.side})
    if row is None:
        raise NotFound()
    return _shown(ctx, record, await readable_content(ctx, record), row)


async def version_of_change(ctx: Ctx, change_id: ContractChangeId, permission: str) -> ContractVersionId:
    """Which version a change belongs to. Raises NotFound."""
    found: UUID | None = await ctx.db.value(VERSION_OF, {"id": change_id})
    if found is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    return ContractVersionId(found)


def _shown(ctx: Ctx, record: VersionRecord, content: ContractContent, row: dict[str, Any]) -> ContractChange:
    clause = next((one for one in content.clauses if one.key == row["clause_key"]), None)
    change = from_row({**row, "clause_heading": clause.heading if clause else None}, ContractChange)
    is_open = change.status is ContractChangeStatus.OPEN and ctx.may("contract.propose", record.contract)
    is_turn = record.is_working and may_edit(record.version.status, record.contract.turn, record.side)
    return msgspec.structs.replace(
        change,
        segments=_segments(change, clause.body if clause else ""),
        may_decide=is_open and is_turn and change.side is not record.side,
        may_withdraw=is_open and is_turn and change.side is record.side,
    )


def _segments(change: ContractChange, present: str) -> list[Segment]:
    if change.kind is ChangeKind.MOVE:
        return []
    if change.kind is ChangeKind.REMOVE:
        return words_apart(present, "")
    if change.kind is ChangeKind.ADD:
        return words_apart("", change.body or "")
    return words_apart(present, change.body if change.body is not None else present)


@query("contract.rounds", permission="contract.view")
async def list_rounds(ctx: Ctx, contract_id: ContractId, query: ListRounds) -> Page[ContractRound]:
    """How often a contract went from side to side, newest first."""
    await load_contract(ctx, contract_id, "contract.view")
    after = decode_cursor(query.cursor, int, int) or (None, None)
    rows = await ctx.db.all(
        LIST_ROUNDS,
        {"contract": contract_id, "after": after[0], "after_round": after[1], "limit": query.limit + 1},
        into=ContractRound,
    )
    return page_of(rows, query.limit, lambda one: encode_cursor(one.version_number, one.number))


@query("contract.compare", permission="contract.view")
async def compare_versions(ctx: Ctx, contract_id: ContractId, query: CompareContractVersions) -> ContractDifference:
    """How two states of a contract differ: terms, and clause by clause word by word. Raises Invalid, NotFound."""
    contract = await load_contract(ctx, contract_id, "contract.view")
    right = query.right or contract.last_version
    if contract.side is Side.BUYER and query.right is None:
        right = (await _newest_sent(ctx, contract_id)) or right
    newer = await _by_number(ctx, contract_id, right, "right")
    left, left_round = query.left, query.left_round
    if left is None:
        left, left_round = await _before(ctx, newer, query.right_round)
    older = newer if left == right else await _by_number(ctx, contract_id, left, "left")
    before = await _state(ctx, older, left_round)
    after = await _state(ctx, newer, query.right_round)
    clauses = compare_clauses(before.clauses, after.clauses)
    return ContractDifference(
        left=left,
        right=right,
        left_round=left_round,
        right_round=query.right_round,
        terms=compare_terms(before, after),
        clauses=clauses,
        unchanged_clauses=sum(one.kind == "same" for one in clauses),
    )


NEWEST_SENT: Final = """
SELECT max(number) FROM contract_versions WHERE contract_id = %(contract)s AND sent_at IS NOT NULL
"""


async def _newest_sent(ctx: Ctx, contract_id: ContractId) -> int | None:
    found: int | None = await ctx.db.value(NEWEST_SENT, {"contract": contract_id})
    return found


async def _before(ctx: Ctx, record: VersionRecord, right_round: int | None) -> tuple[int, int | None]:
    """What a state is compared with when nobody says: the round before it, else the version before it."""
    version = record.version
    last = version.last_round if right_round is None else right_round - 1
    if last >= 1 and version.content_hash is None:
        return version.number, last
    if version.based_on_id is not None:
        return (await load_version(ctx, version.based_on_id, "contract.view")).version.number, None
    return version.number, last if last >= 1 else None


async def _by_number(ctx: Ctx, contract_id: ContractId, number: int, field: str) -> VersionRecord:
    found = await ctx.db.value(VERSION_BY_NUMBER, {"contract": contract_id, "number": number})
    if found is None:
        raise Invalid.field(field, f"There is no version {number}", "not_found")
    try:
        return await load_version(ctx, ContractVersionId(found), "contract.view")
    except NotFound:
        raise Invalid.field(field, f"There is no version {number}", "not_found") from None


async def _state(ctx: Ctx, record: VersionRecord, number: int | None) -> ContractContent:
    if number is not None:
        return await load_round(ctx, record.version.id, number)
    if record.side is Side.SELLER:
        return await load_content(ctx, record)
    return await readable_content(ctx, record)
