"""Moving a version from state to state: its row, the contract's, the timeline, search and audit, always together."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.contracts.commands.indexing import index_contract
from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.dates import notice_day
from hanse.domains.contracts.rules.lifecycle import ENDED, MOVES, contract_status, next_status
from hanse.domains.contracts.types import Contract, ContractId, ContractVersion, VersionStatus
from hanse.domains.organizations.types import Side
from hanse.kit.ids import uuid7
from hanse.kit.text import normalise
from hanse.platform.authz import PrincipalKind
from hanse.platform.context import Ctx

MOVE_VERSION: Final = """
UPDATE contract_versions SET status = %(status)s, status_reason = %(status_reason)s, approval_id = %(approval_id)s,
    content_hash = %(content_hash)s, frozen_at = %(frozen_at)s,
    content = CASE WHEN %(content_hash)s::text IS NULL THEN NULL ELSE coalesce(%(content)s::jsonb, content) END,
    sent_at = %(sent_at)s, last_round = %(last_round)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
MOVE_CONTRACT: Final = """
UPDATE contracts SET status = %(status)s, status_reason = %(status_reason)s, turn = %(turn)s, title = %(title)s,
    title_key = %(title_key)s, active_version_id = %(active_version_id)s, working_version_id = %(working_version_id)s,
    value_minor = %(value)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s, notice_on = %(notice_on)s,
    terminated_at = %(terminated_at)s, termination_reason = %(termination_reason)s, sent_at = %(sent_at)s,
    version = version + 1, moved_at = %(now)s, updated_at = %(now)s
WHERE id = %(id)s
"""
INSERT_STEP: Final = """
INSERT INTO contract_steps (id, contract_id, version_id, version_number, action, status, side, is_internal, author_name,
    comment, created_at)
VALUES (%(id)s, %(contract)s, %(version)s, %(number)s, %(action)s, %(status)s, %(side)s, %(is_internal)s, %(author)s,
    %(comment)s, %(now)s)
"""
INTERNAL: Final = frozenset({"create", "draft", "review", "revise", "submit", "recall", "reject"})
"""Steps that are the seller's own; the partner reads of what was sent, approved, signed and in force."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What a move changes besides the state. The names are columns; what is left out stays."""

    comment: str = ""
    version: dict[str, Any] = {}
    contract: dict[str, Any] = {}


async def move(
    ctx: Ctx,
    record: VersionRecord,
    action: str,
    moved: Moved = Moved(),  # noqa: B008 - frozen
    *,
    by_system: bool = False,
) -> VersionRecord:
    """Take an action of the state machine on a version whose contract is locked; both as they are afterwards.

    Raises ContractInvalidTransition, ContractNotYourTurn.
    """
    contract, version = record.contract, record.version
    side = None if by_system else record.side
    turn = contract.turn if record.is_working else None
    status = next_status(version.status, turn, action, side)
    await ctx.db.run(
        MOVE_VERSION,
        {
            "status_reason": version.status_reason,
            "approval_id": version.approval_id,
            "content_hash": version.content_hash,
            "content": None,
            "frozen_at": version.frozen_at,
            "sent_at": version.sent_at,
            "last_round": version.last_round,
            **moved.version,
            "id": version.id,
            "status": status,
            "now": ctx.now,
        },
    )
    values = {**_contract_values(record, action, status), **moved.contract}
    await ctx.db.run(MOVE_CONTRACT, {**values, "id": contract.id, "now": ctx.now})
    after = await load_version(ctx, version.id, "contract.view")
    await index_contract(ctx, contract.id)
    await add_step(ctx, contract.id, after.version, action, side, moved.comment)
    ctx.record(
        "contract",
        contract.id,
        label=contract.number,
        before=audited(contract, version),
        after=audited(after.contract, after.version),
        reason=moved.comment or None,
    )
    return after


def _contract_values(record: VersionRecord, action: str, status: VersionStatus) -> dict[str, Any]:
    """What a move makes of the contract's own row."""
    contract, version = record.contract, record.version
    is_in_force = contract.active_version_id is not None
    values: dict[str, Any] = {
        "status": contract_status(status, version.kind, is_in_force=is_in_force),
        "status_reason": contract.status_reason,
        "turn": MOVES[action].turn,
        "active_version_id": contract.active_version_id,
        "working_version_id": contract.working_version_id,
        "terminated_at": contract.terminated_at,
        "termination_reason": contract.termination_reason,
        "sent_at": contract.sent_at,
        **_figures(contract),
    }
    if not record.is_working:  # the version in force is superseded or ends beside one that may be on its way
        return values | {"status": contract.status, "turn": contract.turn}
    if action == "activate":
        return values | _in_force(version)
    if status in ENDED:
        values["working_version_id"] = None if is_in_force else version.id
    elif action in ("send", "approve") and not is_in_force:
        values |= figures_of(version)
    return values


def _figures(contract: Contract) -> dict[str, Any]:
    return {
        "title": contract.title,
        "title_key": normalise(contract.title),
        "value": contract.value.minor if contract.value else None,
        "starts_at": contract.starts_at,
        "ends_at": contract.ends_at,
        "notice_on": contract.notice_on,
    }


def figures_of(version: ContractVersion) -> dict[str, Any]:
    """What the contract's own row says about a version: for lists, and for the version in force."""
    return {
        "title": version.title,
        "title_key": normalise(version.title),
        "value": version.value.minor if version.value else None,
        "starts_at": version.starts_at,
        "ends_at": version.ends_at,
        "notice_on": notice_day(version.ends_on, version.notice_days),
    }


def _in_force(version: ContractVersion) -> dict[str, Any]:
    return {
        **figures_of(version),
        "status": contract_status(VersionStatus.ACTIVE, version.kind, is_in_force=True),
        "turn": None,
        "active_version_id": version.id,
        "working_version_id": None,
    }


async def add_step(
    ctx: Ctx, contract_id: ContractId, version: ContractVersion, action: str, side: Side | None, comment: str = ""
) -> None:
    """Write a line of the timeline."""
    await ctx.db.run(
        INSERT_STEP,
        {
            "id": uuid7(),
            "contract": contract_id,
            "version": version.id,
            "number": version.number,
            "action": action,
            "status": version.status,
            "side": side,
            "is_internal": action in INTERNAL,
            "author": author_of(ctx)[:200],
            "comment": comment[:1_000],
            "now": ctx.now,
        },
    )


def author_of(ctx: Ctx) -> str:
    """Who acts, and for whom, as both sides read it; of what follows by itself, the business."""
    principal = ctx.principal
    if principal.kind is PrincipalKind.SYSTEM:
        return ctx.tenant.name
    if principal.on_behalf is None:
        return principal.display_name
    return f"{principal.display_name} for {principal.on_behalf.display_name}"


def audited(contract: Contract, version: ContractVersion | None = None) -> dict[str, Any]:
    """What the audit trail keeps of a contract: facts, never texts of clauses or internal comments."""
    facts: dict[str, Any] = {
        "status": contract.status.value,
        "title": contract.title,
        "owner": str(contract.owner_member_id) if contract.owner_member_id else None,
        "priority": contract.priority,
        "starts_at": contract.starts_at,
        "ends_at": contract.ends_at,
        "terminated_at": contract.terminated_at,
    }
    if version is not None:
        facts |= {
            "version": version.number,
            "version_status": version.status.value,
            "version_title": version.title,
            "starts_on": version.starts_on,
            "ends_on": version.ends_on,
            "payment_terms": version.payment_terms,
            "notice_days": version.notice_days,
            "renewal": version.renewal_mode.value,
            "content_hash": version.content_hash,
        }
    return facts


async def reload(ctx: Ctx, contract_id: ContractId) -> Contract:
    """A contract as it is after a change in this transaction."""
    return await load_contract(ctx, contract_id, "contract.view")
