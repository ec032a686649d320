"""Submitting for approval, and what submitting would need. For other domains, inside their commands.

Whoever may do the deed may ask for its approval, so these ask for no right of their own beyond being logged in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.commands.carrying import HAPPENED, carry_out, entry, history
from hanse.domains.approvals.events import ApprovalSubmitted
from hanse.domains.approvals.queries.approvals import levels_of, path_of, shown
from hanse.domains.approvals.queries.people import REQUESTER, Requester, find_people, requester_of
from hanse.domains.approvals.queries.policies import applicable, ask_applicable, build_policy
from hanse.domains.approvals.queries.records import LOCK_PENDING, Known, Record, build_record, everybody, reader
from hanse.domains.approvals.rules.facts import matching, subject_facts
from hanse.domains.approvals.rules.machine import decide, open_levels
from hanse.domains.approvals.rules.merging import People, define
from hanse.domains.approvals.rules.subjects import hash_document, subject_uuid
from hanse.domains.approvals.rules.wording import names_of, needs
from hanse.domains.approvals.types import (
    Approval,
    ApprovalId,
    ApprovalPreview,
    ApprovalStatus,
    Happening,
    OrganizationId,
    Policy,
    PreviewGroup,
    PreviewLevel,
    SubmitApproval,
    SubmitNew,
)
from hanse.domains.approvals.types.machine import Definition, Outcome, Started, State, Superseded
from hanse.domains.tenants.api import setting
from hanse.kit.errors import Invalid
from hanse.kit.ids import uuid7
from hanse.kit.money import Money
from hanse.kit.structs import Data, to_builtins
from hanse.kit.text import clean_line
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.db.transaction import Asked
from hanse.platform.web.format import Formatter

SPLITTING_DAYS: Final = "approvals.splitting_days"
LOCK_KEY: Final = """
SELECT pg_advisory_xact_lock(hashtextextended('approvals:' || app_tenant_id()::text || ':' || %(key)s::text, 0))
"""
BESIDE: Final = """
SELECT coalesce(sum(amount_minor), 0)::bigint FROM (
    SELECT DISTINCT ON (subject_id) amount_minor FROM approvals
    WHERE evasion_key = %(key)s AND submitted_at > %(since)s AND subject_kind = %(kind)s AND currency = %(currency)s
        AND subject_id <> %(subject)s AND status IN ('pending', 'approved')
    ORDER BY subject_id, submitted_at DESC
) AS beside
"""
INSERT: Final = """
INSERT INTO approvals (id, subject_kind, subject_id, subject_ref, title, href, organization_id, requester_member_id,
    requester_name, is_internal, amount_minor, weighed_minor, currency, evasion_key, facts, actor_facts, document,
    document_hash, definition, state, status, is_automatic, submitted_at, decided_at, people, version, created_at,
    updated_at)
VALUES (%(id)s, %(subject_kind)s, %(subject_id)s, %(subject_ref)s, %(title)s, %(href)s, %(organization_id)s,
    %(requester_member_id)s, %(requester_name)s, %(is_internal)s, %(amount_minor)s, %(weighed_minor)s, %(currency)s,
    %(evasion_key)s, %(facts)s, %(actor_facts)s, %(document)s, %(document_hash)s, %(definition)s, %(state)s,
    %(status)s, %(is_automatic)s, %(now)s, %(decided_at)s, %(people)s, %(version)s, %(now)s, %(now)s)
"""
# What nobody has to decide is written as it ends, with its history.
INSERT_SETTLED: Final = f"WITH settled AS ({INSERT}) {HAPPENED}"
DOCUMENT_LIMIT: Final = 2_000_000


PREPARED: Final = "approvals.prepared"


@dataclass(frozen=True, slots=True)
class Questions:
    """What was asked of the database before a submission is judged; all of it travels in one round trip."""

    beside: Asked | Money | None
    requester: Asked | None
    pending: Asked | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What another domain let travel with its own questions, for a submission that follows."""

    path: tuple[UUID, ...]
    policies: list[Policy]
    requester: dict[str, Any] | None


async def prepare_approval(ctx: Ctx, subject_kind: str, organization_id: OrganizationId, path: Sequence[UUID]) -> None:
    """Read what judging a submission of whoever acts needs, for an organization with those above it in `path`.

    For `SubmitNew` in the same unit of work. Asks for no right.
    """
    me = reader(ctx)
    policies = await ask_applicable(ctx, subject_kind, tuple(path))
    requester = await ctx.db.soon(REQUESTER, {"id": me}) if me else None
    found = [build_policy(row) for row in await policies.all()]
    known: dict[object, Prepared] = ctx.caches.setdefault(PREPARED, {})
    row = await requester.maybe() if requester else None
    known[subject_kind, organization_id, me] = Prepared(tuple(path), found, row)


async def hold_splitting(ctx: Ctx, evasion_key: str) -> None:
    """Let submissions of one key wait for each other until the transaction ends; what is summed is asked after."""
    await ctx.db.later(LOCK_KEY, {"key": evasion_key})


async def splitting_since(ctx: Ctx) -> datetime:
    """From when on amounts of one key add up."""
    return ctx.now - timedelta(days=min(max(int(await setting(ctx, SPLITTING_DAYS)), 0), 365))


@query("approval.is_needed", permission="approval.view")
async def is_approval_needed(ctx: Ctx, query: SubmitNew) -> bool:
    """Whether anybody has to decide about this; for other domains, which keep what nobody has to decide themselves."""
    ctx.authorize_absent("approval.submit")
    return bool((await judge(ctx, query, await _ask(ctx, query, subject_uuid(query.subject_id)))).definition.levels)


class Judged(Data, frozen=True, kw_only=True):
    """A submission as policies see it, and what it needs."""

    definition: Definition
    weighed: Money | None
    facts: dict[str, Any]
    requester: Requester
    known: dict[UUID, Known]
    barred: tuple[UUID, ...]


@command("approval.submit", permission="approval.view")
async def submit_approval(ctx: Ctx, data: SubmitApproval) -> Approval:
    """Freeze and hash something and ask those whom the policies name; "approved" at once when no policy matches.

    Something of the same subject that is pending is superseded, unless nothing changed: then that one is the answer.
    No event tells of what was approved at once. Raises UnknownSubject, Invalid.
    """
    ctx.authorize_absent("approval.submit")
    subject = subject_uuid(data.subject_id)
    _check(data)
    questions = await _ask(ctx, data, subject, lock=True)
    judged = await judge(ctx, data, questions)
    digest = hash_document(_frozen(data))
    before = await questions.pending.maybe(into=build_record) if questions.pending else None
    if before is not None:
        is_same = before.document_hash == digest and before.requester_member_id == reader(ctx)
        if is_same and not _policies_changed(before, judged):
            return shown(ctx, before)
        outcome = decide(before.definition, before.state, Superseded(at=ctx.now))
        await carry_out(ctx, before, outcome, [entry(ctx, Happening.SUPERSEDED)])
    return await _begin(ctx, data, judged, digest)


async def _begin(ctx: Ctx, data: SubmitApproval, judged: Judged, digest: str) -> Approval:
    record = _new_record(ctx, data, judged, digest)
    outcome = decide(judged.definition, State(), Started(at=ctx.now, active=frozenset(judged.known)))
    frozen = {
        "evasion_key": data.evasion_key,
        "facts": judged.facts,
        "actor_facts": judged.requester.facts,
        "document": data.document,
        "now": ctx.now,
    }
    if not judged.definition.levels:
        after = await _settle(ctx, record, outcome, frozen)
    else:
        await ctx.db.later(INSERT, {**to_row(record), **frozen})
        after = await carry_out(ctx, record, outcome, [entry(ctx, Happening.SUBMITTED)])
        ctx.emit(
            ApprovalSubmitted(
                approval_id=ApprovalId(record.id),
                subject_kind=record.subject_kind,
                subject_id=record.subject_ref,
                document_hash=digest,
            ),
            subject=shown(ctx, after),
        )
    ctx.record("approval", ApprovalId(record.id), label=record.title, after=audited(after))
    return shown(ctx, after)


async def _settle(ctx: Ctx, record: Record, outcome: Outcome, frozen: dict[str, Any]) -> Record:
    """Nothing to decide: it is written as it ends, with its history."""
    after = msgspec.structs.replace(
        record,
        state=outcome.state,
        status=outcome.state.status,
        is_automatic=True,
        decided_at=ctx.now,
        version=record.version + 1,
    )
    entries = [entry(ctx, Happening.SUBMITTED), entry(ctx, Happening.FINISHED, comment="approved")]
    await ctx.db.later(INSERT_SETTLED, {**to_row(after), **frozen, "events": history(entries)})
    return after


async def _ask(ctx: Ctx, data: SubmitApproval, subject: UUID, *, lock: bool = False) -> Questions:
    """Ask what judging needs. Holds the evasion key and, with `lock`, what is pending, until the end."""
    beside: Asked | Money | None = None
    if isinstance(data, SubmitNew):
        beside = data.beside
    elif data.amount is not None and data.evasion_key is not None:
        since = await splitting_since(ctx)
        await hold_splitting(ctx, data.evasion_key)
        wanted = {
            "key": data.evasion_key,
            "kind": data.subject_kind,
            "currency": data.amount.currency,
            "subject": subject,
            "since": since,
        }
        beside = await ctx.db.soon(BESIDE, wanted)
    me = reader(ctx)
    requester = await ctx.db.soon(REQUESTER, {"id": me}) if me and _prepared(ctx, data) is None else None
    pending = None
    if lock and not isinstance(data, SubmitNew):
        which = {"kind": data.subject_kind, "subject": subject, "me": me, "now": ctx.now}
        pending = await ctx.db.soon(LOCK_PENDING, which)
    return Questions(beside, requester, pending)


async def judge(ctx: Ctx, data: SubmitApproval, questions: Questions) -> Judged:
    """What the present policies need for a submission by whoever acts."""
    prepared = _prepared(ctx, data)
    if prepared is not None:
        path, policies, row = prepared.path, prepared.policies, prepared.requester
    else:
        path = await path_of(ctx, data.organization_id.uuid if data.organization_id else None)
        if data.organization_id and not path:
            raise Invalid.field("organization_id", "There is no such organization", "not_found")
        policies = await applicable(ctx, data.subject_kind, path)
        row = await questions.requester.maybe() if questions.requester else None
    weighed = await _weigh(data, questions)
    requester = requester_of(ctx, row)
    place = str(data.organization_id) if data.organization_id else None
    more = {"organization_id": place, "is_internal": requester.is_staff}
    facts = subject_facts(to_builtins(data.facts), data.amount, weighed, more)
    matches = matching(policies, facts, requester.facts)
    barred = requesters(ctx)
    people = People(candidates=(), barred=barred)
    if matches:
        people = await find_people(ctx, [level for match in matches for level in match.policy.levels], path, barred)
    known = {
        one.member_id: Known(
            name=one.name,
            is_active=True,
            minor=one.limit.minor if one.limit else None,
            currency=one.limit.currency if one.limit else None,
        )
        for one in people.candidates
    }
    definition = define(data.subject_kind, weighed, matches, people)
    return Judged(definition=definition, weighed=weighed, facts=facts, requester=requester, known=known, barred=barred)


def _prepared(ctx: Ctx, data: SubmitApproval) -> Prepared | None:
    """What was read for this submission before; it counts for what was never submitted, in the same unit of work."""
    known: dict[object, Prepared] = ctx.caches.get(PREPARED, {})
    return known.get((data.subject_kind, data.organization_id, reader(ctx))) if isinstance(data, SubmitNew) else None


def requesters(ctx: Ctx) -> tuple[UUID, ...]:
    """Who may not decide: the one it is asked for, and whoever acts for them."""
    return tuple(dict.fromkeys(one for one in (reader(ctx), ctx.principal.member_id) if one))


async def _weigh(data: SubmitApproval, questions: Questions) -> Money | None:
    """The amount with what was asked for beside it within the window; submissions of one key wait for each other."""
    if data.amount is None or questions.beside is None:
        return data.amount
    if isinstance(questions.beside, Money):
        return data.amount + questions.beside
    return Money(data.amount.minor + await questions.beside.value(), data.amount.currency)


def _check(data: SubmitApproval) -> None:
    if data.href and not (data.href.startswith("/") and not data.href.startswith("//")):
        raise Invalid.field("href", "Give a path of this installation, such as /admin/quotes/...", "invalid")
    if len(msgspec.json.encode(to_builtins((data.document, data.facts)))) > DOCUMENT_LIMIT:
        raise Invalid.field("document", "The document is larger than 2 MB", "too_large")
    if not clean_line(data.title):
        raise Invalid.field("title", "Say what is to be approved", "required")


def _frozen(data: SubmitApproval) -> dict[str, Any]:
    """What a change of restarts the approval."""
    return {
        "subject": [data.subject_kind, data.subject_id],
        "title": data.title,
        "organization": data.organization_id,
        "amount": data.amount,
        "facts": data.facts,
        "document": data.document,
    }


def _policies_changed(before: Record, judged: Judged) -> bool:
    return before.definition.policies != judged.definition.policies


def _new_record(ctx: Ctx, data: SubmitApproval, judged: Judged, digest: str) -> Record:
    definition = judged.definition
    requester = reader(ctx)
    return Record(
        id=uuid7(),
        subject_kind=data.subject_kind,
        subject_id=subject_uuid(data.subject_id),
        subject_ref=data.subject_id,
        title=clean_line(data.title),
        href=data.href,
        organization_id=data.organization_id.uuid if data.organization_id else None,
        requester_member_id=requester,
        requester_name=judged.requester.name,
        is_internal=judged.requester.is_staff,
        amount_minor=data.amount.minor if data.amount else None,
        weighed_minor=judged.weighed.minor if judged.weighed else None,
        currency=data.amount.currency if data.amount else None,
        document_hash=digest,
        definition=definition,
        state=State(),
        people=everybody(list(judged.barred), definition, State()),
        status=ApprovalStatus.PENDING,
        is_automatic=False,
        reason="",
        due_at=None,
        submitted_at=ctx.now,
        decided_at=None,
        version=1,
        is_involved=requester is not None,
        known=judged.known,
    )


def to_row(record: Record) -> dict[str, Any]:
    """The columns of a new record."""
    return {name: getattr(record, name) for name in record.__struct_fields__}


def audited(record: Record) -> dict[str, Any]:
    """What the audit trail compares."""
    return {
        "status": str(record.status.value),
        "level": record.state.level + 1,
        "amount": str(Money(record.weighed_minor, record.currency))
        if record.weighed_minor is not None and record.currency
        else None,
        "document_hash": record.document_hash,
        "reason": record.reason,
    }


@query("approval.foresee", permission="approval.view")
async def preview_approval(ctx: Ctx, data: SubmitApproval) -> ApprovalPreview:
    """What submitting this would need, by name; asks nobody. For other domains, which have asked for rights already."""
    ctx.authorize_absent("approval.foresee")
    return await _preview(ctx, data)


@query("approval.preview")
async def dry_run_approval(ctx: Ctx, data: SubmitApproval) -> ApprovalPreview:
    """What submitting anything would need, for whoever looks after policies."""
    ctx.authorize("approval.preview")
    return await _preview(ctx, data)


async def _preview(ctx: Ctx, data: SubmitApproval) -> ApprovalPreview:
    _check(data)
    judged = await judge(ctx, data, await _ask(ctx, data, subject_uuid(data.subject_id)))
    record = _new_record(ctx, data, judged, "")
    if judged.definition.levels:
        record = _opened_throughout(record, judged)
    levels = [
        PreviewLevel(
            name=level.name,
            timeout_hours=level.timeout_hours,
            groups=[
                PreviewGroup(label=group.label, quorum=group.quorum, approvers=group.approvers, words=names_of(group))
                for group in level.groups
            ],
        )
        for level in levels_of(record)
    ]
    return ApprovalPreview(
        is_needed=bool(levels),
        levels=levels,
        policies=[policy.name for policy in judged.definition.policies],
        weighed_amount=judged.weighed,
        sentences=_sentences(ctx, data, judged, levels),
    )


def _opened_throughout(record: Record, judged: Judged) -> Record:
    """The record with every level as it would open, so that whoever stands in for nobody is named."""
    active = frozenset(judged.known)
    return msgspec.structs.replace(record, state=State(levels=open_levels(judged.definition, active)))


def _sentences(ctx: Ctx, data: SubmitApproval, judged: Judged, levels: list[PreviewLevel]) -> list[str]:
    sentences = [needs(levels)]
    if data.amount is not None and judged.weighed is not None and judged.weighed != data.amount:
        amount = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now).money(judged.weighed)
        sentences.append(f"With what was asked for beside it, {amount} counts.")
    sentences += [f"{policy.name}: {policy.note}" for policy in judged.definition.policies if policy.note]
    return sentences
