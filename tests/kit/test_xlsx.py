from __future__ import annotations

import errno
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from hanse.kit.errors import HanseError
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.tables import (
    DuplicateHeader,
    EmptyHeader,
    Row,
    RowInvalid,
    Table,
    TableEmpty,
    TableLimits,
    TableMalformed,
    TableTooLarge,
    TableUnreadable,
    open_table,
    write_xlsx,
)
from tests.kit.properties import at_length, texts

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _open(content: bytes, **options: Any) -> Table:
    return open_table(io.BytesIO(content), "list.xlsx", **options)


def _rows(content: bytes, **options: Any) -> list[Row]:
    return list(_open(content, **options))


def _written(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """A workbook as a spreadsheet program would make it, with xlsxwriter's own guesses."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True, **options})
    sheet = book.add_worksheet()
    formats = {date: "dd/mm/yyyy", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
    for number, row in enumerate(rows):
        for position, value in enumerate(row):
            style = book.add_format({"num_format": formats[type(value)]}) if type(value) in formats else None
            sheet.write(number, position, value, style)
    book.close()
    return file.getvalue()


def _packed(sheet: str, **parts: str) -> bytes:
    """A workbook from hand-written XML, for what no spreadsheet program would write."""
    book = parts.get("book", '<sheet name="One" sheetId="1" r:id="rId1"/>')
    names = {
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{parts.get("properties", "")}'
        f"<sheets>{book}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId4" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/sheet2.xml": parts.get("second", _sheet("")),
        "xl/sharedStrings.xml": parts.get("shared", f'{HEAD}<sst xmlns="{MAIN}"/>'),
        "xl/styles.xml": parts.get("styles", f'{HEAD}<styleSheet xmlns="{MAIN}"/>'),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return file.getvalue()


def _sheet(rows: str) -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _text_row(number: int, *cells: str) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'


def test_values_come_out_as_canonical_text_and_say_that_they_were_typed() -> None:
    content = _written(
        [
            ["sku", "price", "from", "at", "clock", "on"],
            ["A1", 1234.5, date(2026, 1, 31), datetime.fromisoformat("2026-01-31T08:30:00"), time(8, 30), True],
            ["-5", 0.1 + 0.2, None, None, None, False],
            ["=x", 5901234123457, None, None, None, None],
            ["1.234", 1e20, None, None, None, None],
            ["z", -0.0005, None, None, None, None],
        ],
        strings_to_formulas=False,
    )
    rows = _rows(content)
    assert [row.number for row in rows] == [2, 3, 4, 5, 6]
    assert list(rows[0].cells.values()) == [
        "A1", "1234.5", "2026-01-31", "2026-01-31T08:30:00", "08:30:00", "true",
    ]  # fmt: skip
    assert rows[0].native == {"price", "from", "at", "clock", "on"}
    assert [row.cells["price"] for row in rows[1:]] == ["0.3", "5901234123457", "100000000000000000000", "-0.0005"]
    assert [row.cells["sku"] for row in rows[1:]] == ["-5", "=x", "1.234", "z"]
    assert rows[1].cells["on"] == "false"


def test_a_stored_number_is_never_ambiguous() -> None:
    (row,) = _rows(_written([["n", "d"], [1.234, date(2026, 1, 2)]]))
    assert row.number_in("n", "comma") == "1.234"
    assert row.date_in("d") == date(2026, 1, 2)


def test_errors_and_formulas_without_a_result_are_problems_not_blanks() -> None:
    content = _packed(
        _sheet(
            _text_row(1, "a", "b")
            + '<row r="2"><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><v>1</v></c></row>'
            + '<row r="3"><c><f>A1*2</f></c></row>'
            + '<row r="4"><c><f>A1*2</f><v>14</v></c></row>'
            + '<row r="5"><c t="str"><f>A1</f><v>x</v></c></row>'
            + '<row r="6"><c><v>abc</v></c></row>'
            + '<row r="7"><c t="str"><f>""</f><v></v></c><c><v>2</v></c></row>'
        )
    )
    rows = _rows(content)
    assert "the spreadsheet shows #DIV/0!" in rows[0].problems[0]
    assert "formula without a result" in rows[1].problems[0]
    assert [row.problems for row in (rows[2], rows[3], rows[5])] == [()] * 3
    assert [rows[2].cells["a"], rows[3].cells["a"], rows[5].cells["a"]] == ["14", "x", ""]
    assert "is not a number" in rows[4].problems[0]
    with pytest.raises(RowInvalid, match="Row 2: column a"):
        _ = rows[0].cells


def test_the_first_visible_or_the_named_sheet_is_read() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name in ("Hidden", "Prices", "Other"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, [name])
        if name == "Hidden":
            sheet.hide()
        if name == "Prices":
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    assert _open(file.getvalue()).columns == ["Prices"]
    assert _open(file.getvalue()).sheet == "Prices"
    assert _open(file.getvalue(), sheet="Other").columns == ["Other"]
    assert _open(file.getvalue(), sheet="Hidden").columns == ["Hidden"]
    with pytest.raises(TableUnreadable, match="Prices, Other"):
        _open(file.getvalue(), sheet="None")


def test_blank_rows_keep_the_numbers_of_the_others() -> None:
    content = _packed(_sheet(_text_row(3, "a") + '<row r="4"/>' + _text_row(9, "x") + '<row r="20"><c s="0"/></row>'))
    assert [(row.number, row.cells["a"]) for row in _rows(content)] == [(9, "x")]


def test_headers_and_extra_cells_are_checked_as_in_csv() -> None:
    with pytest.raises(EmptyHeader, match="Column B"):
        _open(_written([["a", None, "c"]]))
    with pytest.raises(DuplicateHeader, match="A and B"):
        _open(_written([["Price", "price "]]))
    with pytest.raises(TableEmpty):
        _open(_written([]))
    (row,) = _rows(_written([["a"], ["1", None, "x"]]))
    assert row.problems == ("there is a value in column C, which has no name",)


def test_prefixed_names_and_plain_addresses_are_understood() -> None:
    sheet = (
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>a</x:t></x:r>'
        "<x:r><x:t>b</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c></x:row>"
        '<x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )  # fmt: skip
    assert [dict(row.cells) for row in _rows(_packed(sheet))] == [{"ab": "7"}]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("yyyy-mm-dd", "46053", "2026-01-31"),
        ("[$-409]d/m/yyyy;@", "46053", "2026-01-31"),
        ("hh:mm", "0.5", "12:00:00"),
        ("[h]:mm", "1.25", "30:00:00"),
        ("d mmm", "46053.25", "2026-01-31T06:00:00"),
        ("dd/mm/yyyy", "59", "1900-02-28"),
        ("dd/mm/yyyy", "61", "1900-03-01"),
        ("dd/mm/yyyy", "1", "1900-01-01"),
        ("General", "46053", "46053"),
        ("0.00", "46053", "46053"),
        ('0.00" days"', "46053", "46053"),
        ("#,##0\\h", "46053", "46053"),
        ("[Red]0.00", "46053", "46053"),
        ("0_d", "46053", "46053"),
    ],
)
def test_the_number_format_tells_a_date_from_a_number(code: str, number: str, shown: str) -> None:
    escaped = code.replace('"', "&quot;")
    styles = (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="{escaped}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    sheet = _sheet(_text_row(1, "a") + f'<row r="2"><c s="1"><v>{number}</v></c></row>')
    assert [row.cells["a"] for row in _rows(_packed(sheet, styles=styles))] == [shown]


@pytest.mark.parametrize("number", ["60", "-1", "2958466", "1e300", "nan"])
def test_days_outside_the_calendar_are_problems(number: str) -> None:
    styles = f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    sheet = _sheet(_text_row(1, "a") + f'<row r="2"><c><v>{number}</v></c></row>')
    (row,) = _rows(_packed(sheet, styles=styles))
    assert "not a day of the calendar" in row.problems[0]


def test_workbooks_that_count_from_1904_give_the_same_dates() -> None:
    for is_1904 in (False, True):
        content = _written([["d"], [date(2026, 1, 31)]], default_date_format="yyyy-mm-dd", date_1904=is_1904)
        assert [row.cells["d"] for row in _rows(content)] == ["2026-01-31"]


def test_escaped_characters_are_restored() -> None:
    content = _packed(_sheet(_text_row(1, "a") + _text_row(2, "x_x000D_y_x005F_x0041__xD83D__xDE00__xD800_")))
    assert [row.cells["a"] for row in _rows(content)] == ["x\ry_x0041_😀\ufffd"]


def test_two_far_cells_cost_nothing() -> None:
    # Readers that build the grid first would ask for 17 billion cells here.
    content = _packed(
        _sheet(
            _text_row(1, "a")
            + '<row r="1048576"><c r="A1048576"><v>7</v></c><c r="XFD1048576" s="3"/></row>'
        )
    )  # fmt: skip
    tracemalloc.start()
    rows = _rows(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(row.number, row.cells["a"]) for row in rows] == [(1_048_576, "7")]
    assert peak < 5_000_000
    far = _packed(_sheet(_text_row(1, "a") + '<row r="2"><c r="XFD2"><v>7</v></c></row>'))
    with pytest.raises(TableTooLarge, match="Row 2"):
        _rows(far)


def _bomb(piece: str, times: int, before: str = "", after: str = "") -> bytes:
    """A workbook whose sheet unpacks to `times` pieces, made without holding it."""
    skeleton = io.BytesIO(_packed(_sheet("")))
    file = io.BytesIO()
    with zipfile.ZipFile(skeleton) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, source.read(name))
        head, tail = _sheet(_text_row(1, "a") + "|").split("|")
        with target.open("xl/worksheets/sheet1.xml", "w") as stream:
            stream.write((head + before).encode())
            block = (piece * 1000).encode()
            for _ in range(times // 1000):
                stream.write(block)
            stream.write((after + tail).encode())
    return file.getvalue()


@pytest.mark.parametrize(
    "made",
    [
        partial(_bomb, " ", 14_000_000),
        partial(_bomb, "x", 14_000_000, '<row r="2"><c t="inlineStr"><is><t>', "</t></is></c></row>"),
        partial(_bomb, "x", 4_000_000, '<row r="2" y="', '"/>'),
        partial(_bomb, "x", 4_000_000, "<!--", "-->"),
        partial(_bomb, "<c/>", 1_000_000, '<row r="2">', "</row>"),
        partial(_bomb, "<c><v>1</v></c>", 300_000, '<row r="2">', "</row>"),
        partial(_bomb, "<a>", 1_000_000),
    ],
    ids=["blanks", "text", "attribute", "comment", "cells", "values", "depth"],
)
def test_a_small_file_that_unpacks_to_a_large_one_stays_small_in_memory(made: Callable[[], bytes]) -> None:
    content = made()
    assert len(content) < 200_000
    tracemalloc.start()
    try:
        _rows(content, limits=TableLimits(expanded=12_000_000))
    except (TableTooLarge, TableMalformed):
        pass
    else:
        pytest.fail("the bomb was read")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000


def test_names_without_end_are_refused() -> None:
    # Expat keeps every name it has seen.
    for piece in ("<n{0}/>", '<row a{0}="1"/>'):
        content = _packed(_sheet("".join(piece.format(number) for number in range(2_000))))
        with pytest.raises(TableMalformed):
            _rows(content)


def test_a_cell_of_many_characters_is_a_problem_of_its_row() -> None:
    content = _packed(_sheet(_text_row(1, "a") + _text_row(2, "x" * 100_000) + _text_row(3, "y")))
    rows = _rows(content, limits=TableLimits(cell=1_000))
    assert "at most 1000 are accepted" in rows[0].problems[0]
    assert rows[1].cells["a"] == "y"


def test_entities_and_document_types_are_refused() -> None:
    laughs = f'{HEAD}<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + _sheet(_text_row(1, "&b;"))[len(HEAD) :]
    outside = f'{HEAD}<!DOCTYPE x SYSTEM "file:///etc/passwd">' + _sheet(_text_row(1, "a"))[len(HEAD) :]
    for sheet in (laughs, outside):
        with pytest.raises(TableMalformed):
            _open(_packed(sheet))


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        "<",
        _sheet("<row>"),
        _sheet('<row r="2"/><row r="1"/>'),
        _sheet('<row r="9999999"/>'),
        _sheet('<row r="1048576"/><row/>'),
        _sheet('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'),
        _sheet('<row r="1"><c r="a1"><v>1</v></c></row>'),
        _sheet('<row r="1"><c r=""><v>1</v></c></row>'),
        _sheet('<row r="1"><c t="s"><v>5</v></c></row>'),
        _sheet('<row r="1"><c t="s"><v>-1</v></c></row>'),
        _sheet('<row r="1"><c t="s"><v>99999999999999999999</v></c></row>'),
        _sheet("<c><v>1</v></c>"),
    ],
)
def test_damaged_sheets_are_refused(sheet: str) -> None:
    with pytest.raises(TableMalformed, match="damaged"):
        _open(_packed(sheet))


@pytest.mark.parametrize("encoding", ["UT-8", "cp932", "zlib", "utf-32", "x" * 5_000])
def test_encodings_that_are_none_are_refused(encoding: str) -> None:
    with pytest.raises(TableMalformed):
        _open(_packed(_sheet(_text_row(1, "a")).replace("UTF-8", encoding)))


def test_offsets_before_the_start_are_refused_in_memory_and_on_disk(tmp_path: Path) -> None:
    sound = bytearray(_written([["a"]]))
    directory = sound.rindex(b"PK\x05\x06")
    entry = sound.rindex(b"xl/worksheets/sheet1.xml") - 46
    for at, size in ((directory + 16, 4), (directory + 12, 4), (entry + 42, 4), (entry + 28, 2), (entry + 10, 2)):
        content = bytes(sound[:at]) + b"\xff" * size + bytes(sound[at + size :])
        (tmp_path / "x.xlsx").write_bytes(content)
        assert _status(content) == 422
        with (tmp_path / "x.xlsx").open("rb") as file, pytest.raises((TableMalformed, TableUnreadable)):
            list(open_table(file, "x.xlsx"))


def test_a_failing_disk_is_not_blamed_on_the_workbook() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            # The 30 bytes before the first part: by then the list of parts has been read.
            if size == 30:
                raise OSError(errno.EIO, "I/O error")
            return super().read(size)

    with pytest.raises(OSError, match="I/O error"):
        list(open_table(Broken(_written([["a"]])), "x.xlsx"))


def test_old_and_protected_and_misnamed_files_are_explained() -> None:
    with pytest.raises(TableUnreadable, match="password"):
        _open(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(TableUnreadable, match="not a workbook"):
        _open(b"a,b\n1,2\n")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises((TableUnreadable, TableMalformed)):
        _open(file.getvalue())
    with pytest.raises(TableUnreadable, match="damaged"):
        _open(_written([["a"]])[:-60])


@given(st.data())
@at_length
def test_damaged_bytes_are_read_or_refused_by_name(data: st.DataObject) -> None:
    content = bytearray(_SOUND)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([0, 0, 10, 500]))
    assert _status(bytes(content[: len(content) - cut])) in (200, 413, 422)


def _status(content: bytes) -> int:
    """Read to the end and give the status a caller would answer with."""
    try:
        _rows(content)
    except HanseError as error:
        return error.status
    return 200


_PAST, _FUTURE = datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2090-01-01")
_SOUND = _written([["sku", "price"], ["A", 1.5], ["B", date(2026, 1, 31)]])


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), max_size=6)))
@at_length
def test_every_text_reads_back_as_it_was(rows: list[list[str]]) -> None:
    # XML itself excludes two code points; no text a person can enter has them.
    kept = [[re.sub("[\ufffe\uffff]", "", cell) for cell in row] for row in rows]
    columns = [f"col {number}" for number in range(len(kept[0]) if kept else 1)]
    file = io.BytesIO()
    write_xlsx(columns, kept, file)
    assert [list(row.cells.values()) for row in _rows(file.getvalue())] == [row for row in kept if any(row)]


def test_values_are_written_with_their_kind() -> None:
    file = io.BytesIO()
    row = ["=1+1", 7, True, date(2026, 1, 31), datetime.fromisoformat("2026-01-31T08:30:00"), Money(-1250, "EUR"),
           UnitPrice(12_300, "EUR"), Quantity(25_000, "MTR"), None, 10**17, "http://x.example"]  # fmt: skip
    columns = [f"c{number}" for number in range(len(row))]
    write_xlsx(columns, [row], file)
    (read,) = _rows(file.getvalue())
    assert list(read.cells.values()) == [
        "=1+1", "7", "true", "2026-01-31", "2026-01-31T08:30:00", "-12.5", "0.0123", "2.5", "",
        "100000000000000000", "http://x.example",
    ]  # fmt: skip
    assert read.native == {"c1", "c2", "c3", "c4", "c5", "c6", "c7"}
    names = zipfile.ZipFile(io.BytesIO(file.getvalue()))
    assert b"<f>" not in names.read("xl/worksheets/sheet1.xml")
    assert not any("hyperlink" in names.read(name).decode("latin-1") for name in names.namelist() if "rels" in name)


def test_a_text_no_sheet_can_hold_is_refused_not_dropped() -> None:
    with pytest.raises(TableTooLarge, match="32767"):
        write_xlsx(["a"], [["x" * 32_768]], io.BytesIO())


@given(
    st.lists(
        st.lists(
            st.none()
            | st.text("abcé<&>\"' ", min_size=1, max_size=8)
            | st.booleans()
            | st.integers(-(10**12), 10**12)
            | st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: float(f"{number:.6g}"))
            | st.datetimes(_PAST, _FUTURE).map(lambda at: at.replace(microsecond=0)),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=6,
    )
)
@at_length
def test_an_independent_reader_sees_the_same(rows: list[list[Any]]) -> None:
    content = _written([["a", "b", "c"], *rows], strings_to_numbers=False)
    ours = {row.number: list(row.cells.values()) for row in _rows(content)}
    for number, theirs in enumerate(load_workbook(io.BytesIO(content)).get_sheet_by_index(0).iter_rows(), start=1):
        for mine, other in zip(ours.get(number, ["", "", ""]) if number > 1 else ["a", "b", "c"], theirs, strict=False):
            if isinstance(other, bool):
                assert mine == str(other).lower()
            elif isinstance(other, float):
                assert float(mine) == other
            elif isinstance(other, (date, datetime)):
                assert mine.removesuffix("T00:00:00") == other.isoformat().removesuffix("T00:00:00")
            else:
                assert mine == other
