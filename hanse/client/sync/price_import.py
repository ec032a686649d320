"""What can be done with `price_import`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class PriceImportOperations:
    """What can be done with `price_import`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check(self, price_import_id: str, *, idempotency_key: str | None = None) -> models.PriceImport:
        """Try every row without keeping anything; what would be wrong is listed.

        Needs the right `price_list.import`.

        Refused with: `price_import_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-imports/{price_import_id}/check", price_import_id=price_import_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.PriceImport)

    def columns(self) -> models.ImportFields:
        """List what a column of a file of prices can be.

        Needs the right `price_list.import`.
        """
        call = Call(method="GET", path="/v1/price-import-columns")
        return self._transport.send(call, models.ImportFields)

    def get(self, price_import_id: str) -> models.PriceImport:
        """Read one import.

        Needs the right `price_list.import`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/price-imports/{price_import_id}", price_import_id=price_import_id))
        return self._transport.send(call, models.PriceImport)

    def list(self, price_list_id: str, **query: Unpack[inputs.PriceImportListQuery]) -> Page[models.PriceImport]:
        """List the imports into a list, newest first.

        Needs the right `price_list.import`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/price-lists/{price_list_id}/imports", price_list_id=price_list_id),
            query=query,
        )
        return self._transport.send(call, Page[models.PriceImport])

    def list_all(
        self, price_list_id: str, **query: Unpack[inputs.PriceImportListQuery]
    ) -> Iterator[models.PriceImport]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/price-lists/{price_list_id}/imports", price_list_id=price_list_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.PriceImport],
            ),
        )

    def map(self, price_import_id: str, *, version: int, **data: Unpack[inputs.MapColumns]) -> models.PriceImport:
        """Say what each column is.

        Needs the right `price_list.import`.

        Refused with: `price_import_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/price-imports/{price_import_id}/mapping", price_import_id=price_import_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.PriceImport)

    def problems(
        self, price_import_id: str, **query: Unpack[inputs.PriceImportProblemsQuery]
    ) -> Page[models.ImportProblem]:
        """List what is wrong in the rows of a file, in the file's order.

        Needs the right `price_list.import`.
        """
        call = Call(
            method="GET",
            path=address("/v1/price-imports/{price_import_id}/problems", price_import_id=price_import_id),
            query=query,
        )
        return self._transport.send(call, Page[models.ImportProblem])

    def problems_all(
        self, price_import_id: str, **query: Unpack[inputs.PriceImportProblemsQuery]
    ) -> Iterator[models.ImportProblem]:
        """Every item of `problems`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/price-imports/{price_import_id}/problems", price_import_id=price_import_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ImportProblem],
            ),
        )

    def run(self, price_import_id: str, *, version: int, idempotency_key: str | None = None) -> models.PriceImport:
        """Import every row that is right; the others are listed. Doing it twice changes nothing more.

        Needs the right `price_list.import`.

        Refused with: `price_import_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-imports/{price_import_id}/run", price_import_id=price_import_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.PriceImport)

    def upload(
        self, price_list_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadImport]
    ) -> models.PriceImport:
        """Take a CSV or XLSX file of entries in and guess what its columns are.

        Needs the right `price_list.import`.

        Refused with: `table_unreadable`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-lists/{price_list_id}/imports", price_list_id=price_list_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.PriceImport)
