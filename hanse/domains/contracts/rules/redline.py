"""Redlines: how two texts differ word by word, and two versions clause by clause. Clauses are matched by their key."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from hanse.domains.contracts.types import (
    ClauseDifference,
    ContractClause,
    ContractContent,
    Segment,
    TermChange,
)

_TOKEN: Final = re.compile(r"\w+[^\S\n]*|[^\w\s][^\S\n]*|\s+")
LONELY: Final = 2
TERMS: Final = {
    "title": "Title",
    "starts_on": "First day",
    "ends_on": "Last day",
    "payment_terms": "Payment",
    "notice_days": "Notice (days)",
    "renewal_mode": "Renewal",
    "renewal_months": "Renews by (months)",
    "uplift_micros": "Uplift on renewal",
    "value": "Value",
}


def words_apart(before: str, after: str) -> list[Segment]:
    """The text word by word: what both have, what was removed, what was added. Joining the segments without the added
    ones gives `before`, without the removed ones `after`."""
    if before == after:
        return [Segment(kind="same", text=before)] if before else []
    return [
        Segment(kind=kind, text=text) for kind, text in _joined(_steps(_TOKEN.findall(before), _TOKEN.findall(after)))
    ]


def _steps(left: list[str], right: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The way from one list of words to the other: runs that both have, and between them what goes and what comes."""
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    yield "same", left[:head]
    a, b = left[head : len(left) - tail], right[head : len(right) - tail]
    at_a = at_b = 0
    for i, j in [*_shared(a, b), (len(a), len(b))]:
        if i > at_a:
            yield "removed", a[at_a:i]
        if j > at_b:
            yield "added", b[at_b:j]
        if i < len(a):
            yield "same", [a[i]]
        at_a, at_b = i + 1, j + 1
    yield "same", left[len(left) - tail :]


def _shared(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Places of a longest common subsequence. One machine word holds 64 places of `a`, so a row of the usual table is
    a few additions: after word j a bit is clear where the subsequence of a[:i + 1] and b[:j + 1] grew at i."""
    places: dict[str, int] = {}
    for i, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << i
    full = (1 << len(a)) - 1
    rows, row = [], full
    for word in b:
        met = row & places.get(word, 0)
        row = (row + met | row - met) & full
        rows.append(row)
    found: list[tuple[int, int]] = []
    i, j = len(a) - 1, len(b) - 1
    while i >= 0 and j >= 0:
        if rows[j] >> i & 1:
            i -= 1
        elif j and not rows[j - 1] >> i & 1:
            j -= 1
        else:
            found.append((i, j))
            i, j = i - 1, j - 1
    return found[::-1]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(steps: Iterator[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    runs = [
        (kind, [word for _, words in group for word in words])
        for kind, group in groupby((step for step in steps if step[1]), key=itemgetter(0))
    ]
    for is_kept, group in groupby(_folded(runs), key=lambda run: run[0] == "same"):
        found = list(group)
        for kind in ("same",) if is_kept else ("removed", "added"):
            text = "".join(word for one, words in found if one == kind for word in words)
            if text:
                yield kind, text


def _folded(runs: list[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    """The runs, with a lonely word between long changes counted as changed too: it is read more easily."""
    for place, (kind, words) in enumerate(runs):
        is_lonely = kind == "same" and len(words) <= LONELY and 0 < place < len(runs) - 1
        if is_lonely and min(len(runs[place - 1][1]), len(runs[place + 1][1])) > 2 * len(words):
            yield "removed", words
            yield "added", words
        else:
            yield kind, words


def compare_clauses(before: Sequence[ContractClause], after: Sequence[ContractClause]) -> list[ClauseDifference]:
    """Every clause of two states, in the order of the later one; those that were removed stand where they stood."""
    old, new = {clause.key: clause for clause in before}, {clause.key: clause for clause in after}
    steady = _steady([clause.key for clause in before if clause.key in new], [clause.key for clause in after])
    return [_difference(old.get(key), new.get(key), key in steady) for key in _merged(before, after)]


def _difference(before: ContractClause | None, after: ContractClause | None, is_steady: bool) -> ClauseDifference:
    known = after or before
    assert known is not None, "a clause is on one of the sides"
    segments = words_apart(before.text if before else "", after.text if after else "")
    if before is None:
        kind = "added"
    elif after is None:
        kind = "removed"
    elif (before.heading, before.text) != (after.heading, after.text):
        kind = "changed"
    else:
        kind = "same" if is_steady else "moved"
    return ClauseDifference(
        kind=kind,
        key=known.key,
        before_position=before.position if before else None,
        after_position=after.position if after else None,
        before_heading=before.heading if before else None,
        after_heading=after.heading if after else None,
        segments=segments,
    )


def _merged(before: Sequence[ContractClause], after: Sequence[ContractClause]) -> list[str]:
    kept = {clause.key for clause in after}
    gone: dict[str | None, list[str]] = {}
    previous: str | None = None
    for clause in before:
        if clause.key in kept:
            previous = clause.key
        else:
            gone.setdefault(previous, []).append(clause.key)
    keys = list(gone.get(None, ()))
    for clause in after:
        keys += [clause.key, *gone.get(clause.key, ())]
    return keys


def _steady(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The keys that kept their order: a longest run of them that rises on both sides."""
    places = {key: place for place, key in enumerate(before)}
    ends: list[int] = []
    at: list[str] = []
    came_after: dict[str, str | None] = {}
    for key in after:
        if key not in places:
            continue
        slot = bisect_left(ends, places[key])
        came_after[key] = at[slot - 1] if slot else None
        ends[slot:], at[slot:] = (
            [places[key], *ends[slot + 1 :]],
            [key, *at[slot + 1 :]],
        )
    found: set[str] = set()
    key_or_none = at[-1] if at else None
    while key_or_none is not None:
        found.add(key_or_none)
        key_or_none = came_after[key_or_none]
    return found


def compare_terms(before: ContractContent, after: ContractContent) -> list[TermChange]:
    """The terms that differ."""
    changes = [_term(name, label, getattr(before, name), getattr(after, name)) for name, label in TERMS.items()]
    parties = _term("parties", "Parties", _names(before), _names(after))
    return [change for change in (*changes, parties) if change.before != change.after]


def _term(name: str, label: str, before: Any, after: Any) -> TermChange:
    return TermChange(field=name, label=label, before=before, after=after)


def _names(content: ContractContent) -> list[str]:
    return [
        ", ".join(filter(None, (party.name, party.signatory_name, party.signatory_role))) for party in content.parties
    ]
