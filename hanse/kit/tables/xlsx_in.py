"""XLSX in: streams one sheet of a workbook with bounded memory, whatever the file claims about itself.

Written on expat because readers that build the whole grid first allocate it from two cell addresses: a file of 5 kB
asked for 3 GB. What is stored as a number, date or truth value comes out canonical; error cells and formulas without
a result are faults of their row, never blanks. How number formats tell dates is in `xlsx_styles`.
"""

from __future__ import annotations

import errno
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from hanse.kit.tables.rows import RawRow, TableLimits, TableMalformed, TableTooLarge, TableUnreadable
from hanse.kit.tables.xlsx_styles import NotInCalendar, StyleReader, moment_text

_CHUNK: Final = 64 * 1024
_TOKEN_LIMIT: Final = 1024 * 1024
_ENTRY_LIMIT: Final = 10_000
_SMALL_PART: Final = 16 * 1024 * 1024
_ROW_LIMIT: Final = 1_048_576
_COLUMN_LIMIT: Final = 16_384
_DEPTH_LIMIT: Final = 64
_NAME_LIMIT: Final = 1_000
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_BROKEN: Final = "This workbook is damaged; open it in a spreadsheet program and save it again"
# What zipfile, zlib and expat raise for bytes that are not what they claim: sizes, offsets, names, encodings.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    expat.ExpatError,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
)


def read_xlsx(data: BinaryIO, sheet: str | None, limits: TableLimits) -> tuple[str, Iterator[RawRow]]:
    """Give the name of the sheet (the named or first visible one) and its rows, numbered as the spreadsheet shows.

    Raises TableUnreadable, TableMalformed, TableTooLarge; some only while the rows are drawn.
    """
    data.seek(0)
    try:
        archive = zipfile.ZipFile(data)
        if len(archive.infolist()) > _ENTRY_LIMIT:
            raise TableTooLarge("This workbook has too many parts")
    except _DAMAGE:
        raise TableUnreadable(_BROKEN) from None
    except OSError as error:
        raise _damage_or_disk(error) from None
    book = _Workbook(archive)
    name, part = book.find_sheet(sheet)
    styles = StyleReader()
    if book.styles_part is not None:
        _parse_part(archive, book.styles_part, styles, _SMALL_PART)
    shared = _SharedText(limits)
    if book.shared_part is not None:
        _parse_part(archive, book.shared_part, shared, limits.shared_text)
    reader = _SheetReader(shared.texts, styles.kinds, book.is_1904, limits)
    return name, _sheet_rows(archive, part, reader, limits)


def _sheet_rows(archive: zipfile.ZipFile, part: str, reader: _SheetReader, limits: TableLimits) -> Iterator[RawRow]:
    for _ in _feed(archive, part, reader, limits.expanded):
        yield from reader.take_rows()
    yield from reader.take_rows()


def _parse_part(archive: zipfile.ZipFile, part: str, handler: Any, limit: int) -> None:
    for _ in _feed(archive, part, handler, limit):
        pass


def _feed(archive: zipfile.ZipFile, part: str, handler: Any, limit: int) -> Iterator[None]:
    """Parse a part in pieces, pausing after each; `handler` has start(name, attributes), end(name), text(data)."""
    parser = _new_parser(handler)
    size = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TableTooLarge("This workbook is too large when unpacked; send the data as CSV")
                parser.Parse(chunk, False)
                if size - parser.CurrentByteIndex > _TOKEN_LIMIT:
                    raise TableMalformed(_BROKEN)
                yield
            parser.Parse(b"", True)
    except _DAMAGE:
        raise TableMalformed(_BROKEN) from None
    except OSError as error:
        raise _damage_or_disk(error) from None


def _damage_or_disk(error: OSError) -> Exception:
    """A workbook whose offsets point before the start of the file makes the seek invalid; else the disk is at fault."""
    return TableMalformed(_BROKEN) if error.errno == errno.EINVAL else error


def _new_parser(handler: Any) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # Expat keeps every open element and every distinct name until the end, so both are bounded.
    local_names: dict[str, str] = {}
    attribute_names: set[str] = set()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        local = local_names.get(name)
        if local is None:
            local = local_names[name] = name.rpartition(" ")[2]
        if not attribute_names.issuperset(attributes):
            attribute_names.update(attributes)
        if depth > _DEPTH_LIMIT or len(local_names) + len(attribute_names) > _NAME_LIMIT:
            raise TableMalformed(_BROKEN)
        handler.start(local, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(local_names[name])

    def refuse(*_: object) -> None:
        # Office files have no document type; one is there only to define entities that expand without end.
        raise TableMalformed(_BROKEN)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    return parser


class _Relations:
    """Reads a .rels part: what each relation id, and each kind of relation, points to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.by_id: dict[str, str] = {}
        self.by_kind: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target")
        if name != "Relationship" or target is None or attributes.get("TargetMode") == "External":
            return
        path = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
        self.by_id[attributes.get("Id", "")] = path
        self.by_kind.setdefault(attributes.get("Type", "").rpartition("/")[2], path)

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class _Workbook:
    """The list of sheets and where the parts are."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False
        roots = _Relations("")
        _parse_part(archive, "_rels/.rels", roots, _SMALL_PART)
        main = roots.by_kind.get("officeDocument")
        if main is None:
            raise TableUnreadable("This file is not a workbook; send a CSV or an XLSX file")
        _parse_part(archive, main, self, _SMALL_PART)
        folder, name = posixpath.split(main)
        self._relations = _Relations(folder)
        _parse_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"), self._relations, _SMALL_PART)
        self.styles_part = self._relations.by_kind.get("styles")
        self.shared_part = self._relations.by_kind.get("sharedStrings")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            is_visible = attributes.get("state", "visible") == "visible"
            self._sheets.append((attributes.get("name", ""), relation, is_visible))

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...

    def find_sheet(self, wanted: str | None) -> tuple[str, str]:
        """Give the name and part of the wanted or first visible sheet. Raises TableUnreadable naming what is there."""
        for name, relation, is_visible in self._sheets:
            part = self._relations.by_id.get(relation)
            if part is not None and (name == wanted if wanted is not None else is_visible):
                return name, part
        names = ", ".join(name for name, _, is_visible in self._sheets[:10] if is_visible)
        raise TableUnreadable(f"There is no such sheet in this workbook; it has: {names[:200] or 'no visible one'}")


class _SharedText:
    """The table of texts that cells refer to by position; readings aids for Japanese (rPh) are not part of the text."""

    def __init__(self, limits: TableLimits) -> None:
        self._limit = limits.cell + 1
        self.texts: list[str] = []
        self._parts: list[str] | None = None
        self._length = 0
        self._is_text = False
        self._is_aid = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts, self._length = [], 0
        elif name == "t":
            self._is_text = not self._is_aid
        elif name == "rPh":
            self._is_aid = True

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append(plain_text("".join(self._parts or ())))
            self._parts = None
        elif name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_aid = False

    def text(self, data: str) -> None:
        if self._is_text and self._parts is not None and self._length <= self._limit:
            self._parts.append(data)
            self._length += len(data)


class _SheetReader:
    """Collects the rows of a sheet as expat walks through it."""

    def __init__(self, shared: list[str], kinds: list[str], is_1904: bool, limits: TableLimits) -> None:
        self._shared = shared
        self._kinds = kinds
        self._is_1904 = is_1904
        self._limits = limits
        self._done: list[RawRow] = []
        self._row: RawRow | None = None
        self._last_row = 0
        self._positions: dict[str, int] = {}
        self._column = -1
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._length = 0
        self._is_text = False
        self._is_aid = False
        self._has_formula = False
        self._has_value = False

    def take_rows(self) -> list[RawRow]:
        """Hand over the rows finished so far."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._is_text = not self._is_aid
            self._has_value = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._is_aid = True

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_text = False
        elif name == "c":
            if self._parts or self._has_formula:
                self._end_cell()
        elif name == "row":
            if self._row is not None and (self._row.texts or self._row.faults):
                self._done.append(self._row)
            self._row = None
        elif name == "rPh":
            self._is_aid = False

    def text(self, data: str) -> None:
        if self._is_text and self._length <= self._limits.cell:
            self._parts.append(data)
            self._length += len(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        found = int(number) if number.isdecimal() and len(number) < 8 else self._last_row + 1
        if found <= self._last_row or found > _ROW_LIMIT:
            raise TableMalformed(_BROKEN)
        self._last_row = found
        self._column = -1
        self._row = RawRow(found, [], set(), {})

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._row is None:
            raise TableMalformed(_BROKEN)
        self._cell = attributes
        self._parts = []
        self._length = 0
        self._has_formula = self._has_value = False
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._column_of(reference)
        if column <= self._column or column >= _COLUMN_LIMIT:
            raise TableMalformed(_BROKEN)
        self._column = column

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        position = self._positions.get(letters)
        if position is None:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise TableMalformed(_BROKEN)
            position = 0
            for letter in match[1]:
                position = position * 26 + ord(letter) - ord("A") + 1
            position = self._positions[letters] = position - 1
        return position

    def _end_cell(self) -> None:
        row = self._row
        if row is None:
            raise TableMalformed(_BROKEN)
        if self._column >= self._limits.columns:
            raise TableTooLarge(f"Row {row.number} has more than {self._limits.columns} columns")
        text, is_native, fault = self._value("".join(self._parts))
        if not text and not fault:
            return
        row.texts.extend([""] * (self._column + 1 - len(row.texts)))
        row.texts[self._column] = text
        if fault:
            row.faults[self._column] = fault
        if is_native:
            row.native.add(self._column)

    def _value(self, raw: str) -> tuple[str, bool, str]:
        """Give the text, whether the file typed it, and what is wrong with it ("" when nothing)."""
        kind = self._cell.get("t", "n")
        if self._has_formula and not self._has_value:
            return "", False, "holds a formula without a result; open and save the file in a spreadsheet program"
        if kind == "s":
            if raw.isdecimal() and int(raw[:9]) < len(self._shared):
                return self._shared[int(raw[:9])], False, ""
            raise TableMalformed(_BROKEN)
        if kind in ("inlineStr", "str"):
            return plain_text(raw), False, ""
        if kind == "b":
            return ("true" if raw.strip() == "1" else "false"), True, ""
        if kind == "e":
            return "", False, f"the spreadsheet shows {raw[:20]}"
        return (raw, True, "") if kind == "d" else self._number(raw.strip())

    def _number(self, raw: str) -> tuple[str, bool, str]:
        style = self._cell.get("s", "0")
        position = int(style) if style.isdecimal() and len(style) < 7 else 0
        kind = self._kinds[position] if position < len(self._kinds) else ""
        if not raw:
            return "", False, ""
        try:
            text = moment_text(raw, kind, self._is_1904) if kind else number_text(raw)
        except NotInCalendar:
            return "", False, "is shown as a date, but is not a day of the calendar"
        except ValueError:
            return "", False, f"{raw[:20]} is not a number"
        return text, True, ""


def plain_text(text: str) -> str:
    """Undo the escapes `_x000D_` that workbooks use for characters XML cannot hold."""
    if "_x" not in text:
        return text
    restored = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return restored.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number_text(raw: str) -> str:
    """Write a stored number as the decimal a person sees: 15 significant digits, no exponent. Raises ValueError."""
    if raw.isascii() and raw.isdigit():
        return raw
    text = format(float(raw), ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    elif text in ("inf", "-inf", "nan"):
        raise ValueError(raw)
    return text
