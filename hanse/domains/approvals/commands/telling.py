"""Telling people of an approval: asked, reminded, escalated, alerted, decided. Links only open a page.

Whoever decides in the place of somebody is told with them, so that nothing waits for a person who is away. What nobody
has to do any more is settled: it leaves the bell and the next digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hanse.domains.approvals.ports import ALERTED, ASKED, DECIDED, ESCALATED, REMINDED, subject_kinds
from hanse.domains.approvals.queries.records import Record
from hanse.domains.approvals.types import ApprovalId, ApprovalStatus
from hanse.domains.approvals.types.machine import Alerted, Asked, Effect, Escalated, Finished, ReminderSent
from hanse.domains.notifications.api import notify, settle
from hanse.domains.notifications.types import Notify, Settle
from hanse.kit.money import Money
from hanse.platform.context import Ctx

MOST_PEOPLE: Final = 500  # more people than that are no group of approvers
DELEGATES: Final = """
SELECT DISTINCT d.to_member_id FROM delegations d
WHERE d.from_member_id = ANY (%(members)s::uuid[]) AND d.to_member_id IS DISTINCT FROM %(requester)s
    AND d.revoked_at IS NULL AND d.starts_at <= %(now)s AND d.ends_at > %(now)s
    AND (d.kinds = '{}' OR %(kind)s = ANY (d.kinds))
    AND (d.amount_minor IS NULL OR (d.currency = %(currency)s AND d.amount_minor >= %(minor)s))
"""
_TITLES: Final = {
    ASKED: "Your approval is needed: {title}",
    REMINDED: "Reminder: {title} waits for you",
    ESCALATED: "Now with you: {title}",
    ALERTED: "An approval has nobody to decide: {title}",
}
_BODIES: Final = {
    ASKED: "{requester} asks for your approval of {title}{amount}.",
    REMINDED: "{title}{amount} still waits for your decision.",
    ESCALATED: "Nobody decided about {title}{amount} in time, so you are asked.",
    ALERTED: "{title}{amount} has too few people who can decide.",
}
_NOTHING_BY_LINK: Final = "Nothing is decided by opening the link."
_KIND_OF: Final[dict[type, str]] = {Asked: ASKED, ReminderSent: REMINDED, Escalated: ESCALATED}


async def tell(ctx: Ctx, record: Record, effects: Sequence[Effect]) -> None:
    """Tell everybody an outcome concerns, in this transaction; the notifications mail as each of them chose."""
    if any(_ends_a_level(one) for one in effects) and not record.is_automatic:
        await _settle(ctx, record)
    for kind, members in _asked(record, effects).items():
        await _tell_approvers(ctx, record, kind, members)
    finished = next((one for one in effects if isinstance(one, Finished)), None)
    if finished is not None and record.requester_member_id is not None:
        await _tell_requester(ctx, record, record.requester_member_id, finished.status)


def _ends_a_level(effect: Effect) -> bool:
    return isinstance(effect, Finished) or (isinstance(effect, Asked) and effect.level > 0)


def _asked(record: Record, effects: Sequence[Effect]) -> dict[str, list[UUID]]:
    """Who has to do something, by the kind of what they are told."""
    found: dict[str, list[UUID]] = {}
    for effect in effects:
        if isinstance(effect, Asked | ReminderSent | Escalated):
            found.setdefault(_KIND_OF[type(effect)], []).extend(effect.members)
        elif isinstance(effect, Alerted):
            found.setdefault(ALERTED, []).extend(record.definition.ultimate)
    return found


async def _tell_approvers(ctx: Ctx, record: Record, kind: str, members: Sequence[UUID]) -> None:
    people = list(dict.fromkeys(members))[:MOST_PEOPLE]
    values = {
        "members": people,
        "requester": record.requester_member_id,
        "now": ctx.now,
        "kind": record.subject_kind,
        "currency": record.currency,
        "minor": record.weighed_minor,
    }
    delegates = await ctx.db.values(DELEGATES, values)
    words = _words(ctx, record)
    await notify(
        ctx,
        Notify(
            kind=kind,
            member_ids=[*people, *delegates],
            subject_kind="approval",
            subject_id=ApprovalId(record.id),
            title=_TITLES[kind].format(**words),
            body=f"{_BODIES[kind].format(**words)}\n\n{_NOTHING_BY_LINK}",
            href=_page(record),
            facts=_facts(record),
            is_urgent=kind in (ESCALATED, ALERTED),
        ),
    )


async def _tell_requester(ctx: Ctx, record: Record, requester: UUID, status: ApprovalStatus) -> None:
    """Say how it ended, unless the domain whose subject it is tells more of that itself."""
    announced = any(one.announces_outcome for one in subject_kinds(ctx) if one.kind == record.subject_kind)
    if announced or status not in (ApprovalStatus.APPROVED, ApprovalStatus.REJECTED):
        return
    words = _words(ctx, record)
    verb = "Approved" if status is ApprovalStatus.APPROVED else "Rejected"
    body = "{title}{amount} was " + verb.lower() + "."
    reason = f"\n\n{record.reason}" if status is ApprovalStatus.REJECTED and record.reason else ""
    await notify(
        ctx,
        Notify(
            kind=DECIDED,
            member_ids=[requester],
            subject_kind="approval",
            subject_id=ApprovalId(record.id),
            title=f"{verb}: {record.title}",
            body=body.format(**words) + reason,
            href=_page(record),
            facts=_facts(record),
        ),
    )


async def _settle(ctx: Ctx, record: Record) -> None:
    """Nobody has to answer what was asked before: that level is done, or all of it."""
    people = {*record.people, ctx.principal.member_id} - {None}
    wanted = Settle(
        kinds=(ASKED, REMINDED, ESCALATED, ALERTED),
        member_ids=[one for one in people if one is not None],
        subject_kind="approval",
        subject_id=ApprovalId(record.id),
    )
    await settle(ctx, wanted)


def _words(ctx: Ctx, record: Record) -> dict[str, str]:
    amount = _amount(record)
    return {
        "title": record.title,
        "requester": record.requester_name or ctx.tenant.name,
        "amount": f" ({amount})" if amount else "",
    }


def _facts(record: Record) -> dict[str, str]:
    facts = {"title": record.title, "requester": record.requester_name, "amount": _amount(record)}
    return {name: value for name, value in facts.items() if value}


def _amount(record: Record) -> str:
    if record.amount_minor is None or not record.currency:
        return ""
    return str(Money(record.amount_minor, record.currency))


def _page(record: Record) -> str:
    """A page that leads each reader to their own side of the portal."""
    return f"/approvals/{ApprovalId(record.id)}"
