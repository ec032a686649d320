"""Which number formats of a workbook mean a date, and how its day numbers become ISO 8601 texts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

# Built-in formats of ECMA-376, 18.8.30; 27 to 36 and 50 to 58 are the East Asian dates.
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(50, 59), 45, 47})
_ELAPSED: Final = 46
_LITERALS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED_CODE: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_DATE_CODE: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_SECONDS_A_DAY: Final = 86_400
_LAST_DAY: Final = 2_958_466
_STYLE_LIMIT: Final = 100_000

DATE: Final = "date"
ELAPSED: Final = "elapsed"


class NotInCalendar(ValueError):
    """The number of days lies outside the calendar of workbooks, or is their 29 February 1900."""


class StyleReader:
    """Reads styles.xml: `kinds[i]` tells of style i whether it shows a date, an elapsed time or, "", a number."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self._codes: dict[str, str] = {}
        self._is_in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and len(self._codes) < _STYLE_LIMIT:
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_in_cells = True
        elif name == "xf" and self._is_in_cells and len(self.kinds) < _STYLE_LIMIT:
            self.kinds.append(self._kind_of(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_in_cells = False

    def text(self, data: str) -> None: ...

    def _kind_of(self, format_id: str) -> str:
        code = self._codes.get(format_id)
        if code is not None:
            return kind_of_code(code)
        number = int(format_id) if format_id.isdecimal() and len(format_id) < 6 else 0
        if number == _ELAPSED:
            return ELAPSED
        return DATE if number in _DATES else ""


def kind_of_code(code: str) -> str:
    """Tell what a number format code shows: DATE, ELAPSED or "" for a number."""
    # Only the first section counts: the others are for negative numbers, zero and text.
    bare = _LITERALS.sub("", code).split(";", 1)[0]
    if bare.strip().casefold() == "general":
        return ""
    if _ELAPSED_CODE.search(bare):
        return ELAPSED
    return DATE if _DATE_CODE.search(bare) else ""


def moment_text(raw: str, kind: str, is_1904: bool) -> str:
    """Write a day number as "2026-01-31", "2026-01-31T08:30:00", "08:30:00" or, elapsed, "27:30:00".

    To the second. Raises ValueError when it is no number, NotInCalendar when there is no such day.
    """
    days = float(raw)
    if not 0 <= days < _LAST_DAY:
        raise NotInCalendar(raw)
    seconds = round(days * _SECONDS_A_DAY)
    if kind == ELAPSED:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    day, rest = divmod(seconds, _SECONDS_A_DAY)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if day == 0 and not is_1904:
        return clock
    if is_1904:
        start = date(1904, 1, 1)
    elif day == 60:
        # Workbooks count a 29 February 1900 that never was.
        raise NotInCalendar(raw)
    else:
        start = date(1899, 12, 31) if day < 60 else date(1899, 12, 30)
    shown = (start + timedelta(days=day)).isoformat()
    return f"{shown}T{clock}" if rest else shown
