from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.quantity import (
    InexactConversion,
    Quantity,
    QuantityNotAllowed,
    QuantityRule,
    UnitMismatch,
    check_quantity,
    nearest_allowed,
)
from hanse.kit.scaled import COUNT_MAX, NotADecimal, OutOfRange
from hanse.kit.units import UnitsNotConvertible, UnknownUnit
from tests.kit.properties import at_length, quantities


def _m(value: str) -> Quantity:
    return Quantity.parse(value, "MTR")


@pytest.mark.parametrize(
    ("value", "units", "shown"),
    [("2.5", 25_000, "2.5"), ("10", 100_000, "10"), ("0.0001", 1, "0.0001"), ("1.5000", 15_000, "1.5"),
     ("-3", -30_000, "-3"), ("0", 0, "0"), ("100", 1_000_000, "100"), ("-0.5", -5_000, "-0.5"),
     ("922337203685477.5807", COUNT_MAX, "922337203685477.5807")],
)  # fmt: skip
def test_a_decimal_with_four_places_is_kept_exactly(value: str, units: int, shown: str) -> None:
    quantity = _m(value)
    assert quantity.units == units
    assert quantity.value == shown


@pytest.mark.parametrize("value", ["0.00001", "1e18", "1,5", "", "NaN", "1/2", " 1", "2.5m"])
def test_other_texts_are_refused(value: str) -> None:
    with pytest.raises(NotADecimal):
        _m(value)


def test_a_quantity_beyond_bigint_is_out_of_range() -> None:
    with pytest.raises(OutOfRange):
        _m("1000000000000000000")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        Quantity.parse("1", "metre")


@given(quantities)
@at_length
def test_text_and_wire_forms_read_back(quantity: Quantity) -> None:
    assert Quantity.parse(quantity.value, quantity.unit) == quantity
    assert Quantity.from_wire(quantity.to_wire()) == quantity
    assert quantity.to_wire() == {"value": quantity.value, "unit": quantity.unit}
    assert Fraction(quantity.value) == Fraction(quantity.units, 10_000)


def test_units_never_mix() -> None:
    assert _m("1.5") + _m("0.0001") == _m("1.5001")
    assert _m("1.5") - _m("2") == _m("-0.5")
    assert 3 * _m("0.5") == _m("1.5")
    assert Quantity.sum([_m("1"), _m("0.5")], "MTR") == _m("1.5")
    with pytest.raises(UnitMismatch, match=r"metre.*kilogram"):
        _m("1") + Quantity.parse("1", "KGM")
    with pytest.raises(UnitMismatch):
        assert _m("1") < Quantity.parse("1", "CMT")
    with pytest.raises(UnitMismatch):
        Quantity.sum([_m("1")], "KGM")
    assert _m("1") != Quantity.parse("100", "CMT")


def test_fixed_conversions_are_exact_or_refused() -> None:
    assert Quantity.parse("10", "YRD").convert("MTR") == _m("9.144")
    assert Quantity.parse("2", "DZN").convert("C62") == Quantity.parse("24", "C62")
    assert _m("2.5").convert("CMT") == Quantity.parse("250", "CMT")
    assert _m("-2.5").convert("CMT") == Quantity.parse("-250", "CMT")
    with pytest.raises(InexactConversion, match="without rounding"):
        Quantity.parse("1", "C62").convert("DZN")
    with pytest.raises(UnitsNotConvertible):
        _m("1").convert("KGM")


def test_rounded_conversions_say_which_way() -> None:
    piece = Quantity.parse("1", "C62")
    assert piece.convert("DZN", rounding="down").value == "0.0833"
    assert piece.convert("DZN", rounding="up").value == "0.0834"
    assert piece.convert("DZN", rounding="half_up").value == "0.0833"
    assert (-piece).convert("DZN", rounding="up").value == "-0.0834"
    assert Quantity(1, "C62").convert("C62", Fraction(1, 2), "half_up").units == 1
    assert Quantity(-1, "C62").convert("C62", Fraction(1, 2), "half_up").units == -1


def test_a_product_says_what_its_box_holds() -> None:
    assert Quantity.parse("3", "XBX").convert("C62", Fraction(144)) == Quantity.parse("432", "C62")
    assert Quantity.parse("432", "C62").convert("XBX", Fraction(1, 144)) == Quantity.parse("3", "XBX")
    with pytest.raises(OutOfRange):
        Quantity(COUNT_MAX, "XBX").convert("C62", Fraction(144))


def _rule(minimum: str | None = None, maximum: str | None = None, step: str | None = None) -> QuantityRule:
    return QuantityRule(
        minimum=_m(minimum) if minimum else None,
        maximum=_m(maximum) if maximum else None,
        step=_m(step) if step else None,
    )


@pytest.mark.parametrize(
    ("value", "rule", "below", "above"),
    [
        ("2.7", _rule("1", "10", "0.5"), "2.5", "3"),
        ("2.5", _rule("1", "10", "0.5"), "2.5", "2.5"),
        ("0.7", _rule("1", "10", "0.5"), None, "1"),
        ("0", _rule("1", "10", "0.5"), None, "1"),
        ("-3", _rule("1", "10", "0.5"), None, "1"),
        ("11", _rule("1", "10", "0.5"), "10", None),
        ("9.9", _rule("1", "10", "4"), "8", None),
        # A step counts from 0, not from the minimum: from 3 in steps of 2 the first is 4.
        ("3", _rule("3", None, "2"), None, "4"),
        ("5", _rule("3", None, "2"), "4", "6"),
        ("1", _rule("3", "3.5", "2"), None, None),
        ("0", _rule(), None, "0.0001"),
        ("0.0001", _rule(), "0.0001", "0.0001"),
        ("-1", _rule(), None, "0.0001"),
        ("0", _rule("0"), None, "0.0001"),
        ("-5", _rule("-5"), None, "0.0001"),
        ("922337203685477.5807", _rule(step="2"), "922337203685476", None),
    ],
)
def test_the_nearest_allowed_quantities(value: str, rule: QuantityRule, below: str | None, above: str | None) -> None:
    found = nearest_allowed(_m(value), rule)
    assert found == (_m(below) if below else None, _m(above) if above else None)
    if below == above == _m(value).value:
        check_quantity(_m(value), rule)
        return
    with pytest.raises(QuantityNotAllowed) as caught:
        check_quantity(_m(value), rule)
    for offer in (below, above):
        assert offer is None or f"{offer} m" in caught.value.message
    assert caught.value.extra == {
        "below": _m(below).to_wire() if below else None,
        "above": _m(above).to_wire() if above else None,
    }


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("-1", "more than zero"),
        ("0", "more than zero"),
        ("1", "minimum is 2 m"),
        ("99", "maximum is 10 m"),
        ("3", "steps of 2 m"),
    ],
)
def test_the_message_says_why(value: str, reason: str) -> None:
    with pytest.raises(QuantityNotAllowed, match=reason):
        check_quantity(_m(value), _rule("2", "10", "2"))


def test_rules_in_another_unit_or_without_sense_are_refused() -> None:
    with pytest.raises(UnitMismatch):
        check_quantity(Quantity.parse("1", "KGM"), _rule("1"))
    with pytest.raises(OutOfRange, match="step"):
        check_quantity(_m("1"), QuantityRule(step=_m("0")))
    with pytest.raises(OutOfRange, match="step"):
        check_quantity(_m("1"), QuantityRule(step=_m("-1")))


optional = st.none() | st.integers(1, 200).map(lambda units: Quantity(units, "MTR"))


@given(st.integers(-300, 300), optional, optional, optional)
@at_length
def test_the_offers_are_what_searching_would_find(
    units: int, minimum: Quantity | None, maximum: Quantity | None, step: Quantity | None
) -> None:
    allowed = [
        candidate
        for candidate in range(1, 600)
        if (step is None or candidate % step.units == 0)
        and (minimum is None or candidate >= minimum.units)
        and (maximum is None or candidate <= maximum.units)
    ]
    below, above = nearest_allowed(Quantity(units, "MTR"), QuantityRule(minimum=minimum, maximum=maximum, step=step))
    assert (below.units if below else None) == max((at for at in allowed if at <= units), default=None)
    assert (above.units if above else None) == min((at for at in allowed if at >= units), default=None)
