"""From the policies that hold to one definition: levels merged by position, approvers found among the people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from hanse.domains.approvals.rules.facts import Match
from hanse.domains.approvals.rules.limits import covers
from hanse.domains.approvals.types import PolicyGroup, PolicyLevel, Resolver, ResolverKind
from hanse.domains.approvals.types.machine import (
    AppliedPolicy,
    Definition,
    GroupDefinition,
    LevelDefinition,
    Members,
)
from hanse.domains.approvals.types.values import OnTimeout
from hanse.kit.money import Money

HOUR = 3_600


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a resolver may find: by which source, for which role or organization, how far up."""

    source: str  # member | role | manager | organization | setting | owner | admin
    reference: UUID | None
    distance: int
    member_id: UUID
    name: str
    limit: Money | None


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who may be needed, read at once."""

    candidates: Sequence[Candidate]
    barred: Members = ()

    def of(self, source: str, reference: UUID | None = None) -> list[Candidate]:
        """Those of one source, nearest first."""
        found = [one for one in self.candidates if one.source == source and reference in (None, one.reference)]
        return sorted(found, key=lambda one: (one.distance, one.name, one.member_id))

    def ultimate(self) -> Members:
        """Whom everything goes to that nobody else can decide: the setting's member, else owners, else administrators.

        Somebody barred does not count, so that a requester who is the only owner does not stop it.
        """
        for source in ("setting", "owner", "admin"):
            found = tuple(one.member_id for one in self.of(source) if one.member_id not in self.barred)
            if found:
                return found
        return ()


def merge_levels(matches: Sequence[Match]) -> list[PolicyLevel]:
    """One list of levels: those of one position together, the same group once with its highest quorum.

    The shortest times win; a level that rejects when time is over stays so; the name comes from the first policy.
    """
    merged: list[PolicyLevel] = []
    for match in matches:
        for at, level in enumerate(match.policy.levels):
            if at == len(merged):
                merged.append(level)
            else:
                merged[at] = _both(merged[at], level)
    return merged


def _both(one: PolicyLevel, other: PolicyLevel) -> PolicyLevel:
    groups: dict[bytes, PolicyGroup] = {}
    for group in (*one.groups, *other.groups):
        key = _same(group.resolvers)
        known = groups.get(key)
        if known is None or known.quorum < group.quorum:
            groups[key] = group if known is None else msgspec.structs.replace(known, quorum=group.quorum)
    rejects = OnTimeout.REJECT in (one.on_timeout, other.on_timeout)
    return msgspec.structs.replace(
        one,
        groups=list(groups.values()),
        remind_hours=min(remind_hours(one), remind_hours(other)),
        timeout_hours=min(one.timeout_hours, other.timeout_hours),
        on_timeout=OnTimeout.REJECT if rejects else OnTimeout.ESCALATE,
        fallback=list(dict.fromkeys((*one.fallback, *other.fallback))),
    )


def _same(resolvers: Iterable[Resolver]) -> bytes:
    return b"|".join(sorted(f"{one.kind}:{one.member_id}:{one.role_id}".encode() for one in resolvers))


def remind_hours(level: PolicyLevel) -> int:
    """When people are reminded: as set, else after half of the time."""
    return level.remind_hours or max(1, level.timeout_hours // 2)


def define(subject_kind: str, amount: Money | None, matches: Sequence[Match], people: People) -> Definition:
    """What an approval needs, with everybody found."""
    return Definition(
        subject_kind=subject_kind,
        amount=amount,
        barred=people.barred,
        ultimate=people.ultimate(),
        policies=tuple(
            AppliedPolicy(
                id=match.policy.id.uuid, name=match.policy.name, version=match.policy.version, note=match.note
            )
            for match in matches
        ),
        levels=tuple(_level(level, amount, people) for level in merge_levels(matches)),
    )


def _level(level: PolicyLevel, amount: Money | None, people: People) -> LevelDefinition:
    return LevelDefinition(
        name=level.name,
        groups=tuple(_group(group, amount, people) for group in level.groups),
        remind_seconds=min(remind_hours(level), level.timeout_hours) * HOUR,
        timeout_seconds=level.timeout_hours * HOUR,
        on_timeout=level.on_timeout,
        fallback=tuple(member.uuid for member in level.fallback),
    )


def _group(group: PolicyGroup, amount: Money | None, people: People) -> GroupDefinition:
    seats = [member for resolver in group.resolvers for member in _seats(resolver, amount, people)]
    return GroupDefinition(
        label=group.label,
        seats=tuple(dict.fromkeys(seat for seat in seats if seat not in people.barred)),
        quorum=group.quorum,
        needs_limit=all(resolver.kind is ResolverKind.MANAGER for resolver in group.resolvers),
    )


def _seats(resolver: Resolver, amount: Money | None, people: People) -> list[UUID]:
    """Whom one resolver finds; whoever's limit does not suffice is not asked."""
    if resolver.kind is ResolverKind.MANAGER:
        above = [one for one in people.of("manager") if covers(one.limit, amount, is_needed=True)]
        return [one.member_id for one in above if one.member_id not in people.barred][:1]
    if resolver.kind is ResolverKind.MEMBER:
        found = people.of("member", resolver.member_id.uuid if resolver.member_id else None)
    elif resolver.kind is ResolverKind.ROLE:
        found = people.of("role", resolver.role_id.uuid if resolver.role_id else None)
    else:
        found = people.of("organization")
    able = [one for one in found if covers(one.limit, amount, is_needed=False) and one.member_id not in people.barred]
    if resolver.kind is ResolverKind.ORGANIZATION_APPROVER and able:
        able = [one for one in able if one.distance == able[0].distance]
    return [one.member_id for one in able]
