"""The condition builder of a form: rows as posted, rearranged by its buttons, and read back as one sentence.

Fields are named `<name>.<place>.field|operator|value|currency`, where a place is "0", or "1.0" in a group. The rows are
the condition while `<name>.mode` is "rows"; a condition that rows cannot say is the text in `<name>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from hanse.kit.errors import HanseError
from hanse.kit.money import Money
from hanse.kit.structs import Data
from hanse.platform.authz import MOST_ROWS, Attribute, Group, NotFinished, Phrase, Rule, read_phrase, write_phrase
from hanse.platform.web.format import Formatter
from hanse.platform.web.parts import Option

OPERATORS: Final = {
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "==": "is",
    "!=": "is not",
    "in": "is one of",
    "not in": "is none of",
    "contains": "contains",
    "startsWith": "starts with",
    "known": "is given",
    "unknown": "is not given",
    "yes": "is so",
    "no": "is not so",
    "holds": "has",
    "holds not": "has not",
}
NO_VALUE: Final = frozenset({"known", "unknown", "yes", "no"})
SEVERAL: Final = frozenset({"in", "not in"})
VALUES_MAXIMUM: Final = 50
_BRIEF: Final = {">": "over {}", ">=": "of {} or more", "<": "under {}", "<=": "of up to {}"}


class Row(Data, frozen=True, kw_only=True):
    """One row as the page shows it."""

    place: str
    rule: Rule
    attribute: Attribute | None
    operators: tuple[Option, ...]
    problem: str = ""

    @property
    def entry(self) -> str:
        """Which control takes the value: none, money, number, choice, choices, texts or text."""
        if self.attribute is None or self.rule.operator in NO_VALUE or ":" in self.rule.operator:
            return "none"
        if self.attribute.kind == "money":
            return "money"
        if self.attribute.kind in ("amount", "number", "percent", "millionths"):
            return "number"
        if self.rule.operator in SEVERAL:
            return "choices" if self.attribute.choices else "texts"
        return "choice" if self.attribute.choices else "text"

    @property
    def unit(self) -> str:
        """What stands behind a number."""
        return "%" if self.attribute and self.attribute.kind in ("percent", "millionths") else ""


class Block(Data, frozen=True, kw_only=True):
    """A row alone, or a group of rows."""

    place: str
    rows: tuple[Row, ...]
    is_group: bool = False
    is_any: bool = False


class Builder(Data, frozen=True, kw_only=True):
    """A condition as its form shows it: rows, or the text that rows cannot say."""

    name: str
    text: str
    is_rows: bool
    can_be_rows: bool
    is_any: bool
    blocks: tuple[Block, ...]
    attributes: tuple[Attribute, ...]
    currencies: tuple[str, ...]
    sentence: str

    @property
    def is_full(self) -> bool:
        return sum(len(block.rows) for block in self.blocks) >= MOST_ROWS


class Wording(Data, frozen=True, kw_only=True):
    """What a condition is shown with: the noun it is about, what rows can ask for, and the reader's formats.

    The first currency is the one a new row begins with.
    """

    noun: str
    attributes: tuple[Attribute, ...]
    currencies: tuple[str, ...]
    formatter: Any


# ---- what was posted -------------------------------------------------------------------------------------------------


class Posted(Data, frozen=True, kw_only=True):
    """A condition as it came with a form."""

    is_rows: bool
    text: str
    phrase: Phrase


def read_posted(name: str, fields: Iterable[tuple[str, Any]]) -> Posted:
    """The rows or the text of a builder in a posted form; rows as far as they are filled in."""
    found: dict[tuple[int, ...], dict[str, list[str]]] = {}
    single: dict[str, str] = {}
    for key, value in fields:
        if not isinstance(value, str) or not (key == name or key.startswith(f"{name}.")):
            continue
        *places, what = key.removeprefix(name).strip(".").split(".")
        if not places:
            single[what] = value
        elif len(places) <= 2 and all(one.isascii() and one.isdigit() and len(one) < 4 for one in places):
            spot = tuple(int(one) for one in places)
            found.setdefault(spot, {}).setdefault(what, []).append(value)
    text = single.get("", "").strip()
    if single.get("mode") != "rows":
        return Posted(is_rows=False, text=text, phrase=Phrase())
    return Posted(is_rows=True, text=text, phrase=_phrase(found, single.get("any") == "any"))


def _phrase(found: dict[tuple[int, ...], dict[str, list[str]]], is_any: bool) -> Phrase:
    parts: list[Rule | Group] = []
    for at in sorted({spot[0] for spot in found})[:MOST_ROWS]:
        inner = [found[spot] for spot in sorted(found) if len(spot) == 2 and spot[0] == at]
        own = found.get((at,), {})
        if inner or "any" in own:
            parts.append(Group(own.get("any", [""])[0] == "any", tuple(_rule(one) for one in inner[:MOST_ROWS])))
        else:
            parts.append(_rule(own))
    return Phrase(is_any, tuple(parts))


def _rule(posted: dict[str, list[str]]) -> Rule:
    def first(what: str) -> str:
        return posted.get(what, [""])[0]

    values = [one.strip()[:200] for one in posted.get("value", []) if one.strip()]
    operator = first("operator")
    if operator in SEVERAL:
        # Without ticks several values are typed with commas between them.
        values += [one.strip() for text in posted.get("values", []) for one in text.split(",") if one.strip()]
    else:
        values = values[:1]
    return Rule(first("field"), operator, tuple(dict.fromkeys(values))[:VALUES_MAXIMUM], first("currency"))


def suited(phrase: Phrase, attributes: Sequence[Attribute]) -> Phrase:
    """The same rows with an operator that each attribute has; what does not suit a new attribute is dropped."""
    known = {one.path: one for one in attributes}
    parts: list[Rule | Group] = []
    for part in phrase.parts:
        if isinstance(part, Group):
            parts.append(Group(part.is_any, tuple(_suit(rule, known) for rule in part.rules)))
        else:
            parts.append(_suit(part, known))
    return Phrase(phrase.is_any, tuple(parts))


def _suit(rule: Rule, known: dict[str, Attribute]) -> Rule:
    attribute = known.get(rule.field)
    if attribute is None or rule.operator in attribute.operators:
        return rule
    return Rule(rule.field, attribute.operators[0])


def rearranged(phrase: Phrase, action: str, wording: Wording) -> Phrase:
    """The rows after `add`, `add_group`, `add:<place>` or `remove:<place>`; anything else leaves them."""
    verb, _, place = action.partition(":")
    spot = [int(one) for one in place.split(".") if one.isdigit()]
    fresh, parts = _fresh(wording), list(phrase.parts)
    count = sum(len(part.rules) if isinstance(part, Group) else 1 for part in parts)
    if verb in ("add", "add_group") and count < MOST_ROWS:
        if not spot:
            parts.append(Group(not phrase.is_any, (fresh, fresh)) if verb == "add_group" else fresh)
        elif spot[0] < len(parts) and isinstance(group := parts[spot[0]], Group):
            parts[spot[0]] = Group(group.is_any, (*group.rules, fresh))
    elif verb == "remove" and spot and spot[0] < len(parts):
        part = parts[spot[0]]
        if len(spot) > 1 and isinstance(part, Group):
            left = tuple(rule for at, rule in enumerate(part.rules) if at != spot[1])
            parts[spot[0] : spot[0] + 1] = [Group(part.is_any, left)] if left else []
        else:
            parts.pop(spot[0])
    return Phrase(phrase.is_any, tuple(parts))


def _fresh(wording: Wording) -> Rule:
    attributes, currency = wording.attributes, wording.currencies[0]
    first = next((one for one in attributes if one.is_main), attributes[0] if attributes else None)
    if first is None:
        return Rule("", "")
    return Rule(first.path, first.operators[0], (), currency if first.kind == "money" else "")


class Written(Data, frozen=True, kw_only=True):
    """A posted condition after what its buttons do: the text to store, and the builder to show again."""

    text: str
    builder: Builder
    is_finished: bool

    def errors(self) -> dict[str, list[str]]:
        """What is missing in the rows, by the field that an error summary leads to."""
        rows = [row for block in self.builder.blocks for row in block.rows if row.problem]
        return {f"{self.builder.name}.{row.place}.value": [row.problem] for row in rows}


def written(name: str, fields: Iterable[tuple[str, Any]], action: str, wording: Wording) -> Written:
    """The condition of a posted form, after what its buttons do to it (`<name>:add` and the like)."""
    came = read_posted(name, fields)
    step = action.removeprefix(f"{name}:") if action.startswith(f"{name}:") else ""
    if not came.is_rows:
        shown = show_text(name, came.text, wording, as_text=step != "rows")
        return Written(text=came.text, builder=shown, is_finished=True)
    phrase = rearranged(came.phrase, step, wording)
    try:
        text: str | None = write_phrase(suited(phrase, wording.attributes), wording.attributes)
    except NotFinished:
        text = None
    if step == "text" and text is not None:
        return Written(text=text, builder=show_text(name, text, wording, as_text=True), is_finished=True)
    # Only rows that shall count are judged; half a row is no mistake while somebody still fills it in.
    shown = show_rows(name, phrase, wording, is_judged=not action or step == "text")
    return Written(text=text or "", builder=shown, is_finished=text is not None)


# ---- what the page shows ---------------------------------------------------------------------------------------------


def show_text(name: str, text: str, wording: Wording, *, as_text: bool = False) -> Builder:
    """A stored condition as rows where rows can say it; as its text otherwise, or when wanted."""
    phrase = read_phrase(text, wording.attributes)
    if phrase is None or as_text:
        return _builder(name, text, None, wording, can_be_rows=phrase is not None)
    return _builder(name, text, phrase, wording)


def show_rows(name: str, phrase: Phrase, wording: Wording, *, is_judged: bool = True) -> Builder:
    """Rows as they were posted, with what is still missing in each when they are `is_judged`."""
    phrase = suited(phrase, wording.attributes)
    try:
        return _builder(name, write_phrase(phrase, wording.attributes), phrase, wording)
    except NotFinished as unfinished:
        problems = unfinished.problems if is_judged else {}
        return _builder(name, "", phrase, wording, problems=problems)


def _builder(
    name: str,
    text: str,
    phrase: Phrase | None,
    wording: Wording,
    *,
    can_be_rows: bool = True,
    problems: dict[str, str] | None = None,
) -> Builder:
    known = {one.path: one for one in wording.attributes}
    parts = phrase.parts if phrase else ()
    return Builder(
        name=name,
        text=text,
        is_rows=phrase is not None,
        can_be_rows=can_be_rows,
        is_any=bool(phrase and phrase.is_any),
        blocks=tuple(_block(str(at), part, known, problems or {}) for at, part in enumerate(parts)),
        attributes=wording.attributes,
        currencies=wording.currencies,
        sentence=sentence(text, wording) if text or not parts else "",
    )


def _block(place: str, part: Rule | Group, known: dict[str, Attribute], problems: dict[str, str]) -> Block:
    if isinstance(part, Rule):
        return Block(place=place, rows=(_row(place, part, known, problems),))
    rows = tuple(_row(f"{place}.{at}", rule, known, problems) for at, rule in enumerate(part.rules))
    return Block(place=place, rows=rows, is_group=True, is_any=part.is_any)


def _row(place: str, rule: Rule, known: dict[str, Attribute], problems: dict[str, str]) -> Row:
    attribute = known.get(rule.field)
    options = tuple(Option(one, operator_words(one, attribute)) for one in attribute.operators) if attribute else ()
    return Row(place=place, rule=rule, attribute=attribute, operators=options, problem=problems.get(place, ""))


def operator_words(operator: str, attribute: Attribute) -> str:
    """ "is more than", or "is more than the requester's limit" for a comparison with another attribute."""
    sign, _, rival = operator.partition(":")
    if attribute.kind == "list" and sign in ("holds", "holds not"):
        return "include" if sign == "holds" else "do not include"
    words = OPERATORS.get(sign, sign)
    return f"{words} {dict(attribute.rivals).get(rival, rival)}" if rival else words


# ---- read back in words ----------------------------------------------------------------------------------------------


def sentence(text: str, wording: Wording) -> str:
    """A condition in words: "An order over 5,000.00 GBP for cost centre Marine"; "" when rows cannot say it."""
    phrase = read_phrase(text, wording.attributes)
    if phrase is None:
        return ""
    if not phrase.parts:
        return f"Every {wording.noun}"
    known = {one.path: one for one in wording.attributes}
    article = "An" if wording.noun[:1] in "aeiou" else "A"
    heads: list[str] = []
    clauses: list[str] = []
    for part in phrase.parts:
        brief = "" if phrase.is_any or isinstance(part, Group) else _brief(part, known[part.field], wording, heads)
        if brief:
            heads.append(brief)
        else:
            clauses.append(_part(part, known, wording))
    start = " ".join([article, wording.noun, *heads])
    if not clauses:
        return start
    return f"{start} where {(' or ' if phrase.is_any else ' and ').join(clauses)}"


def _brief(rule: Rule, attribute: Attribute, wording: Wording, heads: Sequence[str]) -> str:
    """The main amount first ("over 5,000.00 GBP"), then names ("for cost centre Marine")."""
    if attribute.is_main and rule.operator in _BRIEF and not heads:
        return _BRIEF[rule.operator].format(_value(rule.values[0], rule, attribute, wording.formatter))
    is_name = attribute.kind in ("text", "choice", "organization") and rule.operator == "=="
    if is_name:
        return f"for {_small(attribute.label)} {_value(rule.values[0], rule, attribute, wording.formatter)}"
    return ""


def _part(part: Rule | Group, known: dict[str, Attribute], wording: Wording) -> str:
    if isinstance(part, Group):
        inner = (" or " if part.is_any else " and ").join(_part(rule, known, wording) for rule in part.rules)
        return f"({inner})"
    attribute = known[part.field]
    if part.operator in ("yes", "no"):
        return f"{'it' if part.operator == 'yes' else 'it is not so that it'} {_small(attribute.label)}"
    values = [_value(one, part, attribute, wording.formatter) for one in part.values]
    return " ".join(
        one for one in (_small(attribute.label), operator_words(part.operator, attribute), _listed(values)) if one
    )


def _listed(values: Sequence[str]) -> str:
    return " or ".join([", ".join(values[:-1]), values[-1]]) if len(values) > 1 else "".join(values)


def _small(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def _value(text: str, rule: Rule, attribute: Attribute, formatter: Formatter) -> str:
    try:
        if attribute.kind == "money" and rule.currency:
            return formatter.money(Money.parse(text, rule.currency))
        if attribute.kind in ("money", "amount"):
            return f"{formatter.number(Decimal(text), attribute.exponent)} in its own currency"
        if attribute.kind in ("percent", "millionths"):
            return f"{formatter.number(Decimal(text).normalize() + 0)}\u00a0%"
        if attribute.kind == "number":
            return formatter.number(Decimal(text))
    except (HanseError, InvalidOperation):
        return text
    return dict(attribute.choices).get(text, text)
