"""Options of a configurable product and parts of a bundle as a cell of a file, in words that are read back the same.

An option is a line: `colour "Colour": red "Red" default; blue "Blue" +5%; gold "Gold" +1.50 EUR +1.30 GBP`, with
`optional` and a help in quotes after the label if need be. What goes together is a line such as
`if width = w280 then colour = red, blue "The wide one comes in two colours"`, with `not` for what does not.
Parts are `2 x M6-20; 1.5 x ROPE`, in the stock unit of each. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import asdict

from hanse.domains.catalog.rules.codes import sku_key
from hanse.domains.catalog.rules.options import effects_of
from hanse.domains.catalog.types import (
    OptionChoice,
    OptionId,
    OptionRule,
    OptionRuleId,
    ProductOption,
    SaveOptions,
)
from hanse.domains.catalog.types.selling import OptionEffect
from hanse.kit.errors import Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import QUANTITY_PLACES
from hanse.kit.scaled import format_decimal, parse_decimal
from hanse.kit.structs import convert
from hanse.kit.tables import DecimalStyle
from hanse.kit.text import clean_line
from hanse.platform.imports import plain_number

PARTS_LIMIT: Final = 100
_TOKEN: Final = re.compile(
    r'\s*(?:"(?P<text>(?:[^"]|"")*)"|(?P<number>[+-]\d+(?:\.\d+)?)|(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>[%:;=,]))'
)
_PART: Final = re.compile(r"(?P<amount>[\d.,'\s]+?)\s*[xX\u00d7*]\s*(?P<sku>\S.*)")
_WORDS: Final = {"requires": "then", "excludes": "not"}
Token = tuple[str, str]


def options_text(options: Sequence[ProductOption], rules: Sequence[OptionRule]) -> str:
    """Options and rules as the cell of an export."""
    lines = []
    for option in options:
        said = [option.key, _quoted(option.label), "" if option.is_required else "optional"]
        said.append(_quoted(option.help) if option.help else "")
        choices = "; ".join(_choice_text(choice) for choice in option.choices)
        lines.append(f"{' '.join(filter(None, said))}: {choices}")
    for rule in rules:
        then = f"{_WORDS[rule.kind]} {rule.then_option} = {', '.join(rule.then_choices)}"
        message = f" {_quoted(rule.message)}" if rule.message else ""
        lines.append(f"if {rule.if_option} = {rule.if_choice} {then}{message}")
    return "\n".join(lines)


def _choice_text(choice: OptionChoice) -> str:
    effects = [_effect_text(effect) for effect in choice.effects]
    return " ".join([choice.key, _quoted(choice.label), *(["default"] if choice.is_default else []), *effects])


def _effect_text(effect: OptionEffect) -> str:
    sign = "-" if effect.amount < 0 else "+"
    if effect.kind == "percent":
        return f"{sign}{format_decimal(abs(effect.amount), 2, 0)}%"
    return f"{sign}{format_decimal(abs(effect.amount), 6, 2)} {effect.currency}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def read_options(text: str) -> SaveOptions:
    """A cell as what `save_options` takes. Raises Invalid, ValueError with a sentence that names the line."""
    options: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            tokens = _Tokens(line)
            first = tokens.take("word")
            (rules if first == "if" and tokens.sees("word") else options).append(
                _rule(tokens) if first == "if" and tokens.sees("word") else _option(first, tokens)
            )
        except ValueError as error:
            raise ValueError(f"Line {number} of the options: {error}") from None
    try:
        return convert({"options": options, "rules": rules}, SaveOptions)
    except Invalid as error:
        raise ValueError(error.message) from None


def wanted_text(wanted: SaveOptions) -> str:
    """What is wanted, in the words of an export."""
    options = [
        ProductOption(
            id=OptionId.new(),
            key=option.key,
            label=clean_line(option.label),
            help=clean_line(option.help),
            is_required=option.is_required,
            choices=[
                OptionChoice(
                    key=choice.key,
                    label=clean_line(choice.label),
                    effects=convert(effects_of(choice), list[OptionEffect]),
                    is_default=choice.is_default,
                )
                for choice in option.choices
            ],
        )
        for option in wanted.options
    ]
    rules = [
        OptionRule(id=OptionRuleId.new(), **{**asdict(rule), "message": clean_line(rule.message)})
        for rule in wanted.rules
    ]
    return options_text(options, rules)


class _Tokens:
    """The pieces of one line, drawn one after the other."""

    def __init__(self, line: str) -> None:
        self._tokens = list(_split(line))
        self._at = 0

    def sees(self, kind: str, text: str | None = None) -> bool:
        """Whether the next piece is of a kind, and if given this very text."""
        if self._at >= len(self._tokens):
            return False
        found = self._tokens[self._at]
        return found[0] == kind and (text is None or found[1] == text)

    def take(self, kind: str, text: str | None = None) -> str:
        """The next piece. Raises ValueError when it is something else."""
        if not self.sees(kind, text):
            wanted = {"text": "a text in quotes", "word": "a short name", "number": "an amount"}.get(kind, text)
            before = self._tokens[self._at - 1][1] if self._at else "the beginning"
            raise ValueError(f"after {before} there must be {text or wanted}")
        self._at += 1
        return self._tokens[self._at - 1][1]

    def skip(self, kind: str, text: str | None = None) -> bool:
        """Take the next piece if it fits."""
        fits = self.sees(kind, text)
        self._at += fits
        return fits

    @property
    def is_over(self) -> bool:
        return self._at >= len(self._tokens)


def _split(line: str) -> Iterator[Token]:
    at = 0
    line = line.rstrip()
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            raise ValueError(f"{line[at : at + 20].strip()} cannot be read")
        kind = str(match.lastgroup)
        yield kind, match[kind].replace('""', '"') if kind == "text" else match[kind]
        at = match.end()


def _option(key: str, tokens: _Tokens) -> dict[str, Any]:
    option: dict[str, Any] = {"key": key, "label": tokens.take("text"), "choices": []}
    option["is_required"] = not tokens.skip("word", "optional")
    option["help"] = tokens.take("text") if tokens.sees("text") else ""
    tokens.take("sign", ":")
    while True:
        option["choices"].append(_choice(tokens))
        if tokens.is_over:
            return option
        tokens.take("sign", ";")


def _choice(tokens: _Tokens) -> dict[str, Any]:
    choice: dict[str, Any] = {"key": tokens.take("word"), "label": tokens.take("text"), "prices": []}
    choice["is_default"] = tokens.skip("word", "default")
    while tokens.sees("number"):
        amount = tokens.take("number").removeprefix("+")
        if tokens.skip("sign", "%"):
            choice["basis_points"] = parse_decimal(amount, 2)
        else:
            choice["prices"].append(UnitPrice.parse(amount, tokens.take("word")))
    return choice


def _rule(tokens: _Tokens) -> dict[str, Any]:
    rule: dict[str, Any] = {"if_option": tokens.take("word")}
    tokens.take("sign", "=")
    rule["if_choice"] = tokens.take("word")
    rule["kind"] = "excludes" if tokens.skip("word", "not") else "requires"
    if rule["kind"] == "requires":
        tokens.take("word", "then")
    rule["then_option"] = tokens.take("word")
    tokens.take("sign", "=")
    rule["then_choices"] = [tokens.take("word")]
    while tokens.skip("sign", ","):
        rule["then_choices"].append(tokens.take("word"))
    rule["message"] = tokens.take("text") if tokens.sees("text") else ""
    if not tokens.is_over:
        raise ValueError("there is something after its end")
    return rule


def parts_text(parts: Sequence[Mapping[str, Any]]) -> str:
    """What a bundle holds, as the cell of an export."""
    return "; ".join(f"{format_decimal(part['quantity'], QUANTITY_PLACES, 0)} x {part['sku']}" for part in parts)


def read_parts(text: str, style: DecimalStyle | None) -> dict[str, int]:
    """How much a bundle holds of each part, by the key of its SKU, in ten-thousandths. Raises Invalid, ValueError."""
    parts: dict[str, int] = {}
    for piece in filter(None, (one.strip() for one in re.split(r"[;\n]", text))):
        match = _PART.fullmatch(piece)
        if match is None:
            raise ValueError(f"{piece[:40]} is not a part; write how much of which SKU, such as 2 x M6-20")
        key = sku_key(match["sku"])
        amount = parse_decimal(plain_number(match["amount"].strip(), style), QUANTITY_PLACES)
        if amount <= 0:
            raise ValueError("A bundle holds more than zero of each part")
        if key in parts:
            raise ValueError(f"{match['sku'].strip()[:40]} is named twice")
        parts[key] = amount
    if len(parts) > PARTS_LIMIT:
        raise ValueError(f"A bundle holds {PARTS_LIMIT} parts at most")
    return parts
