"""Reads the Range header (RFC 9110): one part of a file, for players and resumed downloads."""

from __future__ import annotations

import re
from typing import NamedTuple

from hanse.platform.files.errors import RangeNotSatisfiable

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class ByteRange(NamedTuple):
    """Bytes from `start` up to but without `end`."""

    start: int
    end: int

    def content_range(self, size: int) -> str:
        """Write the header Content-Range."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """Give the part asked for, or None for the whole file (also for several parts or a form we do not know).

    Raises RangeNotSatisfiable when it lies behind the end.
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or not (match[1] or match[2]):
        return None
    if match[1]:
        start = int(match[1])
        end = min(int(match[2]) + 1, size) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    else:
        start, end = max(0, size - int(match[2])), size
    if start >= end:
        raise RangeNotSatisfiable
    return ByteRange(start, end)
