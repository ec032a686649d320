"""The state machine move by move, redlines, and variables: pure rules, tried directly."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.domains.contracts.errors import ContractFrozen, ContractInvalidTransition, ContractNotYourTurn
from hanse.domains.contracts.rules.dates import month_later
from hanse.domains.contracts.rules.lifecycle import (
    ENDED,
    MOVES,
    actions_for,
    check_turn,
    contract_status,
    next_status,
    partner_status,
)
from hanse.domains.contracts.rules.redline import compare_clauses, words_apart
from hanse.domains.contracts.rules.variables import fill, is_broken, missing, used_in
from hanse.domains.contracts.types import ContractClause, ContractClauseId, ContractVersionKind, Side, VersionStatus

S = VersionStatus
SELLER, BUYER = Side.SELLER, Side.BUYER
# Who may do what, in which state: everything else is refused.
ALLOWED = {
    (S.DRAFT, SELLER): {"review", "send", "submit", "cancel"},
    (S.REVIEW, SELLER): {"revise", "send", "submit", "cancel"},
    (S.NEGOTIATION, SELLER): {"send", "submit", "cancel"},
    (S.NEGOTIATION, BUYER): {"return", "decline"},
    (S.APPROVAL, SELLER): {"recall"},
    (S.APPROVED, SELLER): {"cancel"},
    (S.APPROVED, BUYER): {"decline"},
    (S.SIGNED, SELLER): {"activate", "cancel"},
}
BY_SYSTEM = {
    "approve": S.APPROVAL,
    "reject": S.APPROVAL,
    "sign": S.APPROVED,
    "supersede": S.ACTIVE,
    "end": S.ACTIVE,
    "renew": S.DRAFT,
}
TEXTS = st.text(alphabet="ab c.,\n{}", max_size=60)


@pytest.mark.parametrize(("status", "side"), itertools.product(S, Side))
def test_every_move_of_every_side_in_every_state(status: S, side: Side) -> None:
    allowed = ALLOWED.get((status, side), set())
    assert set(actions_for(status, side, side)) == allowed
    for action in MOVES:
        if action in allowed:
            assert next_status(status, side, action, side) is MOVES[action].after
        else:
            with pytest.raises(ContractInvalidTransition):
                next_status(status, side, action, side)


@pytest.mark.parametrize("action", MOVES)
def test_the_system_moves_only_from_where_it_may(action: str) -> None:
    for status in S:
        if status in MOVES[action].before:
            assert next_status(status, None, action, None) is MOVES[action].after
        else:
            with pytest.raises(ContractInvalidTransition):
                next_status(status, None, action, None)
    assert {name for name, move in MOVES.items() if not move.by} == set(BY_SYSTEM)


def test_a_negotiation_belongs_to_one_side_at_a_time() -> None:
    for action, side in (("send", SELLER), ("submit", SELLER), ("return", BUYER), ("decline", BUYER)):
        with pytest.raises(ContractNotYourTurn):
            next_status(S.NEGOTIATION, side.other, action, side)
    assert actions_for(S.NEGOTIATION, BUYER, SELLER) == ("cancel",)
    with pytest.raises(ContractNotYourTurn):
        check_turn(S.NEGOTIATION, BUYER, SELLER)
    for status in set(S) - {S.DRAFT, S.REVIEW, S.NEGOTIATION}:
        with pytest.raises(ContractFrozen):
            check_turn(status, SELLER, SELLER)


def test_the_end_is_the_end() -> None:
    for status in ENDED:
        assert all(actions_for(status, turn, side) == () for turn in (*Side, None) for side in Side)


@pytest.mark.parametrize(("status", "kind"), itertools.product(S, ContractVersionKind))
def test_what_the_contract_is_follows_from_its_versions(status: S, kind: ContractVersionKind) -> None:
    found = contract_status(status, kind, is_in_force=True).value
    open_renewal = kind is ContractVersionKind.RENEWAL and status not in (*ENDED, S.ACTIVE)
    assert found == ("renewal" if open_renewal else "active")
    if status in (S.SUPERSEDED, S.ENDED):
        return
    alone = contract_status(status, kind, is_in_force=False).value
    assert alone == ("cancelled" if status is S.WITHDRAWN else status.value)
    assert partner_status(status) not in (S.DRAFT, S.REVIEW, S.APPROVAL)


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_a_redline_holds_both_texts(before: str, after: str) -> None:
    parts = words_apart(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after
    assert all(part.text for part in parts)


def test_a_redline_shows_the_words_that_changed_and_no_others() -> None:
    parts = words_apart("Due within 30 days net.", "Due within 14 days net.")
    assert [(part.kind, part.text) for part in parts] == [
        ("same", "Due within "),
        ("removed", "30 "),
        ("added", "14 "),
        ("same", "days net."),
    ]


def clause(key: str, position: int, text: str = "Same.") -> ContractClause:
    return ContractClause(
        id=ContractClauseId.new(),
        position=position,
        key=key,
        heading=key,
        body=text,
        text=text,
        library_clause_id=None,
        library_version=None,
        is_required=False,
        is_standard=True,
        fallback=None,
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_clauses_are_compared_by_key_and_only_what_left_its_order_moved(before: list[str], after: list[str]) -> None:
    old = [clause(key, position) for position, key in enumerate(before, 1)]
    new = [clause(key, position) for position, key in enumerate(after, 1)]
    found = {one.key: one.kind for one in compare_clauses(old, new)}
    assert set(found) == {*before, *after}
    assert {key for key, kind in found.items() if kind == "added"} == set(after) - set(before)
    assert {key for key, kind in found.items() if kind == "removed"} == set(before) - set(after)
    steady = [key for key in after if found[key] == "same"]
    assert [key for key in before if key in steady] == steady


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_values_are_never_read_as_variables(text: str) -> None:
    filled = fill("{{name}}", {"name": "{{other}}"}) if text else ""
    assert filled in ("", "{{other}}")
    assert missing([text], {}) == used_in(text)


def test_braces_that_name_nothing_are_found() -> None:
    assert [is_broken(text) for text in ("{{a}}", "{{ a_1 }}", "{{A}}", "{{a}", "a}}", "{a}")] == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert fill("{{a}} and {{b}}", {"a": "x"}) == "x and {{b}}"


def test_months_end_where_they_end() -> None:
    assert month_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert month_later(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert month_later(date(2026, 4, 1), 12) == date(2027, 4, 1)
