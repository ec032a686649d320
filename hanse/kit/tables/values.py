"""Numbers, dates and yes/no as people in different countries type them, read exactly or refused with a reason.

What can be read in two ways is never guessed: it is reported with both readings, until the importing person says
which style the file uses. Results are canonical texts ("1234.50") for Money.parse and Quantity.parse; no float is
involved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from hanse.kit.errors import Invalid

DecimalStyle = Literal["point", "comma"]
DateOrder = Literal["dmy", "mdy"]

_SPACES: Final = "[ \u00a0\u2009\u202f'\u2019]"
_SIGNED: Final = re.compile(r"(?P<sign>[-+\u2212]?)\s*(?P<body>[0-9.,'\u2019 \u00a0\u2009\u202f]+)")
_SHORTENED: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+")
_ISO_DATE: Final = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_LOCAL_DATE: Final = re.compile(r"([0-9]{1,2})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4})")
_LENGTH_LIMIT: Final = 60

_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "y", "1", "x"), True),
    **dict.fromkeys(("false", "no", "n", "0"), False),
}


# India groups by two before the last three digits, always with commas.
_INDIAN: Final = "[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"


def _grouped(group: str, point: str, *others: str) -> re.Pattern[str]:
    """Digits with complete groups of three, or with none, then decimals."""
    groups = [rf"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+" for sign in (group, _SPACES)]
    return re.compile(rf"(?P<whole>{'|'.join([*groups, *others, '[0-9]+'])})?(?:{point}(?P<decimals>[0-9]+))?")


_NOT_DIGITS: Final = re.compile(r"[^0-9]")
_STYLES: Final[dict[DecimalStyle, re.Pattern[str]]] = {
    "point": _grouped(",", r"\.", _INDIAN),
    "comma": _grouped(r"\.", ","),
}


class NotANumber(Invalid, ValueError):
    """The text is not a number."""

    code = "not_a_number"
    title = "This is not a number"


class AmbiguousNumber(Invalid, ValueError):
    """The text is one number with a decimal point and another with a decimal comma; `extra` holds both."""

    code = "ambiguous_number"
    title = "This number can be read in two ways"


class NotADate(Invalid, ValueError):
    """The text is not a date of the calendar."""

    code = "not_a_date"
    title = "This is not a date; write it like 2026-01-31"


class AmbiguousDate(Invalid, ValueError):
    """Day and month could be the other way round; `extra` holds both readings."""

    code = "ambiguous_date"
    title = "Day and month of this date could be swapped"


class NotAFlag(Invalid, ValueError):
    """The text is neither yes nor no."""

    code = "not_yes_or_no"
    title = "Write yes or no"


def read_number(text: str, style: DecimalStyle | None = None) -> str:
    """Read a number as typed ("1.234,50", "1,234.50", "1 234,50", "-3") into a plain decimal ("1234.50").

    `style` says whether the decimal sign is a point or a comma; without it, what fits both with different results
    raises AmbiguousNumber, such as "1.234". Raises NotANumber otherwise, also for currency signs, percent and
    1.2E+05.
    """
    stripped = text.strip()
    if _SHORTENED.fullmatch(stripped):
        raise NotANumber(
            f"{stripped[:24]} was shortened by a spreadsheet program and lost digits; "
            "format the column as text or number there and export again"
        )
    found = _readings(stripped)
    if style is not None:
        if style in found:
            return found[style]
        other = f"; it looks like a decimal {'comma' if style == 'point' else 'point'}" if found else ""
        raise NotANumber(f"{stripped[:24]!r} is not a number with a decimal {style}{other}")
    distinct = sorted(set(found.values()))
    if not distinct:
        raise NotANumber(f"{stripped[:24]!r} is not a number; write it like 1234.50, without currency or unit")
    if len(distinct) > 1:
        raise AmbiguousNumber(
            f"{stripped[:24]!r} can mean {found['point']} or {found['comma']}; "
            "say whether this file uses a decimal point or a decimal comma",
            extra={"point": found["point"], "comma": found["comma"]},
        )
    return distinct[0]


def detect_decimal_style(texts: Iterable[str]) -> DecimalStyle | None:
    """Tell the style of a column from the numbers that fit only one; None without evidence or with both."""
    votes: set[DecimalStyle] = set()
    for text in texts:
        found = _readings(text.strip())
        if len(found) == 1:
            votes.update(found)
    return votes.pop() if len(votes) == 1 else None


def read_date(text: str, order: DateOrder | None = None) -> date:
    """Read 2026-01-31, 20260131, 31.01.2026, or 31/01/2026 where only one order of day and month is possible.

    Dots always mean day first. With slashes or hyphens `order` decides; without it, raises AmbiguousDate when both days
    exist. Raises NotADate for others, also for two-digit years and a time of day.
    """
    stripped = text.strip()
    if match := _ISO_DATE.fullmatch(stripped):
        return _calendar_date(int(match[1]), int(match[3]), int(match[4]), stripped)
    match = _LOCAL_DATE.fullmatch(stripped)
    if match is None:
        raise NotADate(f"{stripped[:24]!r} is not a date; write it like 2026-01-31")
    first, separator, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if order == "dmy" or separator == "." or first > 12:
        return _calendar_date(year, second, first, stripped)
    if order == "mdy" or second > 12:
        return _calendar_date(year, first, second, stripped)
    day_first, month_first = (
        _calendar_date(year, second, first, stripped),
        _calendar_date(year, first, second, stripped),
    )
    if day_first != month_first:
        raise AmbiguousDate(
            f"{stripped} can mean {day_first.isoformat()} or {month_first.isoformat()}; "
            "say whether this file writes the day or the month first",
            extra={"dmy": day_first.isoformat(), "mdy": month_first.isoformat()},
        )
    return day_first


def read_flag(text: str) -> bool:
    """Read yes/no, true/false, y/n, 1/0 or x in any case. Raises NotAFlag."""
    flag = _FLAGS.get(text.strip().casefold())
    if flag is None:
        raise NotAFlag(f"{text.strip()[:24]!r} is neither yes nor no")
    return flag


def _readings(text: str) -> dict[DecimalStyle, str]:
    """Give the plain decimal that a text means in each style it fits."""
    match = _SIGNED.fullmatch(text) if len(text) <= _LENGTH_LIMIT else None
    if match is None:
        return {}
    sign = "-" if match["sign"] in ("-", "\u2212") else ""
    found: dict[DecimalStyle, str] = {}
    for style, pattern in _STYLES.items():
        parts = pattern.fullmatch(match["body"])
        if parts is None or not (parts["whole"] or parts["decimals"]):
            continue
        whole = _NOT_DIGITS.sub("", parts["whole"] or "0").lstrip("0") or "0"
        found[style] = f"{sign}{whole}.{parts['decimals']}" if parts["decimals"] else sign + whole
    return found


def _calendar_date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate(f"{text[:24]!r} is not a day of the calendar") from None
