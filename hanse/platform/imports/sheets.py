"""Rows on their way out: CSV or XLSX written beside the event loop, and the pieces of the file that was made."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import IO, Any, BinaryIO, Final, Self, cast
from uuid import UUID

from hanse.kit.tables import CsvEncoder, XlsxEncoder
from hanse.platform.files import EXPORT, StoredFile, Upload
from hanse.platform.services import Services

SPOOL: Final = 8_000_000
TOGETHER: Final = 500
_PIECE: Final = 256 * 1024
Cells = Callable[[dict[str, Any]], list[Any]]


class Sheet:
    """A file of rows under headings; used as a context, the file goes with it."""

    def __init__(self, kind: str, headings: Sequence[str], title: str) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL)
        self._csv = CsvEncoder(headings) if kind == "csv" else None
        self._xlsx = XlsxEncoder(headings, cast(BinaryIO, self._file), title) if kind == "xlsx" else None
        if self._csv is not None:
            self._file.write(self._csv.header())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _write(self, rows: Sequence[dict[str, Any]], cells: Cells) -> None:
        for row in rows:
            if self._csv is not None:
                self._file.write(self._csv.row(cells(row)))
            elif self._xlsx is not None:
                self._xlsx.row(cells(row))

    async def fill(
        self,
        rows: AsyncIterator[dict[str, Any]],
        cells: Cells,
        tell: Callable[[int], Awaitable[None]] | None = None,
    ) -> int:
        """Write every row, some at a time, and complete the file; gives how many there were."""
        waiting: list[dict[str, Any]] = []
        count = 0
        async for row in rows:
            waiting.append(row)
            count += 1
            if len(waiting) >= TOGETHER:
                await asyncio.to_thread(self._write, waiting, cells)
                waiting = []
                if tell is not None:
                    await tell(count)
        await asyncio.to_thread(self._write, waiting, cells)
        if self._xlsx is not None:
            await asyncio.to_thread(self._xlsx.close)
        return count

    async def keep(self, services: Services, tenant_id: UUID, name: str) -> StoredFile:
        """Store what was written as an export."""
        return await services.files.put(Upload(tenant_id=tenant_id, purpose=EXPORT, name=name), self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        self._file.seek(0)
        while piece := await asyncio.to_thread(self._file.read, _PIECE):
            yield piece
