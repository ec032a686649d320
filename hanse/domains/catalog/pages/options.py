"""The editor of options: each option with its choices as lines of text, and the rules between them as lines.

A line of a choice is `Label | price`, the price an amount with its currency (`4.50 GBP`) or a percentage (`12.5%`). A
line of a rule is `Width = Wide requires Frame = Steel, Oak` or `... excludes ...`. A choice keeps its key as long as it
keeps its label; new keys are made of the labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import LIST, frame, product_of
from hanse.domains.catalog.types import OptionChoice, ProductKind, ProductOption, ProductOptions, SaveOptions, ViewAs
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.structs import convert
from hanse.kit.text import normalise, slugify
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

SPARE = 1
MOST = 30
_RULE = re.compile(r"(.+?)\s*=\s*(.+?)\s+(requires|excludes)\s+(.+?)\s*=\s*(.+)", re.IGNORECASE)
_PERCENT = re.compile(r"([+-]?\d{1,4})(?:[.,](\d{1,2}))?\s*%")
_AMOUNT = re.compile(r"\+?(-?\d{1,9}(?:[.,]\d{1,6})?)\s*([A-Za-z]{3})")


async def page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The options as they are; a product of another kind has none."""
    product = await product_of(ctx, request)
    if product.kind is not ProductKind.CONFIGURABLE:
        said = "Only a configurable product has options; change its kind to give it some"
        return Redirect(f"{LIST}/{product.id}", flash(said, "info"))
    options = await api.get_options(ctx, product.id, ViewAs())
    context = {**frame(product, "options"), "rows": range(len(options.options) + SPARE)}
    return View("catalog/options.html", {**context, "form": Form(_values(options)), "labels": _labels(context["rows"])})


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Replace the options by what the form says."""
    product = await product_of(ctx, request)
    typed = {name: value for name, value in request.fields if isinstance(value, str)}
    form: Form[Any] = Form(typed)
    places = sorted({int(name.split(".")[1]) for name in typed if name.startswith("option.")})[:MOST]
    present = (await api.get_options(ctx, product.id, ViewAs())).options
    try:
        form.data = convert(_body(typed, places, present), SaveOptions)
    except Invalid as error:
        form.fail(error)
    saved = await attempt(form, lambda data: api.save_options(ctx, product.id, data))
    if saved is not None:
        return Redirect(f"{LIST}/{product.id}/options", flash("The options are saved"))
    form.message = form.message or "; ".join(text for texts in form.errors.values() for text in texts)
    form.errors = {path: texts for path, texts in form.errors.items() if path in _labels(range(len(places)))}
    context = {**frame(product, "options"), "rows": range(len(places) or SPARE), "labels": _labels(range(len(places)))}
    return refused("catalog/options.html", form, context)


def _labels(rows: range) -> dict[str, str]:
    names = {"label": "Name", "choices": "Choices"}
    labels = {f"option.{row}.{key}": f"Option {row + 1}, {name}" for row in rows for key, name in names.items()}
    return {**labels, "rules": "Rules"}


def _values(options: ProductOptions) -> dict[str, Any]:
    labels = {option.key: option.label for option in options.options}
    names = {(option.key, choice.key): choice.label for option in options.options for choice in option.choices}
    lines = [
        f"{labels[rule.if_option]} = {names[rule.if_option, rule.if_choice]} {rule.kind} {labels[rule.then_option]} = "
        + ", ".join(names[rule.then_option, one] for one in rule.then_choices)
        for rule in options.rules
    ]
    values: dict[str, Any] = {"rules": "\n".join(lines)}
    for row, option in enumerate(options.options):
        values[f"option.{row}.key"] = option.key
        values[f"option.{row}.label"] = option.label
        values[f"option.{row}.help"] = option.help
        values[f"option.{row}.is_required"] = option.is_required
        values[f"option.{row}.choices"] = "\n".join(_line(choice) for choice in option.choices)
    return values


def _line(choice: OptionChoice) -> str:
    prices = [
        f"{effect.amount / 100:g}%"
        if effect.kind == "percent"
        else f"{UnitPrice(effect.amount, effect.currency or '').amount} {effect.currency}"
        for effect in choice.effects
    ]
    return " | ".join([choice.label, *prices])


def _body(typed: dict[str, str], places: list[int], present: list[ProductOption]) -> dict[str, Any]:
    """The input of the command. Raises Invalid with the line that cannot be read."""
    errors: list[FieldError] = []
    known = {option.key: {normalise(choice.label): choice for choice in option.choices} for option in present}
    options = []
    for row in places:
        label = typed.get(f"option.{row}.label", "").strip()
        lines = [line for line in typed.get(f"option.{row}.choices", "").splitlines() if line.strip()]
        if not label and not lines:
            continue
        key = typed.get(f"option.{row}.key") or _key(label)
        options.append(
            {
                "key": key,
                "label": label,
                "help": typed.get(f"option.{row}.help", "").strip(),
                "is_required": typed.get(f"option.{row}.is_required") == "true",
                "choices": list(_choices(lines, known.get(key, {}), f"option.{row}.choices", errors)),
            }
        )
        if not label:
            errors.append(FieldError(f"option.{row}.label", "Give the option a name"))
        if not lines:
            errors.append(FieldError(f"option.{row}.choices", "Give at least one choice"))
    rules = list(_rules(typed.get("rules", ""), options, errors))
    if errors:
        raise Invalid(errors[0].message, fields=errors)
    return {"options": options, "rules": rules}


def _key(label: str) -> str:
    key = slugify(label).replace("-", "_")
    return key if key[:1].isalpha() else f"o_{key}".rstrip("_")


def _choices(
    lines: list[str], known: dict[str, OptionChoice], path: str, errors: list[FieldError]
) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        label, *prices = (part.strip() for part in line.split("|"))
        same = known.get(normalise(label))
        choice: dict[str, Any] = {
            "key": same.key if same else _key(label),
            "label": label,
            "prices": [],
            "basis_points": 0,
            "is_default": same.is_default if same else False,
        }
        for price in filter(None, prices):
            if percent := _PERCENT.fullmatch(price):
                sign = -1 if percent[1].startswith("-") else 1
                choice["basis_points"] = sign * (abs(int(percent[1])) * 100 + int((percent[2] or "0").ljust(2, "0")))
            elif amount := _AMOUNT.fullmatch(price):
                value = {"amount": amount[1].replace(",", "."), "currency": amount[2].upper()}
                choice["prices"].append(value)
            else:
                sentence = f"Line {number}: {price[:30]} is no price; write 4.50 GBP or 12.5%"
                errors.append(FieldError(path, sentence))
        yield choice


def _rules(text: str, options: list[dict[str, Any]], errors: list[FieldError]) -> Iterator[dict[str, Any]]:
    keys = {normalise(option["label"]): option["key"] for option in options}
    choices = {
        (option["key"], normalise(choice["label"])): choice["key"] for option in options for choice in option["choices"]
    }

    def choice_of(option: str, label: str) -> str:
        found = choices.get((keys.get(normalise(option), ""), normalise(label)))
        if found is None:
            errors.append(FieldError("rules", f"There is no choice {label.strip()[:40]} of {option.strip()[:40]}"))
        return found or "none"

    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _RULE.fullmatch(line.strip())
        if found is None:
            sentence = f"Line {number}: write it like Width = Wide requires Frame = Steel"
            errors.append(FieldError("rules", sentence))
            continue
        yield {
            "kind": found[3].lower(),
            "if_option": keys.get(normalise(found[1]), "none"),
            "if_choice": choice_of(found[1], found[2]),
            "then_option": keys.get(normalise(found[4]), "none"),
            "then_choices": [choice_of(found[4], part) for part in found[5].split(",") if part.strip()],
        }
