"""What can be done with `stock_file`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class StockFileOperations:
    """What can be done with `stock_file`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check(self, stock_file_id: str, *, idempotency_key: str | None = None) -> models.StockFile:
        """Try every row without changing anything; what would be wrong is listed.

        Needs the right `inventory.import`.

        Refused with: `stock_file_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/stock-files/{stock_file_id}/check", stock_file_id=stock_file_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.StockFile)

    def columns(self) -> models.ImportFields:
        """List what a column of a file of stock can be.

        Needs the right `inventory.import`.
        """
        call = Call(method="GET", path="/v1/stock-file-columns")
        return self._transport.send(call, models.ImportFields)

    def get(self, stock_file_id: str) -> models.StockFile:
        """Read how far a file is and what came of it.

        Needs the right `inventory.import`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/stock-files/{stock_file_id}", stock_file_id=stock_file_id))
        return self._transport.send(call, models.StockFile)

    def list(self, **query: Unpack[inputs.StockFileListQuery]) -> Page[models.StockFile]:
        """List the files there were, newest first.

        Needs the right `inventory.import`.
        """
        call = Call(method="GET", path="/v1/stock-files", query=query)
        return self._transport.send(call, Page[models.StockFile])

    def list_all(self, **query: Unpack[inputs.StockFileListQuery]) -> Iterator[models.StockFile]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/stock-files", query={**query, "cursor": cursor}), Page[models.StockFile]
            ),
        )

    def map(self, stock_file_id: str, *, version: int, **data: Unpack[inputs.MapStockColumns]) -> models.StockFile:
        """Say what each column is, and where all of it lies.

        Needs the right `inventory.import`.

        Refused with: `not_found`, `stock_file_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/stock-files/{stock_file_id}/mapping", stock_file_id=stock_file_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.StockFile)

    def problems(
        self, stock_file_id: str, **query: Unpack[inputs.StockFileProblemsQuery]
    ) -> Page[models.ImportProblem]:
        """List what is wrong in the rows of a file, in the file's order.

        Needs the right `inventory.import`.
        """
        call = Call(
            method="GET",
            path=address("/v1/stock-files/{stock_file_id}/problems", stock_file_id=stock_file_id),
            query=query,
        )
        return self._transport.send(call, Page[models.ImportProblem])

    def problems_all(
        self, stock_file_id: str, **query: Unpack[inputs.StockFileProblemsQuery]
    ) -> Iterator[models.ImportProblem]:
        """Every item of `problems`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/stock-files/{stock_file_id}/problems", stock_file_id=stock_file_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ImportProblem],
            ),
        )

    def run(self, stock_file_id: str, *, idempotency_key: str | None = None) -> models.StockFile:
        """Set what every right row says there is; the others are listed. Doing it twice changes nothing more.

        Needs the right `inventory.import`.

        Refused with: `stock_file_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/stock-files/{stock_file_id}/run", stock_file_id=stock_file_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.StockFile)

    def upload(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadImport]) -> models.StockFile:
        """Take a CSV or XLSX file in and guess what its columns are.

        Needs the right `inventory.import`.

        Refused with: `file_refused`, `table_unreadable`.
        """
        call = Call(method="POST", path="/v1/stock-files", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.StockFile)
