"""The stored bytes of an import: a first look at an upload, and a seekable copy for the job."""

from __future__ import annotations

import asyncio
import tempfile
from itertools import islice
from typing import IO, Any, Final
from uuid import UUID

import msgspec

from hanse.kit.tables import DecimalStyle, Table, TableLimits, detect_decimal_style, open_table
from hanse.platform.services import Services

SAMPLE_ROWS: Final = 5
STYLE_ROWS: Final = 200


class Look(msgspec.Struct, frozen=True):
    """What a first look at a file tells: its columns, some rows, and the decimal style its numbers speak for."""

    columns: list[str]
    sample: list[list[str]]
    decimal_style: DecimalStyle | None


async def look_at(content: bytes, name: str, limits: TableLimits) -> Look:
    """Read the beginning of a file. Raises TableUnreadable and its kin."""
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(file.write, content)
        return await asyncio.to_thread(_look, file, name, limits)


def _look(file: IO[bytes], name: str, limits: TableLimits) -> Look:
    table = open_rows(file, name, limits)
    rows = list(islice(table, STYLE_ROWS))
    sample = [[row.values[column][:100] for column in table.columns] for row in rows[:SAMPLE_ROWS]]
    texts = [text for row in rows for column, text in row.values.items() if column not in row.native]
    return Look(table.columns, sample, detect_decimal_style(texts))


async def fetch(services: Services, tenant_id: UUID, key: str, into: IO[bytes]) -> None:
    """Copy stored bytes into a seekable file, in pieces."""
    opened = await services.files.open(tenant_id, key)
    async for piece in opened.chunks:
        await asyncio.to_thread(into.write, piece)
    into.seek(0)


def open_rows(file: Any, name: str, limits: TableLimits) -> Table:
    """The rows of a file, from the beginning. Blocking."""
    file.seek(0)
    return open_table(file, name, limits)
