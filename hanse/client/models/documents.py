"""What Hanse returns: documents. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.words import Word


class DocumentStatus(Word):
    """The words of DocumentStatus."""

    FAILED = "failed"
    READY = "ready"
    WAITING = "waiting"


DocumentStatusWord: TypeAlias = DocumentStatus | Literal["failed", "ready", "waiting"]


class Document(Struct, frozen=True, kw_only=True):
    """One paper. `link` works for minutes, and is there once the paper is ready; size in bytes."""

    id: str
    kind: str
    subject_kind: str
    subject_id: str
    organization_id: str | None
    title: str
    file_name: str
    template: str
    is_internal: bool
    status: DocumentStatus
    problem: str
    link: str | None
    size: int | None
    page_count: int | None
    made_by: str | None
    made_by_name: str | None
    created_at: datetime
    made_at: datetime | None
    path: list[UUID]
