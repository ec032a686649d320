"""Reads of contracts: which the reader may see, and of each what their side may know.

What was never sent exists for the seller only; so does a version on its way until it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.contracts.policies import right_for
from hanse.domains.contracts.rules.dates import last_day
from hanse.domains.contracts.rules.lifecycle import actions_for, partner_status
from hanse.domains.contracts.types import (
    Contract,
    ContractCounts,
    ContractFilter,
    ContractId,
    ContractStatus,
    ContractStep,
    ContractSummary,
    ListContractSteps,
    VersionStatus,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.text import normalise
from hanse.platform.authz import Scope, Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SHARED: Final = """c.id, c.number, c.organization_id, c.title, c.status, c.turn, c.currency, c.value_minor,
    c.owner_member_id, c.starts_at, c.ends_at, c.notice_on, c.moved_at, c.created_at, c.updated_at, c.version,
    o.name AS organization_name, w.kind AS working_kind, w.status AS working_status, w.sent_at AS working_sent_at,
    (SELECT array_agg(p.ancestor_id ORDER BY p.depth) FROM organization_closure p
        WHERE p.tenant_id = c.tenant_id AND p.descendant_id = c.organization_id) AS path,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = c.tenant_id AND m.id = c.owner_member_id) AS owner_name"""
FROM: Final = """FROM contracts c JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id
LEFT JOIN contract_versions w ON w.tenant_id = c.tenant_id AND w.id = c.working_version_id"""
GET_CONTRACT: Final = """
SELECT :shared, c.status_reason, c.priority, c.buyer_member_id, c.parent_contract_id, c.active_version_id,
    c.working_version_id, c.last_version, c.terminated_at, c.termination_reason, c.sent_at,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = c.tenant_id AND m.id = c.buyer_member_id) AS buyer_name,
    (SELECT p.number FROM contracts p WHERE p.tenant_id = c.tenant_id AND p.id = c.parent_contract_id)
        AS parent_number
:from
WHERE c.id = %(id)s
""".replace(":shared", SHARED).replace(":from", FROM)
LOCK_CONTRACT: Final = "SELECT id FROM contracts WHERE id = %(id)s FOR UPDATE"
SELECT_SUMMARIES: Final = f"SELECT {SHARED}\n{FROM}\n"

# Which rows the reader sees: everything, some organizations, trees, or those one looks after.
VISIBLE: Final = """(%(everything)s OR c.organization_id = ANY(%(organizations)s)
    OR c.organization_id IN (SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(trees)s))
    OR (c.owner_member_id = %(own)s AND (%(own_anywhere)s
        OR c.organization_id IN (
            SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(own_trees)s)))))
    AND (c.sent_at IS NOT NULL OR %(side)s = 'seller')"""
_TURN: Final = """CASE WHEN %(side)s = 'seller' OR w.sent_at IS NOT NULL THEN c.turn END"""
FILTERS: Final = """
  AND (%(statuses)s::text[] IS NULL OR c.status = ANY(%(statuses)s))
  AND (%(turn)s::text IS NULL OR %(turn)s = :turn)
  AND (%(is_open)s::boolean IS NULL OR %(is_open)s = (c.status NOT IN ('terminated', 'expired', 'cancelled')))
  AND (%(organization)s::uuid IS NULL OR c.organization_id = %(organization)s)
  AND (%(below)s::uuid IS NULL OR c.organization_id IN (
    SELECT b.descendant_id FROM organization_closure b WHERE b.ancestor_id = %(below)s))
  AND (%(owner)s::uuid IS NULL OR c.owner_member_id = %(owner)s)
  AND (%(parent)s::uuid IS NULL OR c.parent_contract_id = %(parent)s)
  AND (%(ends_before)s::date IS NULL OR c.ends_at <= %(ends_before)s)
  AND (%(text)s::text IS NULL OR strpos(o.search_key, %(text)s) > 0 OR strpos(c.number, %(code)s) > 0
    OR strpos(c.title_key, %(text)s) > 0)""".replace(":turn", _TURN)
_COLUMNS: Final = {
    "updated": "c.updated_at",
    "value": "coalesce(c.value_minor, -1)",
    "ends": "coalesce(c.ends_at, timestamptz '9999-12-31 00:00:00+00')",
    "number": "c.number",
}
_KINDS: Final = {"updated": "timestamptz", "value": "bigint", "ends": "timestamptz", "number": "text"}
_DECODED: Final[Mapping[str, type[Any]]] = {"updated": datetime, "value": int, "ends": datetime, "number": str}
COUNTS: Final = (
    """
WITH seen AS MATERIALIZED (
    SELECT c.status, :turn AS turn, c.currency, c.value_minor AS minor :from WHERE :filters)
SELECT (SELECT count(*) FROM seen) AS total,
    (SELECT coalesce(jsonb_object_agg(status, n), '{}')
        FROM (SELECT status, count(*) n FROM seen GROUP BY 1) s) AS statuses,
    (SELECT coalesce(jsonb_object_agg(turn, n), '{}')
        FROM (SELECT turn, count(*) n FROM seen WHERE turn IS NOT NULL GROUP BY 1) s) AS turns,
    (SELECT coalesce(jsonb_object_agg(currency, minor), '{}')
        FROM (SELECT currency, sum(minor)::bigint minor FROM seen
            WHERE status IN ('active', 'renewal') AND minor IS NOT NULL GROUP BY 1) s) AS active_value
""".replace(":turn", _TURN)
    .replace(":from", FROM)
    .replace(":filters", VISIBLE + FILTERS)
)
LIST_STEPS: Final = """
SELECT id, action, status, side, is_internal, author_name, version_id, version_number, comment, created_at
FROM contract_steps
WHERE contract_id = %(contract)s AND (%(is_seller)s OR NOT is_internal) AND (%(after)s::uuid IS NULL OR id < %(after)s)
ORDER BY id DESC LIMIT %(limit)s
"""
FAR: Final = datetime(9999, 12, 31, tzinfo=UTC)


def _listing(sort: str) -> str:
    """The list statement of one order; made once each."""
    name = sort.removeprefix("-")
    column, kind = _COLUMNS[name], _KINDS[name]
    sign, direction = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    return (
        SELECT_SUMMARIES
        + f"WHERE {VISIBLE} {FILTERS}\n"
        + f"  AND (%(after_id)s::uuid IS NULL OR ({column}, c.id) {sign} (%(after_key)s::{kind}, %(after_id)s))\n"
        + f"ORDER BY {column} {direction}, c.id {direction} LIMIT %(limit)s"
    )


LISTINGS: Final = {f"{sign}{name}": _listing(f"{sign}{name}") for name in _COLUMNS for sign in ("", "-")}


@query("contract.get", permission="contract.view")
async def get_contract(ctx: Ctx, contract_id: ContractId) -> Contract:
    """Read one contract. Raises NotFound for what the reader may not see."""
    return shown(ctx, await load_contract(ctx, contract_id, "contract.view"))


@query("contract.list", permission="contract.view")
async def list_contracts(ctx: Ctx, query: ContractFilter) -> Page[ContractSummary]:
    """List the contracts the reader may see, by filters, in the order asked for."""
    parameters = filter_parameters(ctx, query)
    name = query.sort.removeprefix("-")
    after = decode_cursor(query.cursor, _DECODED[name], UUID) or (None, None)
    rows = await ctx.db.all(
        LISTINGS[query.sort], {**parameters, "after_key": after[0], "after_id": after[1], "limit": query.limit + 1}
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(_sort_value(row, name), row["id"]))
    return Page([_summary(ctx, row) for row in page.items], page.next)


@query("contract.counts", permission="contract.view")
async def count_contracts(ctx: Ctx, query: ContractFilter) -> ContractCounts:
    """Count the contracts the reader may see, by state and turn, with the value in force, under the list's filters."""
    row = await ctx.db.one(COUNTS, filter_parameters(ctx, query))
    row["active_value"] = [Money(minor, code) for code, minor in sorted(row["active_value"].items())]
    return from_row(row, ContractCounts)


@query("contract.steps", permission="contract.view")
async def list_steps(ctx: Ctx, contract_id: ContractId, query: ListContractSteps) -> Page[ContractStep]:
    """What happened to a contract, newest first; internal steps for staff only."""
    contract = await load_contract(ctx, contract_id, "contract.view")
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(
        LIST_STEPS,
        {
            "contract": contract_id,
            "is_seller": contract.side is Side.SELLER,
            "after": after[0] if after else None,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([from_row(row, ContractStep) for row in page.items], page.next)


def reader_side(ctx: Ctx, subject: Subject | None = None) -> Side:
    """On which side of the table the reader sits: whoever may see internal things is the seller's."""
    return Side.SELLER if ctx.may("contract.view_internal", subject) else Side.BUYER


def filter_parameters(ctx: Ctx, query: ContractFilter) -> dict[str, Any]:
    """What the list and the counts take. Raises Forbidden when the reader sees no contracts at all."""
    scope = ctx.scope("contract.view")
    return {
        **scope_parameters(scope),
        "side": reader_side(ctx).value,
        "statuses": _statuses(query, reader_side(ctx)),
        "turn": query.turn.value if query.turn else None,
        "is_open": query.is_open,
        "organization": query.organization,
        "below": query.below,
        "owner": query.owner,
        "parent": query.parent,
        "ends_before": query.ends_before,
        "text": normalise(query.q) if query.q else None,
        "code": query.q.strip().upper() if query.q else None,
    }


_INSIDE: Final = frozenset({"draft", "review", "approval"})


def _statuses(query: ContractFilter, side: Side) -> list[str] | None:
    """The states to list. To the partner what is decided inside is in negotiation, a renewal in force."""
    wanted = {status.value for status in query.status}
    if side is Side.BUYER:
        wanted -= _INSIDE
        wanted |= {"renewal"} if "active" in wanted else set()
        wanted |= _INSIDE if "negotiation" in wanted else set()
    return sorted(wanted) or None


def scope_parameters(scope: Scope) -> dict[str, Any]:
    """What VISIBLE takes of a scope."""
    return {
        "everything": scope.everything,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": scope.own_member_id,
        "own_anywhere": not scope.own_trees,
        "own_trees": list(scope.own_trees),
    }


def _sort_value(row: Mapping[str, Any], name: str) -> Any:
    if name == "value":
        return -1 if row["value_minor"] is None else row["value_minor"]
    if name == "ends":
        return row["ends_at"] or FAR
    return row[{"updated": "updated_at", "number": "number"}[name]]


def _summary(ctx: Ctx, row: dict[str, Any]) -> ContractSummary:
    """A row to a list entry as the reader may see it."""
    place = Subject(kind="contract", id=ContractId(row["id"]), organizations=tuple(row["path"] or ()))
    minor, sent_at = row.pop("value_minor"), row.pop("working_sent_at")
    row |= {
        "side": reader_side(ctx, place),
        "ends_on": last_day(row["ends_at"], ctx.tenant.timezone),
        "value": Money(minor, row["currency"]) if minor is not None else None,
        "path": row["path"] or [],
    }
    if row["side"] is Side.BUYER:
        row |= _for_buyer(row, is_sent=sent_at is not None)
    summary = from_row(row, ContractSummary)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["contract"], summary)
    return msgspec.structs.replace(summary, allowed_actions=actions)


_HIDDEN: Final[Mapping[str, Any]] = {"turn": None, "working_kind": None, "working_status": None}


def _for_buyer(row: Mapping[str, Any], *, is_sent: bool) -> Mapping[str, Any]:
    """What the partner reads instead: a version that was not sent does not exist, and what the seller's people decide
    among themselves is the seller's turn."""
    status, working = ContractStatus(row["status"]), row["working_status"]
    if not is_sent:
        return {**_HIDDEN, "status": ContractStatus.ACTIVE if status is ContractStatus.RENEWAL else status}
    shown_status = partner_status(VersionStatus(working)) if working else None
    if shown_status is None or shown_status.value == working:
        return {}
    changes: dict[str, Any] = {"working_status": shown_status, "turn": Side.SELLER}
    return changes | ({"status": shown_status} if status.value == working else {})


async def load_contract(ctx: Ctx, contract_id: ContractId, permission: str) -> Contract:
    """Read one contract as stored, for a reader who holds `permission` on it; not yet fit to be shown (see `shown`).

    Raises NotFound, Forbidden. What was not sent yet does not exist for the partner.
    """
    row = await ctx.db.maybe(GET_CONTRACT, {"id": contract_id})
    contract = _contract(ctx, row) if row is not None else None
    if contract is None or (contract.side is Side.BUYER and contract.sent_at is None):
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, contract)
    return contract


async def lock_contract(ctx: Ctx, contract_id: ContractId, permission: str) -> Contract:
    """The same, with the row held until the transaction ends: everything of a contract changes under its lock."""
    await ctx.db.maybe(LOCK_CONTRACT, {"id": contract_id})
    return await load_contract(ctx, contract_id, permission)


def _contract(ctx: Ctx, row: dict[str, Any]) -> Contract:
    row["path"] = row["path"] or []
    side = reader_side(ctx, Subject(kind="contract", id=ContractId(row["id"]), organizations=tuple(row["path"])))
    minor, sent_at = row.pop("value_minor"), row.pop("working_sent_at")
    row |= {
        "side": side,
        "ends_on": last_day(row["ends_at"], ctx.tenant.timezone),
        "value": Money(minor, row["currency"]) if minor is not None else None,
    }
    if side is Side.BUYER:
        row |= _for_buyer(row, is_sent=sent_at is not None)
        if sent_at is None:
            row["working_version_id"] = None
    return from_row(row, Contract)


def shown(ctx: Ctx, contract: Contract) -> Contract:
    """The contract with what its reader may do now."""
    possible: tuple[str, ...] = ()
    if contract.working_status is not None and contract.working_status is not VersionStatus.ACTIVE:
        possible = actions_for(contract.working_status, contract.turn, contract.side)
    return msgspec.structs.replace(
        contract,
        next_actions=tuple(action for action in possible if ctx.may(right_for(action), contract)),
        allowed_actions=ctx.allowed_actions(ctx.services.registry.actions_by_kind["contract"], contract),
    )
