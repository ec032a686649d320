"""What can be done with `document`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class DocumentOperations:
    """What can be done with `document`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, document_id: str) -> models.Document:
        """Read one document, with a link of minutes to its PDF.

        Needs the right `document.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/documents/{document_id}", document_id=document_id))
        return self._transport.send(call, models.Document)

    def list(self, **query: Unpack[inputs.DocumentListQuery]) -> Page[models.Document]:
        """List documents, newest first; of one subject when it is named.

        Needs the right `document.view`.
        """
        call = Call(method="GET", path="/v1/documents", query=query)
        return self._transport.send(call, Page[models.Document])

    def list_all(self, **query: Unpack[inputs.DocumentListQuery]) -> Iterator[models.Document]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/documents", query={**query, "cursor": cursor}), Page[models.Document]
            ),
        )

    def verify(self, **data: Unpack[inputs.VerifyDocument]) -> models.DocumentCheck:
        """Tell anybody whether a PDF is one that a business sealed, and whether it is unchanged. The file is not kept.

        Refused with: `not_found`, `invalid_input`, `too_many_requests`, `check_busy`.
        """
        call = Call(method="POST", path="/v1/document-checks", body=data)
        return self._transport.send(call, models.DocumentCheck)
