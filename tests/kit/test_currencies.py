from __future__ import annotations

import re

import pytest
from babel.core import get_global
from babel.numbers import list_currencies as babel_currencies

from hanse.kit.currencies import CURRENCIES, EXPONENTS, UnknownCurrency, get_currency, list_currencies


@pytest.mark.parametrize(
    ("code", "exponent"),
    [("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("CLP", 0), ("ISK", 0), ("UGX", 0), ("KWD", 3), ("BHD", 3),
     ("TND", 3), ("IQD", 3), ("HUF", 2), ("MGA", 2), ("MRU", 2), ("XCG", 2), ("SLE", 2), ("ZWG", 2)],
)  # fmt: skip
def test_exponents_are_those_of_iso_4217(code: str, exponent: int) -> None:
    assert EXPONENTS[code] == get_currency(code).exponent == exponent


def test_every_currency_has_a_name_and_one_of_three_exponents() -> None:
    for code, currency in CURRENCIES.items():
        assert currency.code == code
        assert re.fullmatch("[A-Z]{3}", code)
        assert currency.name.strip() == currency.name != ""
        assert currency.exponent in (0, 2, 3)


def test_every_currency_can_be_shown_in_a_readers_language() -> None:
    assert set(CURRENCIES) <= babel_currencies()


def test_a_shop_never_shows_more_places_than_we_store() -> None:
    # CLDR may show fewer (it hides unused cents), never more, or an amount could not be written exactly.
    fractions = get_global("currency_fractions")
    for code, exponent in EXPONENTS.items():
        assert fractions.get(code, fractions["DEFAULT"])[0] <= exponent


def test_withdrawn_currencies_are_readable_but_not_offered() -> None:
    assert get_currency("HRK").is_withdrawn
    offered = {currency.code for currency in list_currencies()}
    assert "HRK" not in offered
    assert "EUR" in offered
    assert "HRK" in {currency.code for currency in list_currencies(with_withdrawn=True)}


@pytest.mark.parametrize("code", ["", "eur", "XAU", "XXX", "XTS", "USN", "CLF", "EUR ", "E" * 1000])
def test_what_nobody_trades_in_is_unknown(code: str) -> None:
    with pytest.raises(UnknownCurrency) as caught:
        get_currency(code)
    assert len(caught.value.message) < 120


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        EXPONENTS["EUR"] = 3  # type: ignore[index]
