"""An approval as it is stored: read, and read under its lock with everything a decision needs, in one statement.

What a person may see of it is made in approvals.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.types.machine import Definition, DelegationFact, State
from hanse.domains.approvals.types.values import ApprovalStatus
from hanse.kit.money import Money
from hanse.kit.structs import Data, from_row
from hanse.platform.context import Ctx

# Delegations to the reader that hold now; their amounts and limits are compared when they are used.
_DELEGATED: Final = """
    SELECT d.from_member_id FROM delegations d
    WHERE d.tenant_id = a.tenant_id AND d.to_member_id = %(me)s AND d.revoked_at IS NULL
        AND d.starts_at <= %(now)s AND d.ends_at > %(now)s
        AND (d.kinds = '{}' OR a.subject_kind = ANY (d.kinds))"""
INVOLVED: Final = f"""(coalesce(a.requester_member_id = %(me)s, false) OR EXISTS (
    SELECT FROM approval_seats s WHERE s.tenant_id = a.tenant_id AND s.approval_id = a.id
        AND (s.member_id = %(me)s OR s.member_id IN ({_DELEGATED}))))"""
WAITING: Final = f"""(a.requester_member_id IS DISTINCT FROM %(me)s AND EXISTS (
    SELECT FROM approval_seats s WHERE s.tenant_id = a.tenant_id AND s.approval_id = a.id AND s.is_waiting
        AND (s.member_id = %(me)s OR s.member_id IN ({_DELEGATED}))))"""
COLUMNS: Final = f"""a.id, a.subject_kind, a.subject_id, a.subject_ref, a.title, a.href, a.organization_id,
    a.requester_member_id, a.requester_name, a.is_internal, a.amount_minor, a.weighed_minor, a.currency,
    a.document_hash, a.definition, a.state, a.people, a.status, a.is_automatic, a.reason, a.due_at, a.submitted_at,
    a.decided_at, a.version, {INVOLVED} AS is_involved,
    (SELECT jsonb_object_agg(m.id, jsonb_build_object('name', m.display_name, 'is_active', m.status = 'active',
            'minor', m.approval_limit_minor, 'currency', m.approval_currency, 'manager', m.manager_member_id))
        FROM members m WHERE m.tenant_id = a.tenant_id AND m.id = ANY (a.people || %(me)s::uuid)) AS known,
    (SELECT jsonb_agg(jsonb_build_object('from_member', d.from_member_id, 'starts_at', d.starts_at,
            'ends_at', d.ends_at, 'kinds', d.kinds, 'minor', d.amount_minor, 'currency', d.currency) ORDER BY d.id)
        FROM delegations d WHERE d.tenant_id = a.tenant_id AND d.to_member_id = %(me)s AND d.revoked_at IS NULL
            AND d.ends_at > %(now)s AND d.from_member_id = ANY (a.people)) AS delegated"""  # noqa: S608 - as above
GET: Final = f"SELECT {COLUMNS} FROM approvals a WHERE a.id = %(id)s"  # noqa: S608 - as above
LOCK: Final = f"{GET} FOR UPDATE OF a"
GET_FROZEN: Final = "SELECT document, facts FROM approvals WHERE id = %(id)s"
LATEST: Final = f"""
SELECT {COLUMNS} FROM approvals a
WHERE a.subject_kind = %(kind)s AND a.subject_id = %(subject)s ORDER BY a.submitted_at DESC, a.id DESC LIMIT 1
"""  # noqa: S608 - as above
LOCK_PENDING: Final = f"""
SELECT {COLUMNS} FROM approvals a
WHERE a.subject_kind = %(kind)s AND a.subject_id = %(subject)s AND a.status = 'pending' FOR UPDATE OF a
"""  # noqa: S608 - as above


class Known(Data, frozen=True, kw_only=True):
    """What is known of a person now."""

    name: str
    is_active: bool
    minor: int | None = None
    currency: str | None = None
    manager: UUID | None = None

    @property
    def limit(self) -> Money | None:
        return Money(self.minor, self.currency) if self.minor is not None and self.currency else None


class Record(Data, frozen=True, kw_only=True):
    """A stored approval with the people it names, and the reader's delegations from them."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    subject_ref: str
    title: str
    href: str
    organization_id: UUID | None
    requester_member_id: UUID | None
    requester_name: str
    is_internal: bool
    amount_minor: int | None
    weighed_minor: int | None
    currency: str | None
    document_hash: str
    definition: Definition
    state: State
    people: list[UUID]
    status: ApprovalStatus
    is_automatic: bool
    reason: str
    due_at: datetime | None
    submitted_at: datetime
    decided_at: datetime | None
    version: int
    is_involved: bool = False
    known: dict[UUID, Known] | None = None
    delegated: list[dict[str, Any]] | None = None

    def name_of(self, member: UUID) -> str:
        """The name of somebody the approval knows."""
        person = (self.known or {}).get(member)
        return person.name if person else "Somebody who left"

    def active(self) -> frozenset[UUID]:
        """Of the people it knows, those who can decide at all."""
        return frozenset(member for member, person in (self.known or {}).items() if person.is_active)

    def limit_of(self, member: UUID) -> Money | None:
        """The present approval limit of somebody it knows."""
        person = (self.known or {}).get(member)
        return person.limit if person else None

    def delegations(self) -> tuple[DelegationFact, ...]:
        """What others handed to the reader."""
        return tuple(
            DelegationFact(
                from_member=UUID(one["from_member"]),
                starts_at=datetime.fromisoformat(one["starts_at"]),
                ends_at=datetime.fromisoformat(one["ends_at"]),
                kinds=tuple(one["kinds"]),
                amount=Money(one["minor"], one["currency"]) if one["minor"] is not None else None,
                limit=self.limit_of(UUID(one["from_member"])),
            )
            for one in self.delegated or ()
        )


def reader(ctx: Ctx) -> UUID | None:
    """The member whose approvals the reader sees: the one acted for, else the reader."""
    return ctx.principal.on_behalf.member_id if ctx.principal.on_behalf else ctx.principal.member_id


async def find_record(ctx: Ctx, sql: Any, parameters: Mapping[str, Any]) -> Record | None:
    """Read one approval by one of the statements above; asks for no right."""
    row = await ctx.db.maybe(sql, {**parameters, "me": reader(ctx), "now": ctx.now})
    return build_record(row) if row else None


def build_record(row: dict[str, Any]) -> Record:
    """A row to a record."""
    return from_row(row, Record)


def seated(definition: Definition, state: State) -> list[UUID]:
    """Everybody who has, or will have, a seat."""
    seats = [seat for level in definition.levels for group in level.groups for seat in group.seats]
    seats += [seat for level in state.levels for group in level.groups for seat in group.seats]
    seats += [vote.member for level in state.levels for group in level.groups for vote in group.votes]
    return list(dict.fromkeys(seats))


def everybody(record_people: list[UUID], definition: Definition, state: State) -> list[UUID]:
    """All members an approval names, for its `people`."""
    more = [member for level in definition.levels for member in level.fallback]
    return list(dict.fromkeys((*record_people, *seated(definition, state), *definition.ultimate, *more)))


def replaced(record: Record, **changes: Any) -> Record:
    """The record with some fields changed."""
    return msgspec.structs.replace(record, **changes)
