"""The functions a condition may call, and the ones that make a constant (`money`, `timestamp`, `duration`)."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from hanse.kit.money import Money
from hanse.kit.quantity import Quantity
from hanse.platform.authz.library import CalculationFailed, compile_expression, run
from hanse.platform.authz.nodes import Const, Value

LONGEST_PATTERN: Final = 100
MOST_REPEATS: Final = 64


# Classes of all the world's letters make large programs: \\w{32} takes 8 ms to compile where [a-z]{32} takes 0.1.
_UNICODE_CLASS: Final = re.compile(r"\\[wWpP]")
_REPEATS: Final = re.compile(r"\{\s*([0-9]+)\s*(?:,\s*([0-9]*)\s*)?\}")
_MATCHES: Final = compile_expression("text.matches(pattern)")


class Method(msgspec.Struct, frozen=True):
    """A method of CEL: the kind it is called on, the kinds of its arguments, the kind it gives."""

    target: str
    arguments: tuple[str, ...]
    gives: str


_TEXT_TEST: Final = Method("text", ("text",), "yes_no")
_PART_OF_TIME: Final = Method("time", (), "number")

METHODS: Final[dict[str, Method]] = {
    "contains": _TEXT_TEST,
    "startsWith": _TEXT_TEST,
    "endsWith": _TEXT_TEST,
    "matches": _TEXT_TEST,
    "getFullYear": _PART_OF_TIME,
    "getMonth": _PART_OF_TIME,
    "getDate": _PART_OF_TIME,
    "getDayOfWeek": _PART_OF_TIME,
    "getHours": _PART_OF_TIME,
    "getMinutes": _PART_OF_TIME,
}


def problem_of_call(name: str, arguments: tuple[Value, ...]) -> str | None:
    """Say why a known method cannot be called like this, or None when it can."""
    method = METHODS[name]
    if len(arguments) != len(method.arguments):
        return f"{name} takes {len(method.arguments) or 'no'} argument{'s' if len(method.arguments) > 1 else ''}"
    return _problem_of_pattern(arguments[0]) if name == "matches" else None


def _problem_of_pattern(pattern: Value) -> str | None:
    """The library's regular expressions run in linear time but are compiled at each use, so their size is bounded."""
    if not isinstance(pattern, Const) or not isinstance(pattern.value, str):
        return "matches takes a pattern written in quotes"
    text = pattern.value
    if len(text) > LONGEST_PATTERN:
        return f"a pattern has at most {LONGEST_PATTERN} characters"
    if _UNICODE_CLASS.search(text):
        return "a pattern lists its letters, as in [A-Za-z]; \\w and \\p are too slow"
    repeats = [max(1, *(int(digits or 0) for digits in counts)) for counts in _REPEATS.findall(text)]
    if math.prod(repeats) > MOST_REPEATS:
        return f"all the repeats of a pattern, multiplied, are at most {MOST_REPEATS}"
    try:
        run(_MATCHES, {"text": "", "pattern": text})
    except CalculationFailed as problem:
        return f"the pattern is not a regular expression ({problem})"
    return None


def make_constant(name: str, arguments: tuple[Value, ...]) -> Any:
    """Make the value of one of MAKERS. Raises ValueError with a sentence for the author."""
    maker, count, example = MAKERS[name]
    texts = [
        argument.value for argument in arguments if isinstance(argument, Const) and isinstance(argument.value, str)
    ]
    if len(texts) != count or len(arguments) != count:
        raise ValueError(f"{name} takes texts in quotes, as in {example}")
    try:
        return maker(*texts)
    except ValueError as problem:
        raise ValueError(f"{name} cannot read this ({str(problem).rstrip('.')}); write it like {example}") from problem


def _timestamp(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("the time zone is missing")
    return value


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?", text)
    if match is None or not text:
        raise ValueError("it is made of hours, minutes and seconds")
    hours, minutes, seconds = (int(digits or 0) for digits in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


MAKERS: Final[dict[str, tuple[Any, int, str]]] = {
    "money": (Money.parse, 2, 'money("5000.00", "GBP")'),
    "quantity": (Quantity.parse, 2, 'quantity("2.5", "MTR")'),
    "timestamp": (_timestamp, 1, 'timestamp("2026-12-31T23:59:59Z")'),
    "duration": (_duration, 1, 'duration("48h") or duration("1h30m")'),
}
FUNCTIONS: Final = ", ".join(sorted([*METHODS, *MAKERS, "has", "size", "all", "exists"]))
