"""CSV in: finds the encoding and the delimiter, then streams records within fixed bounds of memory.

The encoding is certain where it can be (byte-order mark, valid UTF-8 to the last byte); otherwise Windows-1252 is
assumed and the caller can show that. Malformed quoting raises with the row number; nothing is repaired in silence.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from hanse.kit.tables.csv_out import DELIMITERS, restore_cell
from hanse.kit.tables.rows import (
    AmbiguousDelimiter,
    RawRow,
    TableLimits,
    TableMalformed,
    TableTooLarge,
    TableUnreadable,
)

ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1252", "iso-8859-15")
_CHUNK: Final = 1024 * 1024
_HEAD: Final = 4096
_SAMPLE: Final = 64 * 1024
_SAMPLE_ROWS: Final = 50
_LINE_LIMIT: Final = 1024 * 1024
_RECORD_LIMIT: Final = 4 * 1024 * 1024
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)


def detect_encoding(data: BinaryIO, limits: TableLimits) -> str:
    """Tell the encoding of the whole file; the position goes back to the start.

    Raises TableUnreadable when the bytes are not text, TableTooLarge beyond the limit in bytes.
    """
    data.seek(0)
    head = data.read(_HEAD)
    encoding = _from_mark(head) or _from_zeros(head)
    if encoding is None:
        encoding = "utf-8" if _decodes(data, "utf-8", limits) else "cp1252"
        if encoding == "cp1252" and not _decodes(data, "cp1252", limits):
            raise TableUnreadable("The letters in this file cannot be read; save it as CSV with the encoding UTF-8")
    data.seek(0)
    return encoding


def read_csv(data: BinaryIO, encoding: str, delimiter: str | None, limits: TableLimits) -> tuple[str, Iterator[RawRow]]:
    """Give the delimiter and the records, the header among them; numbers count records from 1, as a spreadsheet does.

    Raises TableMalformed, TableTooLarge, TableUnreadable, AmbiguousDelimiter; some only while the records are drawn.
    """
    data.seek(0)
    sample = _decoded_sample(data, encoding)
    data.seek(0)
    marked = _SEPARATOR_LINE.match(sample)
    if delimiter is None:
        delimiter = marked[1] if marked else detect_delimiter(sample)
    return delimiter, _records(data, encoding, delimiter, limits, skip_first=marked is not None)


def detect_delimiter(sample: str) -> str:
    """Tell what separates the columns: what gives the most rows as wide as the first. Raises AmbiguousDelimiter."""
    scores: dict[str, tuple[float, int]] = {}
    for delimiter in DELIMITERS:
        widths = _sample_widths(sample, delimiter)
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths)
            scores[delimiter] = (alike / len(widths), widths[0])
    if not scores:
        return DELIMITERS[0]
    best = max(scores.values())
    winners = [delimiter for delimiter, score in scores.items() if score == best]
    if len(winners) > 1:
        raise AmbiguousDelimiter
    return winners[0]


def _sample_widths(sample: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(record):
                widths.append(len(record))
            if len(widths) > _SAMPLE_ROWS:
                break
    except csv.Error:
        return []
    # A sample of a longer file ends in the middle of a record.
    return widths[:-1] if len(sample) >= _SAMPLE and len(widths) > 1 else widths


def _from_mark(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise TableUnreadable("This file is in UTF-32; save it as CSV with the encoding UTF-8")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None


def _from_zeros(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark by zero bytes on one side only; other zero bytes mean that this is no text."""
    if b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    raise TableUnreadable


def _decodes(data: BinaryIO, encoding: str, limits: TableLimits) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    data.seek(0)
    size = 0
    try:
        while chunk := data.read(_CHUNK):
            size += len(chunk)
            if size > limits.expanded:
                raise TableTooLarge(f"This file is larger than {limits.expanded // _CHUNK} MiB")
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded_sample(data: BinaryIO, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(data.read(_SAMPLE * 2))[:_SAMPLE]


class _Lines:
    """Lines of a bounded length, in records of a bounded length: an open quotation mark cannot fill memory."""

    def __init__(self, stream: io.TextIOWrapper, limits: TableLimits) -> None:
        self._stream = stream
        self._limits = limits
        self._taken = 0
        self._in_record = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(_LINE_LIMIT)
        if not line:
            raise StopIteration
        self._taken += len(line)
        self._in_record += len(line)
        if self._taken > self._limits.expanded:
            raise TableTooLarge(f"This file is larger than {self._limits.expanded // _CHUNK} MiB")
        if len(line) >= _LINE_LIMIT or self._in_record > _RECORD_LIMIT:
            raise TableTooLarge("A row of this file is too long; look for a quotation mark that is never closed")
        return line

    def record_ended(self) -> None:
        self._in_record = 0


def _records(
    data: BinaryIO, encoding: str, delimiter: str, limits: TableLimits, *, skip_first: bool
) -> Iterator[RawRow]:
    stream = io.TextIOWrapper(data, encoding=encoding, newline="")
    number = 0
    try:
        lines = _Lines(stream, limits)
        if skip_first:
            next(lines)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for record in reader:
            number += 1
            lines.record_ended()
            if len(record) > limits.columns * 2:
                raise TableTooLarge(f"Row {number} has {len(record)} cells; at most {limits.columns} are accepted")
            # Most rows hold no apostrophe at all, which is found out for all of their cells at once.
            texts = [restore_cell(text) for text in record] if "'" in "".join(record) else record
            yield RawRow(number, texts, set(), {})
    except csv.Error as error:
        raise _explained(error, number + 1) from None
    except UnicodeDecodeError:
        raise TableUnreadable(
            f"Row {number + 1} or one soon after it holds letters that are not {encoding}; save the file as UTF-8"
        ) from None
    finally:
        # The file belongs to the caller: a wrapper that is let go would close it. They may have closed it already.
        with contextlib.suppress(ValueError):
            stream.detach()


def _explained(error: csv.Error, number: int) -> TableMalformed | TableTooLarge:
    if "field limit" in str(error):
        return TableTooLarge(f"A cell in row {number} is too long; look for a quotation mark that is never closed")
    if "unexpected end of data" in str(error):
        return TableMalformed(f"The file ends inside a quoted cell of row {number}; close its quotation mark")
    return TableMalformed(
        f"The quotation marks in row {number} are broken: a quoted cell must end right before the next separator, "
        'and a quotation mark inside it is written twice ("")'
    )
