"""A condition as rows that people fill in, and back: the rows make the text that is stored, and nothing else does.

Only what the rows can say exactly is read into them; any other condition stays a text. Pure: no I/O, no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from hanse.kit.errors import HanseError
from hanse.kit.money import Money
from hanse.platform.authz.nodes import And, Call, Choice, Compare, Const, Has, ListOf, Not, Or, Path, Truth
from hanse.platform.authz.parser import read_condition
from hanse.platform.authz.tokens import NotReadable

MOST_ROWS: Final = 20
OWN_LIMIT: Final = (("actor.approval_limit", "one's own approval limit"),)
"""What the amount of a role's condition may be compared with beside an amount."""
ORDERED: Final = (">", ">=", "<", "<=", "==", "!=")
NAMED: Final = ("==", "!=", "in", "not in")
KNOWN: Final = ("known", "unknown")
OPERATORS: Final = {
    "money": (*ORDERED, *KNOWN),
    "amount": (*ORDERED, *KNOWN),
    "number": (*ORDERED, *KNOWN),
    "percent": (*ORDERED, *KNOWN),
    "millionths": (*ORDERED, *KNOWN),
    "text": (*NAMED, "contains", "startsWith", *KNOWN),
    "currency": NAMED,
    "choice": (*NAMED, *KNOWN),
    "organization": (*NAMED, *KNOWN),
    "yes/no": ("yes", "no"),
    "list": ("holds", "holds not"),
}
"""Which operators a kind of attribute has, the likeliest first."""

_ALONE: Final = {"known": "has({})", "unknown": "!has({})", "yes": "{}", "no": "!{}"}
_SCALES: Final = {"percent": 2, "millionths": 4}
_COMMAS: Final = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """Something a row can ask for: its place, what people call it, and what its values are.

    `minor` is the place that holds the same amount in minor units of whatever currency it is in; `rivals` are the
    places whose values it can be compared with, and their names.
    """

    path: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    minor: str = ""
    exponent: int = 2
    rivals: tuple[tuple[str, str], ...] = ()
    is_main: bool = False

    @property
    def operators(self) -> tuple[str, ...]:
        """Every operator it has; a comparison with a rival is `<=:actor.approval_limit`."""
        known = OPERATORS.get(self.kind, OPERATORS["text"])
        return (*known, *(f"{sign}:{path}" for path, _ in self.rivals for sign in (">", "<=")))


class Rule(msgspec.Struct, frozen=True):
    """One row. Values are texts as a person types them; money without a currency is in whichever it comes in."""

    field: str
    operator: str
    values: tuple[str, ...] = ()
    currency: str = ""


class Group(msgspec.Struct, frozen=True):
    """Rows of which all must hold, or any."""

    is_any: bool
    rules: tuple[Rule, ...]


class Phrase(msgspec.Struct, frozen=True):
    """A whole condition: rows and groups of rows, of which all must hold, or any. None at all: it always holds."""

    is_any: bool = False
    parts: tuple[Rule | Group, ...] = ()


class NotFinished(Exception):
    """Rows that say nothing yet; `problems` names each by its place ("0", or "1.0" in a group)."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(next(iter(problems.values()), ""))
        self.problems = problems


# ---- rows to text ----------------------------------------------------------------------------------------------------


def write_phrase(phrase: Phrase, attributes: Sequence[Attribute]) -> str:
    """The condition that the rows say; "" for none. Raises NotFinished."""
    known = {one.path: one for one in attributes}
    problems: dict[str, str] = {}
    texts = []
    for at, part in enumerate(phrase.parts):
        if isinstance(part, Rule):
            texts.append(_tried(part, known, str(at), problems))
        elif part.rules:
            inner = [_tried(rule, known, f"{at}.{spot}", problems) for spot, rule in enumerate(part.rules)]
            together = _joined(inner, part.is_any)
            texts.append(f"({together})" if len(inner) > 1 and len(phrase.parts) > 1 else together)
    if problems:
        raise NotFinished(problems)
    return _joined(texts, phrase.is_any)


def _joined(texts: Sequence[str], is_any: bool) -> str:
    return (" || " if is_any else " && ").join(texts)


def _tried(rule: Rule, known: dict[str, Attribute], place: str, problems: dict[str, str]) -> str:
    attribute = known.get(rule.field)
    try:
        if attribute is None:
            raise ValueError("Choose what this row asks for")
        return _rule_text(rule, attribute)
    except HanseError as problem:
        problems[place] = problem.message
    except ValueError as problem:
        problems[place] = str(problem)
    return ""


def _rule_text(rule: Rule, attribute: Attribute) -> str:
    operator, _, rival = rule.operator.partition(":")
    if rule.operator not in attribute.operators:
        raise ValueError("Choose how it is compared")
    path = attribute.path
    if rival:
        return f"{path} {operator} {rival}"
    if operator in _ALONE:
        return _ALONE[operator].format(path)
    if attribute.kind == "money" and attribute.minor and not rule.currency:
        path = attribute.minor
    values = [_constant(text, rule, attribute) for text in rule.values if text.strip()]
    if not values:
        raise ValueError("Enter a value")
    if operator in ("in", "not in", "holds", "holds not"):
        inside = f"{values[0]} in {path}" if operator.startswith("holds") else f"{path} in [{', '.join(values)}]"
        return f"!({inside})" if "not" in operator else inside
    if operator in ("contains", "startsWith"):
        return f"{path}.{operator}({values[0]})"
    return f"{path} {operator} {values[0]}"


def _constant(text: str, rule: Rule, attribute: Attribute) -> str:
    """What somebody typed as a constant of the language. Raises ValueError, HanseError with a sentence."""
    kind = attribute.kind
    if kind == "money" and (rule.currency or not attribute.minor):
        if not rule.currency:
            raise ValueError("Choose the currency")
        amount = Money.parse(_plain(text), rule.currency)
        return f'money("{amount.to_wire()["amount"]}", "{rule.currency}")'
    if kind in ("money", "amount", "percent", "millionths"):
        return str(_whole(text, _SCALES.get(kind, attribute.exponent)))
    if kind == "number":
        number = _decimal(text)
        return str(int(number)) if number == number.to_integral_value() else repr(float(number))
    return f'"{text.strip().translate(_ESCAPES)}"'


def _plain(text: str) -> str:
    """A number as computers write it: "5,000.00" is how people read it."""
    text = text.strip().replace("\u00a0", "").replace(" ", "")
    return text.replace(",", "") if _COMMAS.match(text) else text


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(_plain(text))
    except InvalidOperation:
        raise ValueError("Enter a number such as 5000.00") from None
    if not number.is_finite() or abs(number) >= Decimal(10**15):
        raise ValueError("Enter a number such as 5000.00")
    return number


def _whole(text: str, places: int) -> int:
    scaled = _decimal(text).scaleb(places)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"Enter at most {places} decimal places" if places else "Enter a whole number")
    return int(scaled)


# ---- text to rows ----------------------------------------------------------------------------------------------------


class _Unsaid(Exception):
    """The rows have no words for this."""


def read_phrase(text: str, attributes: Iterable[Attribute]) -> Phrase | None:
    """The rows that say exactly this condition; None when rows cannot."""
    if not text.strip():
        return Phrase()
    try:
        choice = read_condition(text)
        reader = _Reader(attributes)
        phrase = reader.phrase(choice)
    except (NotReadable, _Unsaid):
        return None
    rows = sum(len(part.rules) if isinstance(part, Group) else 1 for part in phrase.parts)
    return phrase if rows <= MOST_ROWS else None


class _Reader:
    def __init__(self, attributes: Iterable[Attribute]) -> None:
        self.known: dict[str, Attribute] = {}
        self.minor: dict[str, Attribute] = {}
        for one in attributes:
            self.known[one.path] = one
            if one.minor:
                self.minor[one.minor] = one

    def phrase(self, choice: Choice) -> Phrase:
        if isinstance(choice, And | Or):
            return Phrase(isinstance(choice, Or), tuple(self.part(one) for one in choice.parts))
        return Phrase(False, (self.rule(choice),))

    def part(self, choice: Choice) -> Rule | Group:
        if isinstance(choice, And | Or):
            return Group(isinstance(choice, Or), tuple(self.rule(one) for one in choice.parts))
        return self.rule(choice)

    def rule(self, choice: Choice) -> Rule:
        is_not = isinstance(choice, Not)
        inner = choice.choice if isinstance(choice, Not) else choice
        if isinstance(inner, Has):
            return self.made(inner.path, "unknown" if is_not else "known")
        if isinstance(inner, Truth) and isinstance(inner.value, Path):
            return self.made(inner.value, "no" if is_not else "yes")
        if isinstance(inner, Truth) and isinstance(inner.value, Call) and not is_not:
            return self.call(inner.value)
        if isinstance(inner, Compare) and inner.operator == "in":
            return self.inside(inner, is_not)
        if isinstance(inner, Compare) and not is_not and isinstance(inner.left, Path):
            if isinstance(inner.right, Path):
                return self.made(inner.left, f"{inner.operator}:{inner.right}")
            if isinstance(inner.right, Const):
                return self.made(inner.left, inner.operator, (inner.right,))
        raise _Unsaid

    def call(self, call: Call) -> Rule:
        if isinstance(call.target, Path) and len(call.arguments) == 1 and isinstance(call.arguments[0], Const):
            return self.made(call.target, call.name, (call.arguments[0],))
        raise _Unsaid

    def inside(self, node: Compare, is_not: bool) -> Rule:
        left, right = node.left, node.right
        if isinstance(left, Path) and isinstance(right, ListOf) and right.items:
            constants = tuple(one for one in right.items if isinstance(one, Const))
            if len(constants) == len(right.items):
                return self.made(left, "not in" if is_not else "in", constants)
        if isinstance(left, Const) and isinstance(right, Path):
            return self.made(right, "holds not" if is_not else "holds", (left,))
        raise _Unsaid

    def made(self, path: Path, operator: str, constants: tuple[Const, ...] = ()) -> Rule:
        """A row, when the attribute is known and the operator and values suit it."""
        attribute, is_minor = self.known.get(str(path)), False
        if attribute is None and constants:
            attribute, is_minor = self.minor.get(str(path)), True
        if attribute is None or operator not in attribute.operators:
            raise _Unsaid
        currencies = {one.value.currency for one in constants if isinstance(one.value, Money)}
        values = tuple(_typed(one.value, attribute, is_minor) for one in constants)
        return Rule(attribute.path, operator, values, currencies.pop() if len(currencies) == 1 else "")


def _typed(value: Any, attribute: Attribute, is_minor: bool) -> str:
    """A constant as somebody would type it. Raises _Unsaid."""
    kind = "amount" if is_minor else attribute.kind
    if kind == "money" and isinstance(value, Money):
        return str(value.to_wire()["amount"])
    if kind in ("amount", "percent", "millionths") and type(value) is int and abs(value) < 10**15:
        places = _SCALES.get(kind, attribute.exponent)
        return f"{Decimal(value).scaleb(-places):.{places}f}"
    if kind == "number" and type(value) in (int, float) and abs(value) < 10**15:
        return str(value) if type(value) is int else repr(value)
    is_text = kind not in ("money", "amount", "percent", "millionths", "number", "yes/no")
    if is_text and isinstance(value, str) and value and value == value.strip():
        return value
    raise _Unsaid
