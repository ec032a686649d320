"""Lines as people paste them to what they mean: article number, quantity, unit. Knows no catalogue. Pure.

Read are cells split by tab, semicolon, bar or comma, with or without a header, and free lines such as "AB-12 4 box" or
"4 x AB-12". Nothing is guessed that could be read in two ways: such a line carries a sentence instead.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from hanse.kit.errors import Invalid
from hanse.kit.tables import DecimalStyle, detect_decimal_style, read_number

TEXT_SHOWN: Final = 200
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u202f]*")
_NUMBER_WITH_UNIT: Final = re.compile(r"([0-9][0-9.,']*)\s*([^\W\d][^\d]*)")
_TIMES_FIRST: Final = re.compile(r"([0-9][0-9.,']*)\s*[x\u00d7*]\s+(\S.*)", re.IGNORECASE)
_TIMES_LAST: Final = re.compile(r"(\S.*?)\s+[x\u00d7*]\s*([0-9][0-9.,']*)(?:\s+(\S+))?", re.IGNORECASE)
_HEADS: Final = {
    "sku": frozenset(
        [
            "sku",
            "article",
            "articlenumber",
            "articleno",
            "item",
            "itemnumber",
            "itemno",
            "part",
            "partnumber",
            "partno",
            "product",
            "productnumber",
            "code",
            "artikel",
            "artikelnummer",
            "artikelnr",
            "artnr",
            "materialnummer",
            "material",
            "bestellnummer",
            "reference",
            "ref",
            "réf",
        ]
    ),
    "quantity": frozenset(
        [
            "qty",
            "quantity",
            "amount",
            "count",
            "pieces",
            "menge",
            "anzahl",
            "stückzahl",
            "stk",
            "quantité",
            "qté",
            "cantidad",
        ]
    ),
    "unit": frozenset(["unit", "uom", "units", "einheit", "me", "mengeneinheit", "unité", "unidad"]),
    "note": frozenset(["note", "notes", "remark", "comment", "bemerkung", "notiz", "remarque"]),
}


class PastedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line as understood. `quantity` is a plain decimal; None where none was written. `problem` is a sentence."""

    number: int
    text: str
    sku: str
    quantity: str | None = None
    unit: str | None = None
    note: str = ""
    problem: str = ""


class _Cells(msgspec.Struct):
    """The parts of a line before its number is read."""

    number: int
    text: str
    sku: str
    amount: str = ""
    unit: str = ""
    note: str = ""
    problem: str = ""


def read_text(text: str) -> list[PastedLine]:
    """Read pasted text; blank lines and a header say nothing. Lines are counted as they stand in the text, from 1."""
    found: list[_Cells] = []
    heads: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        shown = line.strip().strip("\ufeff")
        if not shown:
            continue
        cells = _split(line.strip("\ufeff\r\n"))
        if cells is not None and not any(cells):
            continue
        if not found and not heads and cells is not None and (heads := _heads(cells)):
            continue
        if not found and _is_head_of_words(shown):
            continue
        found.append(_from_cells(number, shown, cells, heads) if cells is not None else _from_words(number, shown))
    return _finished(found)


def read_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> list[PastedLine]:
    """Read the rows of a table: (number a spreadsheet shows, texts); the first may be a header."""
    found: list[_Cells] = []
    heads: dict[str, int] = {}
    for number, texts in rows:
        cells = [cell.strip() for cell in texts]
        shown = " ".join(filter(None, cells))
        if not shown:
            continue
        if not found and not heads and (heads := _heads(cells)):
            continue
        if len(cells) == 1 or not any(cells[1:]):
            found.append(_from_words(number, cells[0] or shown))
        else:
            found.append(_from_cells(number, shown, cells, heads))
    return _finished(found)


def _finished(found: list[_Cells]) -> list[PastedLine]:
    style = detect_decimal_style(one.amount for one in found if one.amount)
    return [_line(one, style) for one in found]


def _line(one: _Cells, style: DecimalStyle | None) -> PastedLine:
    quantity: str | None = None
    problem = one.problem
    if one.amount and not problem:
        try:
            quantity = _plain(one.amount, style)
        except Invalid as error:
            problem = error.message.replace(
                "say whether this file uses a decimal point or a decimal comma", "write one"
            )
    if not one.sku and not problem:
        problem = "There is no article number in this line"
    return PastedLine(
        number=one.number,
        text=one.text[:TEXT_SHOWN],
        sku=one.sku[:120],
        quantity=quantity,
        unit=one.unit[:60] or None,
        note=one.note[:500],
        problem=problem,
    )


def _plain(amount: str, style: DecimalStyle | None) -> str:
    """A number without needless zeros behind its point, so that 2.50 and 2.5 are one."""
    read = read_number(amount.replace("'", ""), style)
    return read.rstrip("0").rstrip(".") if "." in read else read


def _split(line: str) -> list[str] | None:
    """The cells of a line with a separator; None for free words."""
    for separator in ("\t", ";", "|"):
        if separator in line:
            return _cells(line, separator)
    if "," not in line:
        return None
    cells = _cells(line, ",")
    words = line.split()
    free = len(words) > 1 and not any(word.endswith(",") or word.startswith(",") for word in words)
    if free and any(_NUMBER.fullmatch(word) for word in words[1:]) and '"' not in line:
        return None
    return cells


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return [cell.strip().strip('"') for cell in line.split(separator)]


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """Which column is what, when this row is a header; else nothing."""
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        word = re.sub(r"[\W_]", "", cell).lower()
        for name, known in _HEADS.items():
            if word in known:
                found.setdefault(name, position)
    return found if "sku" in found and len(found) > 1 else {}


def _is_head_of_words(line: str) -> bool:
    return bool(_heads(line.split()))


def _from_cells(number: int, text: str, cells: Sequence[str], heads: dict[str, int]) -> _Cells:
    if heads:
        taken = {name: cells[place] if place < len(cells) else "" for name, place in heads.items()}
        one = _Cells(
            number, text, taken["sku"], taken.get("quantity", ""), taken.get("unit", ""), taken.get("note", "")
        )
        return _with_unit_in_amount(one)
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        return _from_words(number, filled[0])
    sku, rest = filled[0], filled[1:]
    if _NUMBER.fullmatch(sku) and not _has_number(rest):
        sku, rest = rest[0], [filled[0], *rest[1:]]
    place = next((index for index, cell in enumerate(rest) if _amount_of(cell)), None)
    if place is None:
        return _Cells(number, text, sku, problem=f"There is no quantity behind {sku}; write it in the second column")
    unit = rest[place + 1] if place + 1 < len(rest) else ""
    if "," in text and ";" not in text and "\t" not in text and _NUMBER.fullmatch(unit):
        problem = (
            f"{rest[place]},{unit} could be one number or two; write {rest[place]}.{unit} or separate with semicolons"
        )
        return _Cells(number, text, sku, problem=problem)
    return _with_unit_in_amount(_Cells(number, text, sku, rest[place], "" if _NUMBER.fullmatch(unit) else unit))


def _has_number(cells: Sequence[str]) -> bool:
    return any(_amount_of(cell) for cell in cells)


def _amount_of(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _NUMBER_WITH_UNIT.fullmatch(cell))


def _with_unit_in_amount(one: _Cells) -> _Cells:
    """A cell such as "5 box" or "2.5m" holds quantity and unit."""
    match = _NUMBER_WITH_UNIT.fullmatch(one.amount)
    if match is not None:
        one.amount, one.unit = match[1], one.unit or match[2].strip()
    return one


def _from_words(number: int, text: str) -> _Cells:
    """A free line: article, quantity, unit, with blanks or a sign of times between."""
    if match := _TIMES_FIRST.fullmatch(text):
        rest = match[2].split()
        unit = rest[-1] if len(rest) > 1 else ""
        return _Cells(number, text, "".join(rest[:-1]) or rest[0], match[1], unit)
    if match := _TIMES_LAST.fullmatch(text):
        return _Cells(number, text, match[1], match[2], match[3] or "")
    words = text.split()
    sku, amount, unit = _ends(words) if len(words) > 1 else (text, "", "")
    return _Cells(number, text, sku, amount, unit)


def _ends(words: list[str]) -> tuple[str, str, str]:
    """Article, amount and unit by what the line ends with; all of it is the article when that is no number."""
    last = words[-1]
    if _NUMBER.fullmatch(last):
        return " ".join(words[:-1]), last, ""
    if len(words) > 2 and _NUMBER.fullmatch(words[-2]):
        return " ".join(words[:-2]), words[-2], last
    if match := _NUMBER_WITH_UNIT.fullmatch(last):
        return " ".join(words[:-1]), match[1], match[2]
    if _NUMBER.fullmatch(words[0]) and len(words) == 2:
        return last, words[0], ""
    return " ".join(words), "", ""
