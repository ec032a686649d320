"""What can be done with `audit`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class AuditOperations:
    """What can be done with `audit`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def export(self, **query: Unpack[inputs.AuditExportQuery]) -> Page[models.AuditRecord]:
        """Read up to 10,000 entries at once, newest first, for a file; that it was done is itself on record.

        Needs the right `audit.view`.
        """
        call = Call(method="GET", path="/v1/audit-export", query=query)
        return self._transport.send(call, Page[models.AuditRecord])

    def export_all(self, **query: Unpack[inputs.AuditExportQuery]) -> Iterator[models.AuditRecord]:
        """Every item of `export`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/audit-export", query={**query, "cursor": cursor}), Page[models.AuditRecord]
            ),
        )

    def get(self, audit_entry_id: str) -> models.AuditRecord:
        """Read one entry of the audit trail with its changes.

        Needs the right `audit.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/audit-entries/{audit_entry_id}", audit_entry_id=audit_entry_id))
        return self._transport.send(call, models.AuditRecord)

    def list(self, **query: Unpack[inputs.AuditListQuery]) -> Page[models.AuditRecord]:
        """List who did what, newest first.

        Needs the right `audit.view`.

        Refused with: `invalid_input`.
        """
        call = Call(method="GET", path="/v1/audit-entries", query=query)
        return self._transport.send(call, Page[models.AuditRecord])

    def list_all(self, **query: Unpack[inputs.AuditListQuery]) -> Iterator[models.AuditRecord]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/audit-entries", query={**query, "cursor": cursor}),
                Page[models.AuditRecord],
            ),
        )
