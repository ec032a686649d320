"""Sentences about approvals: what is needed, and what happens next. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.domains.approvals.types import ApprovalGroup, ApprovalLevel, OnTimeout, PreviewGroup, PreviewLevel

MOST_NAMES = 4


def names_of(group: PreviewGroup | ApprovalGroup) -> str:
    """ "A", "A or B", "two of A, B and C"; the label when there are many, and what to do when there is nobody."""
    names = [one.name for one in group.approvers]
    if not names:
        return f"{group.label} (only who asks could decide; name another ultimate approver)"
    if len(names) > MOST_NAMES:
        return f"{_number(group.quorum)} of {group.label} ({len(names)} people)"
    if group.quorum >= len(names):
        return join(names, "and")
    if group.quorum == 1:
        return join(names, "or")
    return f"{_number(group.quorum)} of {join(names, 'and')}"


def needs(levels: Sequence[PreviewLevel]) -> str:
    """One sentence: "This needs A, then B or C."."""
    steps = [" and ".join(names_of(group) for group in level.groups) for level in levels]
    return f"This needs {', then '.join(steps)}." if steps else "This needs no approval."


def next_steps(levels: Sequence[ApprovalLevel]) -> list[str]:
    """What has to happen from now on, one sentence a step."""
    sentences = []
    for level in levels:
        waiting = [group for group in level.groups if not group.is_satisfied]
        if level.status == "open" and waiting:
            sentences.append(f"{level.name}: now {' and '.join(names_of(group) for group in waiting)} must decide.")
            after = "it is rejected" if level.on_timeout is OnTimeout.REJECT else "more people are asked"
            sentences.append(f"Without a decision within {level.timeout_hours} hours, {after}.")
        elif level.status == "waiting":
            sentences.append(f"{level.name}: then {' and '.join(names_of(group) for group in level.groups)}.")
    return sentences


def join(words: Sequence[str], link: str) -> str:
    """ "A", "A or B", "A, B or C"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {link} {words[-1]}"


def _number(count: int) -> str:
    return ("none", "one", "two", "three", "four", "five")[count] if count < 6 else str(count)
