from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given

from hanse.kit.units import UNITS, UnitsNotConvertible, UnknownUnit, conversion_factor, get_unit, list_units
from tests.kit.properties import at_length, unit_codes


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("YRD", "MTR", "0.9144"),
        ("INH", "CMT", "2.54"),
        ("FOT", "INH", "12"),
        ("SMI", "KMT", "1.609344"),
        ("NMI", "MTR", "1852"),
        ("LBR", "KGM", "0.45359237"),
        ("LBR", "ONZ", "16"),
        ("APZ", "GRM", "31.1034768"),
        ("STI", "LBR", "14"),
        ("LTN", "LBR", "2240"),
        ("STN", "LBR", "2000"),
        ("CWI", "LBR", "112"),
        ("GRN", "MGM", "64.79891"),
        ("GLL", "LTR", "3.785411784"),
        ("GLI", "LTR", "4.54609"),
        ("BLL", "GLL", "42"),
        ("GLI", "OZI", "160"),
        ("GLL", "OZA", "128"),
        ("MTQ", "LTR", "1000"),
        ("FTQ", "INQ", "1728"),
        ("YDQ", "FTQ", "27"),
        ("FTK", "INK", "144"),
        ("YDK", "FTK", "9"),
        ("ACR", "YDK", "4840"),
        ("H18", "MTK", "10000"),
        ("DZN", "C62", "12"),
        ("GRO", "DZN", "12"),
        ("WEE", "HUR", "168"),
        ("ANN", "MON", "12"),
        ("3B", "KJO", "1000"),
        ("KWH", "3B", "3.6"),
        ("TNE", "KGM", "1000"),
        ("LM", "MTR", "1"),
        ("C62", "EA", "1"),
    ],
)
def test_fixed_ratios_are_the_legal_definitions(source: str, target: str, factor: str) -> None:
    assert conversion_factor(source, target) == Fraction(factor)


@pytest.mark.parametrize(
    ("source", "target"),
    [("XBX", "C62"), ("PR", "C62"), ("MTR", "KGM"), ("KGM", "LTR"), ("MON", "DAY"), ("XBX", "XCT"), ("SET", "EA")],
)
def test_what_depends_on_the_product_or_the_month_has_no_ratio(source: str, target: str) -> None:
    with pytest.raises(UnitsNotConvertible, match="say on the product") as caught:
        conversion_factor(source, target)
    assert get_unit(source).name in caught.value.message


@given(unit_codes, unit_codes, unit_codes)
@at_length
def test_ratios_agree_with_each_other(one: str, two: str, three: str) -> None:
    assert conversion_factor(one, one) == 1
    try:
        forth, back, on = conversion_factor(one, two), conversion_factor(two, one), conversion_factor(two, three)
    except UnitsNotConvertible:
        return
    assert forth * back == 1
    assert conversion_factor(one, three) == forth * on


@pytest.mark.parametrize("code", ["", "mtr", "XXX", "M", "MTR ", "9" * 500])
def test_unknown_units_are_refused(code: str) -> None:
    for attempt in (
        lambda: get_unit(code),
        lambda: conversion_factor(code, code),
        lambda: conversion_factor("MTR", code),
    ):
        with pytest.raises(UnknownUnit):
            attempt()


def test_every_unit_has_a_code_a_name_and_a_symbol() -> None:
    for code, unit in UNITS.items():
        assert unit.code == code
        assert re.fullmatch("[0-9A-Z]{2,3}", code)
        assert unit.name
        assert unit.symbol
        assert unit.factor is None or unit.factor > 0
    names = [unit.name for unit in UNITS.values()]
    assert len(set(names)) == len(names)


def test_units_can_be_listed_by_dimension() -> None:
    assert {"MTR", "YRD"} <= {unit.code for unit in list_units("length")}
    assert all(unit.dimension == "length" for unit in list_units("length"))
    assert len(list_units()) == len(UNITS)
