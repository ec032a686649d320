"""Conditions as rows: what rows say is stored exactly, and only what they can say is shown as rows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.kit.money import Money
from hanse.platform.authz import (
    Attribute,
    Group,
    NotFinished,
    Phrase,
    Rule,
    check_condition,
    compile_condition,
    read_phrase,
    write_phrase,
)

AMOUNT = Attribute(
    path="subject.amount",
    label="Total",
    kind="money",
    minor="subject.total",
    rivals=(("actor.approval_limit", "the limit"),),
    is_main=True,
)
KNOWN = (
    AMOUNT,
    Attribute(path="subject.net", label="Net", kind="amount"),
    Attribute(path="subject.lines", label="Lines", kind="number"),
    Attribute(path="subject.margin", label="Margin", kind="percent"),
    Attribute(path="subject.share", label="Share", kind="millionths"),
    Attribute(path="subject.centre", label="Cost centre", kind="text"),
    Attribute(path="subject.kind", label="Kind", kind="choice", choices=(("new", "New"), ("old", "Old"))),
    Attribute(path="subject.is_late", label="Is late", kind="yes/no"),
    Attribute(path="subject.tags", label="Tags", kind="list"),
    Attribute(path='subject.custom["cost \\"x\\""]', label="Odd", kind="text"),
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)
WHOLE = st.integers(-(10**9), 10**9)


def _values(kind: str, has_currency: bool) -> st.SearchStrategy[str]:
    if kind in ("money", "amount", "percent"):
        return WHOLE.map(lambda one: f"{one / 100:.2f}")
    if kind == "millionths":
        return WHOLE.map(lambda one: f"{one / 10_000:.4f}")
    if kind == "number":
        return st.one_of(WHOLE.map(str), st.floats(-1e6, 1e6).filter(lambda one: one != int(one)).map(repr))
    return TEXTS


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    attribute = draw(st.sampled_from(KNOWN[:-1]))
    operator = draw(st.sampled_from(attribute.operators))
    if operator in ("known", "unknown", "yes", "no") or ":" in operator:
        return Rule(attribute.path, operator)
    currency = draw(st.sampled_from(["", "GBP", "EUR"])) if attribute.kind == "money" else ""
    count = draw(st.integers(1, 3)) if operator in ("in", "not in") else 1
    values = draw(st.lists(_values(attribute.kind, bool(currency)), min_size=count, max_size=count))
    return Rule(attribute.path, operator, tuple(values), currency)


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    group = st.builds(Group, st.booleans(), st.lists(rules(), min_size=2, max_size=3).map(tuple))
    parts = tuple(draw(st.lists(st.one_of(rules(), group), max_size=3)))
    if len(parts) == 1:
        return Phrase(parts[0].is_any, parts[0].rules) if isinstance(parts[0], Group) else Phrase(False, parts)
    return Phrase(bool(parts) and draw(st.booleans()), parts)


@settings(max_examples=60)
@given(phrases())
def test_rows_come_back_as_they_were_written(phrase: Phrase) -> None:
    text = write_phrase(phrase, KNOWN)
    again = read_phrase(text, KNOWN)
    assert again is not None
    assert write_phrase(again, KNOWN) == text
    plain = [(one.field, one.operator, one.currency) for one in _flat(phrase)]
    assert [(one.field, one.operator, one.currency) for one in _flat(again)] == plain
    assert (again.is_any, len(again.parts)) == (phrase.is_any, len(phrase.parts))
    if text and len(text) <= 1_000:
        assert check_condition(text) == []


def _flat(phrase: Phrase) -> list[Rule]:
    return [rule for part in phrase.parts for rule in (part.rules if isinstance(part, Group) else (part,))]


@given(st.text(max_size=80))
def test_any_text_is_rows_or_stays_a_text(text: str) -> None:
    phrase = read_phrase(text, KNOWN)
    if phrase is not None and text.strip():
        assert check_condition(write_phrase(phrase, KNOWN)) == []


@pytest.mark.parametrize(
    ("typed", "currency", "text"),
    [
        ("5,000.00", "GBP", 'subject.amount > money("5000.00", "GBP")'),
        ("5000", "GBP", 'subject.amount > money("5000.00", "GBP")'),
        ("5000", "JPY", 'subject.amount > money("5000", "JPY")'),
        ("5000", "", "subject.total > 500000"),
    ],
)
def test_money_is_stored_in_its_currency_or_in_minor_units(typed: str, currency: str, text: str) -> None:
    phrase = Phrase(False, (Rule("subject.amount", ">", (typed,), currency),))
    assert write_phrase(phrase, KNOWN) == text
    facts = {"amount": Money.parse("5000.01" if currency != "JPY" else "5001", currency or "GBP"), "total": 500_001}
    assert compile_condition(text).holds({}, facts, {})


@pytest.mark.parametrize(
    "text",
    [
        "subject.amount * 2 > 5",
        "subject.tags.exists(tag, tag == 'x')",
        "subject.is_late ? subject.lines > 1 : subject.lines > 2",
        "!(subject.lines > 1 && subject.is_late)",
        "subject.unknown > 5",
        "500000 < subject.total",
        "subject.net > 1.5",
        'subject.amount in [money("5.00", "GBP"), money("5.00", "EUR")]',
        "subject.is_late && (subject.is_late || (subject.is_late && subject.lines > 1))",
        "subject.lines >",
    ],
)
def test_what_rows_have_no_words_for_stays_an_expression(text: str) -> None:
    assert read_phrase(text, KNOWN) is None


def test_unfinished_rows_say_what_is_missing_and_where() -> None:
    parts = (
        Rule("subject.amount", ">", ("lots",), "GBP"),
        Group(True, (Rule("subject.centre", "==", ()), Rule("subject.margin", "<", ("1.234",)))),
        Rule("nothing", "=="),
        Rule("subject.lines", "contains", ("1",)),
    )
    with pytest.raises(NotFinished) as caught:
        write_phrase(Phrase(False, parts), KNOWN)
    assert set(caught.value.problems) == {"0", "1.0", "1.1", "2", "3"}
    assert caught.value.problems["1.0"] == "Enter a value"
    assert caught.value.problems["1.1"] == "Enter at most 2 decimal places"
