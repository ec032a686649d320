from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.errors import HanseError, Invalid
from hanse.kit.ids import Id
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input, convert, from_json, from_row, schema_hook, to_builtins, to_json
from tests.kit.properties import amounts, at_length, quantities, unit_prices


class WidgetId(Id, prefix="structtestwidget"):
    pass


class GadgetId(Id, prefix="structtestgadget"):
    pass


class Part(Input, frozen=True, kw_only=True):
    name: str
    count: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1


class Widget(Input, frozen=True, kw_only=True):
    id: WidgetId | None = None
    price: Money | None = None
    unit_price: UnitPrice | None = None
    quantity: Quantity | None = None
    parts: list[Part] = []
    by_region: dict[str, Money] = {}
    note: str | None = None


ID = WidgetId(UUID("01890a5d-ac96-774b-bcce-b302099a8057"))


@given(amounts, unit_prices, quantities, st.uuids())
@at_length
def test_every_value_of_the_kit_reads_back_from_json(
    price: Money, unit_price: UnitPrice, quantity: Quantity, uuid: UUID
) -> None:
    widget = Widget(
        id=WidgetId(uuid), price=price, unit_price=unit_price, quantity=quantity, by_region={"north": price}
    )
    assert from_json(to_json(widget), Widget) == widget
    assert convert(to_builtins(widget), Widget) == widget
    assert json.loads(to_json(widget)) == to_builtins(widget)


def test_the_wire_form_is_what_programs_are_told() -> None:
    widget = Widget(id=ID, price=Money(123450, "GBP"), quantity=Quantity.parse("2.5", "MTR"))
    written = json.loads(to_json(widget))
    assert written["id"] == str(ID)
    assert written["price"] == {"amount": "1234.50", "currency": "GBP"}
    assert written["quantity"] == {"value": "2.5", "unit": "MTR"}


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        (b'{"nope": 1}', "nope", "unknown_field"),
        (b'{"parts": [{"name": "a"}, {"name": "b", "x": 1}]}', "parts.1.x", "unknown_field"),
        (b'{"parts": [{"count": 2}]}', "parts.0.name", "required"),
        (b'{"parts": [{"name": "a", "count": 0}]}', "parts.0.count", "invalid"),
        (b'{"parts": [{"name": 5}]}', "parts.0.name", "invalid"),
        (b'{"price": {"amount": "1.234", "currency": "EUR"}}', "price", "not_a_decimal"),
        (b'{"price": {"amount": 1.5, "currency": "EUR"}}', "price", "not_a_decimal"),
        (b'{"price": {"amount": "1", "currency": "EUX"}}', "price", "unknown_currency"),
        (b'{"price": {"amount": "92233720368547758.08", "currency": "EUR"}}', "price", "out_of_range"),
        (b'{"quantity": {"value": "1", "unit": "metre"}}', "quantity", "unknown_unit"),
        (b'{"by_region": {"north": {"amount": "x", "currency": "EUR"}}}', "by_region", "not_a_decimal"),
        (b'{"id": "structtestgadget_0000000000000000000000000a"}', "id", "invalid"),
        (b'{"id": 5}', "id", "invalid"),
        (b"[]", "", "invalid"),
        (b"null", "", "invalid"),
        (b"", "", "malformed_json"),
        (b"{", "", "malformed_json"),
        (b'{"note": "a"} x', "", "malformed_json"),
        (b'{"note": "\xff"}', "", "malformed_json"),
        (b'{"note": "\x00"}', "", "malformed_json"),
        (b'{"note": "\\ud800"}', "", "malformed_json"),
        (b'{"note": "\\u0000"}', "", "unstorable_text"),
        (b'{"a\\u0000": 1}', "", "unstorable_text"),
        (b'{"note": "\\\\\\u0000"}', "", "unstorable_text"),
    ],
)
def test_each_wrong_input_names_its_field_and_a_stable_code(body: bytes, path: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        from_json(body, Widget)
    (field,) = caught.value.fields
    assert (field.path, field.code) == (path, code)
    assert field.message
    assert caught.value.status == 422


def test_an_escaped_backslash_before_u0000_is_ordinary_text() -> None:
    assert from_json(rb'{"note": "\\u0000"}', Widget).note == r"\u0000"


def test_text_from_the_input_cannot_forge_the_path() -> None:
    with pytest.raises(Invalid) as caught:
        from_json(b'{"price": {"amount": " - at `$.id", "currency": "EUR"}}', Widget)
    assert caught.value.fields[0].path == "price"


def test_text_as_str_is_read_like_bytes() -> None:
    assert from_json('{"note": "ü"}', Widget).note == "ü"
    with pytest.raises(Invalid):
        from_json('{"note": "\ud800"}', Widget)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_nesting_is_refused_not_a_crash(depth: int) -> None:
    class Anything(Input, frozen=True, kw_only=True):
        value: Any

    with pytest.raises(Invalid):
        from_json(b'{"value":' + b"[" * depth + b"]" * depth + b"}", Anything)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_forms_and_query_strings_cannot_carry_what_cannot_be_stored(text: str) -> None:
    for value in ({"note": text}, {"parts": [{"name": text}]}, {text: "x"}):
        with pytest.raises(Invalid) as caught:
            convert(value, Widget, strict=False)
        assert caught.value.fields[0].code == "unstorable_text"


def test_forms_give_text_and_get_typed_values() -> None:
    assert convert({"name": "a", "count": "3"}, Part, strict=False) == Part(name="a", count=3)
    with pytest.raises(Invalid):
        convert({"name": "a", "count": "3"}, Part)


def test_rows_hold_uuids_and_a_mismatch_is_our_own_fault() -> None:
    class Row(Data, frozen=True, kw_only=True):
        id: WidgetId
        at: datetime

    at = datetime(2026, 1, 31, tzinfo=UTC)
    assert from_row({"id": ID.uuid, "at": at}, Row) == Row(id=ID, at=at)
    with pytest.raises(msgspec.ValidationError):
        from_row({"id": "x", "at": at}, Row)


def test_an_id_of_another_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="structtestwidget_"):
        convert({"id": str(GadgetId.new())}, Widget)


def test_unknown_types_have_no_json_form() -> None:
    with pytest.raises(NotImplementedError):
        to_json(object())


def test_the_schema_describes_what_is_written_and_read() -> None:
    (schema,), components = msgspec.json.schema_components([Widget], schema_hook=schema_hook)
    assert schema == {"$ref": "#/$defs/Widget"}
    properties = components["Widget"]["properties"]
    assert components["Widget"]["additionalProperties"] is False
    for name in ("price", "unit_price", "quantity", "id"):
        described = properties[name]["anyOf"][0]
        if name == "id":
            assert described["type"] == "string"
            continue
        assert described["additionalProperties"] is False
        assert from_json(json.dumps({name: described["example"]}), Widget) is not None


@given(st.binary(max_size=80) | st.text(st.sampled_from('{}[]",:\\u0 parnetsic1.5-'), max_size=60).map(str.encode))
@at_length
def test_any_body_is_read_or_refused_by_name(body: bytes) -> None:
    assert _status(body) in (200, 422)


def _status(body: bytes) -> int:
    try:
        from_json(body, Widget)
    except HanseError as error:
        return error.status
    return 200
