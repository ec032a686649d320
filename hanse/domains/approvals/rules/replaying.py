"""Adding up what a policy would have done. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from hanse.domains.approvals.types import SimulatedGroup, SimulatedSubject, Simulation


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """One subject judged again, and the labels of the groups that decide now and would decide."""

    subject: SimulatedSubject
    present: frozenset[str]
    tried: frozenset[str]


def summed_up(name: str, replayed: Sequence[Replayed]) -> Simulation:
    """The figures and one sentence; what changes comes first."""
    subjects = [one.subject for one in replayed]
    matched = sum(1 for one in subjects if one.is_matched)
    newly = sum(1 for one in subjects if one.tried and not one.present)
    no_longer = sum(1 for one in subjects if one.present and not one.tried)
    changed = sum(1 for one in subjects if one.is_changed)
    return Simulation(
        looked_at=len(subjects),
        matched=matched,
        newly_needed=newly,
        no_longer_needed=no_longer,
        changed=changed,
        subjects=sorted(subjects, key=lambda one: not one.is_changed),
        sentence=_sentence(name, len(subjects), matched, newly, no_longer, changed),
        asked=_asked(replayed),
        took_minutes=_middle([one.took_minutes for one in subjects if one.took_minutes is not None]),
        tried_hours=max((one.tried_hours for one in subjects), default=0),
    )


def _asked(replayed: Sequence[Replayed]) -> list[SimulatedGroup]:
    """How often each group decides now and would decide; a group counts once for each subject."""
    present, tried = Counter[str](), Counter[str]()
    for one in replayed:
        present.update(one.present)
        tried.update(one.tried)
    labels = sorted({*present, *tried}, key=lambda label: (-max(present[label], tried[label]), label))
    return [SimulatedGroup(label=label, present=present[label], tried=tried[label]) for label in labels]


def _middle(minutes: Sequence[int]) -> int | None:
    """The middle of them, the later one of two; none of none."""
    return sorted(minutes)[len(minutes) // 2] if minutes else None


def _sentence(name: str, looked_at: int, matched: int, newly: int, no_longer: int, changed: int) -> str:
    if not looked_at:
        return "Nothing of this kind was submitted then, so there is nothing to try it on."
    parts = [f"{name} holds for {matched} of {looked_at}."]
    if newly:
        parts.append(f"{newly} would newly need an approval.")
    if no_longer:
        parts.append(f"{no_longer} would no longer need one.")
    others = changed - newly - no_longer
    if others:
        parts.append(f"{others} would need other people.")
    if not changed:
        parts.append("Nothing would change.")
    return " ".join(parts)
