"""Adding up what a policy would have done. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.domains.approvals.types import SimulatedSubject, Simulation


def summed_up(name: str, subjects: Sequence[SimulatedSubject]) -> Simulation:
    """The figures and one sentence; what changes comes first."""
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
    )


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
