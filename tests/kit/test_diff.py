from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.diff import CHANGE_LIMIT, REDACTED, Change, diff
from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, to_json
from tests.kit.properties import at_length


class LineId(Id, prefix="difftestline"):
    pass


class Status(StrEnum):
    draft = "draft"
    active = "active"


class Line(Data, frozen=True, kw_only=True):
    id: LineId
    sku: str
    price: Money
    quantity: Quantity = Quantity.whole(1, "C62")


class Order(Data, frozen=True, kw_only=True):
    status: Status = Status.draft
    lines: list[Line] = []
    note: str | None = None
    due: date | None = None
    placed_at: datetime | None = None
    secret: str | None = None


FIRST, SECOND = LineId(UUID(int=1)), LineId(UUID(int=2))


def _shown(changes: list[Change]) -> list[tuple[str, Any, Any]]:
    return [(change.path, change.before, change.after) for change in changes]


def _line(line_id: LineId, price: int = 100, sku: str = "A") -> Line:
    return Line(id=line_id, sku=sku, price=Money(price, "EUR"))


def test_equal_states_have_no_changes() -> None:
    order = Order(lines=[_line(FIRST)])
    assert diff(order, order) == []
    assert diff(order, Order(lines=[_line(FIRST)])) == []
    assert diff(None, None) == []
    assert diff({}, {}) == []


def test_values_come_out_ready_for_json_in_the_order_of_the_fields() -> None:
    before = Order()
    after = Order(
        status=Status.active, note="hello", due=date(2026, 1, 31), placed_at=datetime(2026, 1, 31, 8, tzinfo=UTC)
    )
    assert _shown(diff(before, after)) == [
        ("status", "draft", "active"),
        ("note", None, "hello"),
        ("due", None, "2026-01-31"),
        ("placed_at", None, "2026-01-31T08:00:00Z"),
    ]


def test_money_and_quantity_are_one_value_each() -> None:
    before, after = Order(lines=[_line(FIRST, 100)]), Order(lines=[_line(FIRST, 250)])
    expected = [
        (f"lines.{FIRST}.price", {"amount": "1.00", "currency": "EUR"}, {"amount": "2.50", "currency": "EUR"}),
    ]
    assert _shown(diff(before, after)) == expected
    as_read_back = [json.loads(to_json(order)) for order in (before, after)]
    assert _shown(diff(*as_read_back)) == expected


def test_an_inserted_line_is_one_addition() -> None:
    before = Order(lines=[_line(SECOND, sku="B")])
    after = Order(lines=[_line(FIRST), _line(SECOND, sku="B")])
    assert {path for path, *_ in _shown(diff(before, after))} == {
        f"lines.{FIRST}.{name}" for name in ("id", "sku", "price", "quantity")
    }
    assert {path for path, _, after in _shown(diff(after, before)) if after is None} == {
        f"lines.{FIRST}.{name}" for name in ("id", "sku", "price", "quantity")
    }


def test_a_changed_order_of_matched_objects_is_shown_once() -> None:
    before, after = Order(lines=[_line(FIRST), _line(SECOND)]), Order(lines=[_line(SECOND), _line(FIRST)])
    assert _shown(diff(before, after)) == [("lines", [str(FIRST), str(SECOND)], [str(SECOND), str(FIRST)])]


def test_objects_without_or_with_repeated_ids_are_matched_by_position() -> None:
    assert _shown(diff({"x": [{"a": 1}, {"a": 2}]}, {"x": [{"a": 1}, {"a": 3}]})) == [("x.1.a", 2, 3)]
    twins = {"x": [{"id": 1, "a": 1}, {"id": 1, "a": 2}]}
    assert _shown(diff(twins, {"x": [{"id": 1, "a": 1}, {"id": 1, "a": 9}]})) == [("x.1.a", 2, 9)]


def test_lists_of_plain_values_change_as_a_whole() -> None:
    assert _shown(diff({"tags": ["a", "b"]}, {"tags": ["b", "c"]})) == [("tags", ["a", "b"], ["b", "c"])]
    assert diff({"tags": {"b", "a"}}, {"tags": ["a", "b"]}) == []
    assert _shown(diff({"tags": []}, {"tags": ["a"]})) == [("tags", [], ["a"])]
    assert _shown(diff({"lines": []}, {"lines": [{"id": 1}]})) == [("lines.1.id", None, 1)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": 1}, {"a": True}),
        ({"a": 0}, {"a": False}),
        ({"a": [1]}, {"a": [True]}),
        ({"a": ""}, {"a": None}),
        ({"a": {}}, {"a": None}),
        ({"a": []}, {"a": None}),
        ({"a": {}}, {"a": []}),
        ({"a": "1"}, {"a": 1}),
        ({"a": {"b": 1}}, {"a": 5}),
        ({"a": 5}, {"a": [{"b": 1}]}),
        ({"a": {"amount": "1", "currency": "EUR"}}, {"a": {"amount": "1", "currency": "USD"}}),
        ([1], [2]),
        ("a", "b"),
    ],
)
def test_every_difference_shows_in_both_directions(before: Any, after: Any) -> None:
    assert diff(before, after)
    assert diff(after, before)


def test_absent_and_null_are_the_same_to_a_reader() -> None:
    assert diff({"a": None}, {}) == []


def test_creation_and_removal_list_every_value() -> None:
    assert _shown(diff(None, {"a": 1, "b": {"c": 2}})) == [("a", None, 1), ("b.c", None, 2)]
    assert _shown(diff({"a": 1, "b": {"c": 2}}, None)) == [("a", 1, None), ("b.c", 2, None)]


@pytest.mark.parametrize("name", ["secret", "bank.secret", "order.bank.secret"])
def test_redacted_values_show_only_that_they_changed(name: str) -> None:
    before = {"order": {"bank": {"secret": "hunter2", "name": "A"}}}
    after = {"order": {"bank": {"secret": "correct horse", "name": "B"}}}
    changes = diff(before, after, {name})
    assert _shown(changes) == [("order.bank.name", "A", "B"), ("order.bank.secret", REDACTED, REDACTED)]
    assert diff(before, before, {name}) == []


def test_redaction_reaches_into_lists_and_hides_all_below() -> None:
    before = {"accounts": [{"id": 1, "bank": {"iban": "DE1"}}]}
    after = {"accounts": [{"id": 1, "bank": {"iban": "DE2"}}, {"id": 2, "bank": {"iban": "DE3"}}]}
    for name in ("bank", "accounts.bank", "accounts"):
        encoded = to_json(diff(before, after, {name})).decode()
        assert "DE" not in encoded
        assert REDACTED in encoded
    assert _shown(diff(None, {"bank": {"iban": "DE1"}}, {"bank"})) == [("bank", None, REDACTED)]
    assert "DE" in to_json(diff(before, after, {"other.bank"})).decode()


def test_long_texts_show_the_place_where_they_differ() -> None:
    before = "x" * 10_000 + "old" + "y" * 10_000
    after = "x" * 10_000 + "new" + "y" * 10_000
    (change,) = diff({"text": before}, {"text": after})
    assert "old" in change.before
    assert "new" in change.after
    assert "20003 characters" in change.before
    assert len(change.before) < 600


def test_long_lists_and_many_changes_are_cut_with_a_count() -> None:
    (change,) = diff({"tags": []}, {"tags": [str(number) for number in range(120)]})
    assert len(change.after) == 51
    assert change.after[-1] == "… and 70 more"
    changes = diff({}, {f"k{number:05}": number for number in range(CHANGE_LIMIT + 30)})
    assert len(changes) == CHANGE_LIMIT + 1
    assert changes[-1].after == "and 30 more changes"


def test_what_json_cannot_hold_is_described() -> None:
    changes = diff({}, {"file": b"\x00\xff", "ratio": float("inf"), "raw": msgspec.Raw(b'{"a":1}'), "id": FIRST})
    assert _shown(changes) == [
        ("file", None, "(2 bytes)"),
        ("id", None, str(FIRST)),
        ("ratio", None, "inf"),
        ("raw.a", None, 1),
    ]


def test_deep_nesting_is_compared_but_not_shown() -> None:
    def nested(leaf: str) -> Any:
        value: Any = leaf
        for _ in range(300):
            value = {"a": [value]}
        return value

    (change,) = diff(nested("old secret"), nested("new secret"))
    assert change.before == change.after
    assert "secret" not in to_json([change]).decode()
    assert diff(nested("same"), nested("same")) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "id", "c"]), inner, max_size=4)
    ),
    max_leaves=20,
)


def _meaning(value: Any) -> Any:
    """JSON text of a value where null keys count as absent."""
    if isinstance(value, dict):
        return {key: _meaning(item) for key, item in sorted(value.items()) if item is not None}
    return [_meaning(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text("ab", max_size=3), json_values), st.dictionaries(st.text("ab", max_size=3), json_values))
@at_length
def test_no_changes_means_equal_and_changes_mean_different(before: dict[str, Any], after: dict[str, Any]) -> None:
    changes = diff(before, after)
    assert diff(before, after) == changes
    assert (changes == []) == (json.dumps(_meaning(before)) == json.dumps(_meaning(after)))
    assert len({json.dumps([change.path, change.after is None], sort_keys=True) for change in changes}) == len(changes)
    assert json.loads(to_json(changes)) == [
        {"path": change.path, "before": change.before, "after": change.after} for change in changes
    ]
