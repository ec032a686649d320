"""Options of configurable products: which definitions make sense, which choices go together, what they cost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hanse.domains.catalog.errors import OptionsRefused
from hanse.domains.catalog.types import (
    OptionChoice,
    OptionChoiceInput,
    OptionRule,
    OptionRuleInput,
    OptionsPriced,
    ProductOption,
    ProductOptionInput,
)
from hanse.kit.errors import FieldError, Invalid


def check_definition(options: Sequence[ProductOptionInput], rules: Sequence[OptionRuleInput]) -> None:
    """Refuse options and rules that contradict themselves or name what is not there. Raises Invalid by field."""
    errors: list[FieldError] = []
    known = {option.key: {choice.key for choice in option.choices} for option in options}
    for place, option in enumerate(options):
        path = f"options.{place}"
        if option.key in [other.key for other in options[:place]]:
            errors.append(FieldError(f"{path}.key", f"The key {option.key} is used twice", "duplicate"))
        errors += _wrong_choices(option, path)
    for place, rule in enumerate(rules):
        errors += _wrong_rule(rule, known, f"rules.{place}")
    if errors:
        raise Invalid(errors[0].message, fields=errors)


def _wrong_choices(option: ProductOptionInput, path: str) -> Iterable[FieldError]:
    keys = [choice.key for choice in option.choices]
    if sum(choice.is_default for choice in option.choices) > 1:
        yield FieldError(f"{path}.choices", "Only one choice is chosen to begin with", "duplicate")
    for place, choice in enumerate(option.choices):
        here = f"{path}.choices.{place}"
        if choice.key in keys[:place]:
            yield FieldError(f"{here}.key", f"The key {choice.key} is used twice", "duplicate")
        currencies = [price.currency for price in choice.prices]
        if len(set(currencies)) < len(currencies):
            yield FieldError(f"{here}.prices", "Give one amount for each currency", "duplicate")
        if choice.prices and choice.basis_points:
            yield FieldError(f"{here}.basis_points", "Give amounts or a percentage, not both", "both_given")


def _wrong_rule(rule: OptionRuleInput, known: Mapping[str, set[str]], path: str) -> Iterable[FieldError]:
    if rule.if_choice not in known.get(rule.if_option, ()):
        yield FieldError(f"{path}.if_choice", f"There is no choice {rule.if_choice} of {rule.if_option}", "not_found")
    missing = [choice for choice in rule.then_choices if choice not in known.get(rule.then_option, ())]
    if missing:
        yield FieldError(f"{path}.then_choices", f"There is no choice {missing[0]} of {rule.then_option}", "not_found")
    if rule.if_option == rule.then_option:
        yield FieldError(f"{path}.then_option", "A rule is between two different options", "same_option")


def effects_of(choice: OptionChoiceInput) -> list[dict[str, Any]]:
    """The stored form of what a choice costs: micros by currency, or basis points."""
    if choice.basis_points:
        return [{"kind": "percent", "amount": choice.basis_points, "currency": None}]
    return [{"kind": "fixed", "amount": price.micros, "currency": price.currency} for price in choice.prices]


def price_choices(
    options: Sequence[ProductOption], rules: Sequence[OptionRule], choices: Mapping[str, str]
) -> OptionsPriced:
    """What is chosen in words, what it costs, and a key that is equal for equal choices.

    Raises OptionsRefused with an error for each option that is missing, unknown or against a rule.
    """
    chosen, errors = _resolve(options, choices)
    for rule in rules:
        errors += _broken(rule, options, chosen)
    if errors:
        raise OptionsRefused(errors[0].message, fields=errors)
    taken = [(option, chosen[option.key]) for option in options if option.key in chosen]
    key = "&".join(f"{option.key}={choice.key}" for option, choice in sorted(taken, key=lambda pair: pair[0].key))
    return OptionsPriced(
        label=", ".join(f"{option.label}: {choice.label}" for option, choice in taken),
        effects=[effect for _, choice in taken for effect in choice.effects],
        option_key=_short(key),
    )


def _resolve(
    options: Sequence[ProductOption], choices: Mapping[str, str]
) -> tuple[dict[str, OptionChoice], list[FieldError]]:
    chosen: dict[str, OptionChoice] = {}
    known = {option.key for option in options}
    errors = [
        FieldError(f"choices.{key}", f"There is no option {key} to choose", "not_found")
        for key in choices
        if key not in known
    ]
    for option in options:
        wanted = choices.get(option.key)
        found = next((choice for choice in option.choices if choice.key == wanted), None)
        if found is not None:
            chosen[option.key] = found
        elif wanted:
            labels = ", ".join(choice.label for choice in option.choices[:8])
            errors.append(FieldError(f"choices.{option.key}", f"Choose {option.label} from {labels}", "unknown_choice"))
        elif option.is_required:
            errors.append(FieldError(f"choices.{option.key}", f"Choose {option.label}", "required"))
    return chosen, errors


def _broken(rule: OptionRule, options: Sequence[ProductOption], chosen: Mapping[str, OptionChoice]) -> list[FieldError]:
    first, second = chosen.get(rule.if_option), chosen.get(rule.then_option)
    if first is None or first.key != rule.if_choice:
        return []
    if (second is not None and second.key in rule.then_choices) == (rule.kind == "requires"):
        return []
    option = next(option for option in options if option.key == rule.then_option)
    labels = [choice.label for choice in option.choices if choice.key in rule.then_choices]
    if rule.kind == "requires":
        sentence = f"With {first.label}, choose {option.label} {' or '.join(labels)}"
    elif second is None:
        return []
    else:
        sentence = f"{first.label} cannot be had with {second.label}; choose another {option.label}"
    return [FieldError(f"choices.{rule.then_option}", rule.message or sentence, f"rule_{rule.kind}")]


def _short(key: str) -> str:
    """The key itself, or a digest of one that is too long to be stored beside a line."""
    return key if len(key) <= 200 else hashlib.blake2s(key.encode(), digest_size=16).hexdigest()
