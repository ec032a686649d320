from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.errors import HanseError, Invalid
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.tables import (
    AmbiguousDelimiter,
    AmbiguousNumber,
    CsvEncoder,
    DuplicateHeader,
    EmptyHeader,
    NotADate,
    Row,
    RowInvalid,
    Table,
    TableEmpty,
    TableLimits,
    TableMalformed,
    TableTooLarge,
    TableUnreadable,
    open_table,
    read_rows,
    write_csv,
)
from tests.kit.properties import at_length, texts


def _open(content: str | bytes, **options: Any) -> Table:
    data = content.encode() if isinstance(content, str) else content
    return open_table(io.BytesIO(data), "list.csv", **options)


def _cells(content: str | bytes, **options: Any) -> list[dict[str, str]]:
    return [dict(row.cells) for row in _open(content, **options)]


def test_rows_come_by_column_name_with_the_number_a_spreadsheet_shows() -> None:
    table = _open('sku,name\r\nA1,"Bolt, M8"\r\n\r\nB2,"Two\r\nlines"\r\nC3,x\r\n')
    assert table.columns == ["sku", "name"]
    assert [(row.number, dict(row.cells)) for row in table] == [
        (2, {"sku": "A1", "name": "Bolt, M8"}),
        (4, {"sku": "B2", "name": "Two\r\nlines"}),
        (5, {"sku": "C3", "name": "x"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = _open(delimiter.join(["sku", "price"]) + "\n" + delimiter.join(["A", "x"]) + "\n")
    assert table.delimiter == delimiter
    assert [dict(row.cells) for row in table] == [{"sku": "A", "price": "x"}]


def test_decimal_commas_do_not_look_like_columns() -> None:
    assert _cells("sku;price\nA;1,50\nB;2,75\n") == [{"sku": "A", "price": "1,50"}, {"sku": "B", "price": "2,75"}]


def test_a_single_column_needs_no_delimiter() -> None:
    assert _cells("sku\nA1\nB2\n") == [{"sku": "A1"}, {"sku": "B2"}]


def test_a_separator_line_is_obeyed_and_not_counted() -> None:
    table = _open("sep=|\na|b,c\n1|2\n")
    assert table.columns == ["a", "b,c"]
    assert [row.number for row in table] == [2]


def test_a_delimiter_that_could_be_either_is_asked_for() -> None:
    with pytest.raises(AmbiguousDelimiter):
        _open("a,b;c\n1,2;3\n")
    assert _open("a,b;c\n1,2;3\n", delimiter=";").columns == ["a,b", "c"]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found(encoding: str, found: str) -> None:
    table = _open("name;price\nMüller Größe;1,50 €\n".encode(encoding))
    assert table.encoding == found
    assert [dict(row.cells) for row in table] == [{"name": "Müller Größe", "price": "1,50 €"}]


def test_an_accent_far_into_the_file_still_decides_the_encoding() -> None:
    content = "name\n" + (f"{'plain' * 20}\n") * 20_000 + "Müller\n"
    for encoding in ("utf-8", "cp1252"):
        table = _open(content.encode(encoding))
        assert table.encoding == encoding
        assert list(table)[-1].cells["name"] == "Müller"


def test_an_encoding_can_be_named() -> None:
    assert _cells("name\nŁódź\n".encode("cp1250"), encoding="cp1250") == [{"name": "Łódź"}]
    with pytest.raises(TableUnreadable, match="are not utf-8"):
        list(_open("name\nŁódź\n".encode("cp1250"), encoding="utf-8"))
    with pytest.raises(Invalid):
        _open("name\n", encoding="rot13")
    with pytest.raises(Invalid):
        _open("name\n", delimiter="x")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(line_end: str) -> None:
    content = line_end.join(["a,b", "1,2", "3,4"])
    assert _cells(content) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", ",,,\n", '""\n', " \n"])
def test_a_file_without_a_header_is_empty(content: str) -> None:
    with pytest.raises(TableEmpty):
        _open(content)


def test_empty_and_double_column_names_are_named_by_letter() -> None:
    with pytest.raises(EmptyHeader, match="Column B"):
        _open("a,,c\n")
    with pytest.raises(DuplicateHeader, match="Columns A and C"):
        _open("Unit price,b,UNIT-PRICE\n")
    assert _open("a,b,,\n1,2,,\n").columns == ["a", "b"]
    assert _open("a, b\u00a0 c ,d\n").columns == ["a", "b c", "d"]


def test_short_rows_are_filled_and_long_ones_are_a_problem_of_the_row() -> None:
    rows = list(_open("a,b\n1\n1,2,\n1,2,3\n4,5\n"))
    assert [row.problems for row in rows] == [(), (), ("there is a value in column C, which has no name",), ()]
    assert rows[0].cells == {"a": "1", "b": ""}
    with pytest.raises(RowInvalid, match="Row 4: there is a value in column C"):
        _ = rows[2].cells
    assert rows[3].cells == {"a": "4", "b": "5"}


@pytest.mark.parametrize(
    ("content", "row"), [('a,b\n1,"2\n', "row 2"), ('a,b\n1,2\n"x"y,2\n', "row 3"), ('a,b\n"', "row 2")]
)
def test_broken_quotation_marks_are_refused_with_the_row(content: str, row: str) -> None:
    with pytest.raises(TableMalformed, match=row):
        list(_open(content))


def test_inch_marks_inside_a_cell_are_text() -> None:
    assert _cells('sku,size\nA,5" pipe\nB,"5"" pipe"\n') == [
        {"sku": "A", "size": '5" pipe'},
        {"sku": "B", "size": '5" pipe'},
    ]


def test_limits_are_kept() -> None:
    limits = TableLimits(rows=2, columns=3, cell=5, expanded=1_000)
    assert len(list(_open("a\n1\n2\n", limits=limits))) == 2
    with pytest.raises(TableTooLarge, match="more than 2 rows"):
        list(_open("a\n1\n2\n3\n", limits=limits))
    with pytest.raises(TableTooLarge, match="4 columns"):
        _open("a,b,c,d\n", limits=limits)
    (row,) = _open("a,b\n123456,x\n", limits=limits)
    assert row.problems == ("column a: 6 characters; at most 5 are accepted",)
    with pytest.raises(TableTooLarge):
        list(_open("a\n" + "1\n" * 1_000, limits=limits))


class _Endless(io.RawIOBase):
    """A file that repeats itself for ever, and counts what was taken from it."""

    def __init__(self, start: bytes, repeated: bytes) -> None:
        self._start = start
        self._repeated = repeated * (65536 // len(repeated))
        self.position = 0
        self.taken = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = offset
        return offset

    def readinto(self, buffer: Any) -> int:
        piece = (self._start[self.position :] or self._repeated)[: len(buffer)]
        buffer[: len(piece)] = piece
        self.position += len(piece)
        self.taken += len(piece)
        return len(piece)


@pytest.mark.parametrize(
    ("start", "repeated", "megabytes", "reason"),
    [
        (b"a,b\n", b"x", 1_000, "never closed"),
        (b"a,b\n", b",", 1_000, "never closed"),
        (b"", b"a,", 1_000, "never closed"),
        (b"a,b\n", b'"\n",', 1_000, "never closed"),
        (b'a,b\n"', b"x\n", 1_000, "never closed"),
        (b'a,b\n"', b"\n", 1_000, "never closed"),
        (b"a,b\n", b"\n", 1_000, "blank rows"),
        (b"a,b\n", b"12345678901234567890,2\n", 2, "larger than 2 MiB"),
    ],
)
def test_a_file_without_end_is_given_up(start: bytes, repeated: bytes, megabytes: int, reason: str) -> None:
    limits = TableLimits(expanded=megabytes * 1024 * 1024)
    file = _Endless(start, repeated)
    with pytest.raises(TableTooLarge, match=reason):
        for _ in open_table(file, "x.csv", limits, encoding="utf-8"):  # type: ignore[arg-type]
            pass
    assert file.taken < 6 * 1024 * 1024


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7\n\x81\x8d\x8f",
        b"\0" * 100,
        b"\xff\xfe\0\0a\0\0\0",
        b"a\0b,c\nd,e\n",
    ],
)
def test_what_is_no_text_is_unreadable(content: bytes) -> None:
    with pytest.raises(TableUnreadable):
        list(_open(content))


def test_a_zero_byte_far_in_is_a_problem_of_its_row() -> None:
    rows = list(_open("a,b\n" + "1,2\n" * 3_000 + "x\0y,2\n3,4\n"))
    assert rows[-2].problems == ("column a: contains a character that is not text",)
    assert rows[-1].problems == ()


def test_the_name_of_the_file_decides_only_what_cannot_be_a_table() -> None:
    for name in ("x.CSV", "x.tsv", "x.txt"):
        assert open_table(io.BytesIO(b"a,b\n"), name).columns == ["a", "b"]
    for name in ("x.exe", "x", "", "csv", "x.csv.svg"):
        with pytest.raises(TableUnreadable, match=r"\.csv or \.xlsx"):
            open_table(io.BytesIO(b"a,b\n"), name)


def test_the_file_stays_open_for_its_owner() -> None:
    file = io.BytesIO(b"a,b\n1,2\n3,4\n")
    rows = read_rows(file, "x.csv")
    next(rows)
    del rows
    assert not file.closed
    assert [row.number for row in read_rows(file, "x.csv")] == [2, 3]


def test_numbers_and_dates_name_their_column() -> None:
    (row,) = _open("sku;price;from;until\nA;1.234;01/02/2026;\n")
    assert row.number_in("price", "comma") == "1234"
    assert row.date_in("from", "mdy") == date(2026, 1, 2)
    assert row.date_in("until") is None
    with pytest.raises(AmbiguousNumber, match=r"^price: ") as caught:
        row.number_in("price")
    assert caught.value.fields[0].path == "price"
    with pytest.raises(NotADate, match=r"^sku: "):
        row.date_in("sku")


def _read_back(content: bytes) -> list[Row]:
    return list(open_table(io.BytesIO(content), "x.csv"))


DANGEROUS = [
    "=1+1",
    "+49 30",
    "-1+1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    " =1",
    "\uff1d1",
    "'=1",
    "''-x",
    "=",
    "'+",
    "-5-5",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_can_run_as_a_formula_and_all_read_back(text: str) -> None:
    content = b"".join(write_csv(["a", "b"], [[text, "x"], ["y", text]]))
    plain = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert plain[1][0] == plain[2][1] == f"'{text}"
    assert [list(row.cells.values()) for row in _read_back(content)] == [[text, "x"], ["y", text]]


def test_a_column_name_cannot_run_as_a_formula_either() -> None:
    content = b"".join(write_csv(["=cmd", "b"], []))
    assert content.decode("utf-8-sig").startswith("'=cmd,")
    assert open_table(io.BytesIO(content), "x.csv").columns == ["=cmd", "b"]


def test_negative_numbers_stay_numbers() -> None:
    content = b"".join(write_csv(["a", "b"], [["-12.50", Money(-1250, "EUR")]]))
    assert content.decode("utf-8-sig") == "a,b\r\n-12.50,-12.50\r\n"


def test_apostrophes_of_ordinary_words_stay() -> None:
    content = b"".join(write_csv(["a"], [["'tis"], ["O'Neil"], ["'"], ["''"]]))
    assert [row.cells["a"] for row in _read_back(content)] == ["'tis", "O'Neil", "'", "''"]


def test_values_are_written_so_that_programs_can_read_them() -> None:
    row = [None, True, 7, date(2026, 1, 31), datetime.fromisoformat("2026-01-31T08:30:00"), Money(5, "KWD"),
           UnitPrice(12_300, "EUR"), Quantity(25_000, "MTR"), "ü;,"]  # fmt: skip
    columns = list("abcdefghi")
    content = b"".join(write_csv(columns, [row]))
    assert content.startswith(b"\xef\xbb\xbf")
    (read,) = _read_back(content)
    assert list(read.cells.values()) == [
        "", "true", "7", "2026-01-31", "2026-01-31T08:30:00", "0.005", "0.0123", "2.5", "ü;,",
    ]  # fmt: skip


@pytest.mark.parametrize("cells", [[], ["a"], ["a", "b", "c"]])
def test_a_row_of_another_width_is_our_own_fault(cells: list[str]) -> None:
    with pytest.raises(ValueError, match="columns"):
        CsvEncoder(["a", "b"]).row(cells)


@pytest.mark.parametrize("columns", [[], ["a", "a"], ["a", " "]])
def test_a_table_without_proper_columns_is_our_own_fault(columns: list[str]) -> None:
    with pytest.raises(ValueError, match="column"):
        CsvEncoder(columns)


@pytest.mark.parametrize("value", [1.5, b"x", ["x"], object()])
def test_only_known_kinds_of_values_are_written(value: Any) -> None:
    with pytest.raises(TypeError):
        CsvEncoder(["a"]).row([value])


def test_a_long_table_is_streamed_in_pieces() -> None:
    drawn = 0

    def rows() -> Iterator[list[str]]:
        nonlocal drawn
        for number in range(100_000):
            drawn += 1
            yield [str(number), "x" * 20]

    pieces = write_csv(["a", "b"], rows())
    assert len(next(pieces)) < 200_000
    assert drawn < 10_000


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), max_size=8)),
    st.sampled_from([",", ";", "\t", "|"]),
)
@at_length
def test_every_text_reads_back_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    width = len(rows[0]) if rows else 1
    columns = [f"col {number}" for number in range(width)]
    content = b"".join(write_csv(columns, rows, delimiter))
    table = open_table(io.BytesIO(content), "x.csv")
    assert table.columns == columns
    assert [list(row.cells.values()) for row in table] == [row for row in rows if any(row)]


def _status(content: bytes) -> int:
    """Read to the end and give the status a caller would answer with."""
    try:
        for row in open_table(io.BytesIO(content), "x.csv"):
            row.problems  # noqa: B018
    except HanseError as error:
        return error.status
    return 200


@given(st.binary(max_size=300))
@at_length
def test_any_bytes_are_read_or_refused_by_name(content: bytes) -> None:
    assert _status(content) in (200, 413, 422)


@given(st.text(st.sampled_from("ab,;\t|\"'\n\r =-\0é"), max_size=60))
@at_length
def test_any_text_is_read_or_refused_by_name(content: str) -> None:
    assert _status(content.encode()) in (200, 413, 422)
