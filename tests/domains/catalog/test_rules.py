"""The pure rules of the catalogue: codes, states, units, options."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.catalog.errors import OptionsRefused, ProductInvalidTransition
from hanse.domains.catalog.rules.codes import check_gtin, handle_from, sku_key
from hanse.domains.catalog.rules.life import TRANSITIONS, next_status, possible_actions
from hanse.domains.catalog.rules.options import price_choices
from hanse.domains.catalog.rules.units import unit_rows
from hanse.domains.catalog.types import (
    OptionChoice,
    OptionEffect,
    OptionId,
    OptionRule,
    OptionRuleId,
    ProductOption,
    ProductStatus,
    SaleUnitInput,
)
from hanse.kit.errors import Invalid
from hanse.kit.text import check_slug


@pytest.mark.parametrize("code", ["4006381333931", "96385074", "036000291452", "10036000291459", "4006381-333931"])
def test_trade_item_numbers_with_a_right_last_digit_are_taken(code: str) -> None:
    assert check_gtin(code) == code.replace("-", "")


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11))
def test_one_wrong_digit_is_always_noticed(start: str, place: int) -> None:
    right = next(f"{start}{last}" for last in range(10) if _is_right(f"{start}{last}"))
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
    assert not _is_right(wrong)


def _is_right(code: str) -> bool:
    try:
        return check_gtin(code) == code
    except Invalid:
        return False


@given(st.text(max_size=120))
def test_article_numbers_compare_the_same_twice(sku: str) -> None:
    key = sku_key(sku)
    assert sku_key(key) == key
    assert len(key) <= 80


@given(st.text(max_size=200), st.integers(1, 10**9))
def test_a_handle_can_always_stand_in_an_address(name: str, number: int) -> None:
    assert check_slug(handle_from(name, "product", number))


@given(st.sampled_from(list(ProductStatus)), st.sampled_from(list(TRANSITIONS)))
def test_states_follow_the_table_and_nothing_else(present: ProductStatus, action: str) -> None:
    if action in possible_actions(present):
        assert next_status(present, action) is TRANSITIONS[action][1]
    else:
        with pytest.raises(ProductInvalidTransition):
            next_status(present, action)


def test_a_fixed_ratio_of_units_is_known_and_one_default_is_chosen() -> None:
    rows = unit_rows([SaleUnitInput(unit="CMT"), SaleUnitInput(unit="MTR", is_default=True)], "MTR")
    assert [(row["unit"], row["ratio_numerator"], row["ratio_denominator"], row["is_default"]) for row in rows] == [
        ("CMT", 1, 100, False),
        ("MTR", 1, 1, True),
    ]
    assert unit_rows([], "KGM")[0]["is_default"]


def _option(key: str, *choices: str, required: bool = True) -> ProductOption:
    return ProductOption(
        id=OptionId.new(),
        key=key,
        label=key.title(),
        help="",
        is_required=required,
        choices=[
            OptionChoice(
                key=choice,
                label=choice,
                effects=[OptionEffect(kind="fixed", amount=10, currency="GBP")],
                is_default=False,
            )
            for choice in choices
        ],
    )


def test_a_requirement_holds_only_when_its_choice_is_made() -> None:
    options = [_option("size", "s", "l"), _option("frame", "oak", "steel", required=False)]
    rule = OptionRule(
        id=OptionRuleId.new(),
        kind="requires",
        if_option="size",
        if_choice="l",
        then_option="frame",
        then_choices=["steel"],
        message="",
    )
    assert price_choices(options, [rule], {"size": "s"}).option_key == "size=s"
    for choices in ({"size": "l"}, {"size": "l", "frame": "oak"}):
        with pytest.raises(OptionsRefused) as refused:
            price_choices(options, [rule], choices)
        assert refused.value.fields[0].path == "choices.frame"
        assert "steel" in refused.value.message
    assert len(price_choices(options, [rule], {"frame": "steel", "size": "l"}).effects) == 2


@given(st.permutations(["a", "b", "c"]))
def test_the_key_of_choices_does_not_depend_on_their_order(order: list[str]) -> None:
    options = [_option(key, "x") for key in order]
    assert price_choices(options, [], dict.fromkeys(order, "x")).option_key == "a=x&b=x&c=x"
