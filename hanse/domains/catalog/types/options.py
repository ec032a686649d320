"""What a buyer chooses of a configurable product. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.catalog.types.selling import OptionEffect
from hanse.domains.catalog.types.values import Help, Key, Label, OptionId, OptionRuleId, ProductId
from hanse.kit.money import UnitPrice
from hanse.kit.structs import Data, Input

RuleKind = Literal["requires", "excludes"]
ChoiceKeys = Annotated[list[Key], Meta(min_length=1, max_length=100, description="Choices of the other option")]


class OptionChoice(Data, frozen=True, kw_only=True):
    """One value of an option, and what it does to the unit price."""

    key: str
    label: str
    effects: list[OptionEffect]
    is_default: bool


class ProductOption(Data, frozen=True, kw_only=True):
    """Something to choose."""

    id: OptionId
    key: str
    label: str
    help: str
    is_required: bool
    choices: list[OptionChoice]


class OptionRule(Data, frozen=True, kw_only=True):
    """With `if_choice`, one of `then_choices` must be chosen (requires), or none of them may be (excludes)."""

    id: OptionRuleId
    kind: RuleKind
    if_option: Key
    if_choice: Key
    then_option: Key
    then_choices: ChoiceKeys
    message: str


class ProductOptions(Data, frozen=True, kw_only=True):
    """All options of a product, in order, and what goes together."""

    product_id: ProductId
    options: list[ProductOption]
    rules: list[OptionRule]
    version: int


class OptionChoiceInput(Input, frozen=True, kw_only=True):
    """One value of an option. Its price effect is fixed amounts, at most one per currency, or a percentage."""

    key: Key
    label: Label
    prices: Annotated[list[UnitPrice], Meta(max_length=20, description="Added to the unit price, by currency")] = []
    basis_points: Annotated[
        int, Meta(ge=-10_000, le=100_000, description="Hundredths of a percent of the unit price")
    ] = 0
    is_default: bool = False


class ProductOptionInput(Input, frozen=True, kw_only=True):
    """Something to choose."""

    key: Key
    label: Label
    help: Help = ""
    is_required: bool = True
    choices: Annotated[list[OptionChoiceInput], Meta(min_length=1, max_length=200)]


class OptionRuleInput(Input, frozen=True, kw_only=True):
    """Which choices go together; `message` is what a buyer reads when they do not."""

    kind: RuleKind
    if_option: Key
    if_choice: Key
    then_option: Key
    then_choices: ChoiceKeys
    message: Annotated[str, Meta(max_length=300)] = ""


class SaveOptions(Input, frozen=True, kw_only=True):
    """All options and rules of a product; they replace what was there."""

    options: Annotated[list[ProductOptionInput], Meta(max_length=30)] = []
    rules: Annotated[list[OptionRuleInput], Meta(max_length=300)] = []
