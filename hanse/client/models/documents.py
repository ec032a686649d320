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


class Verdict(Word):
    """What a check comes to."""

    CHANGED = "changed"
    NOT_OURS = "not_ours"
    UNCHANGED = "unchanged"


VerdictWord: TypeAlias = Verdict | Literal["changed", "not_ours", "unchanged"]


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
    is_sealed: bool
    stamped_at: datetime | None
    stamped_by: str
    stamp_problem: str
    is_archival: bool
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


class DocumentCheck(Struct, frozen=True, kw_only=True):
    """What a check of a file comes to. The seal is told only to who holds the very file."""

    verdict: Verdict
    sentence: str
    sha256: str
    title: str | None
    sealed_by: str | None
    sealed_at: datetime | None
    stamped_at: datetime | None
    stamped_by: str | None
    fingerprint: str | None


class SigningCertificate(Struct, frozen=True, kw_only=True):
    """A certificate. Its private key stays encrypted here and leaves in no answer."""

    id: str
    name: str
    issuer: str
    origin: str
    algorithm: str
    fingerprint: str
    certificate: str
    valid_from: datetime
    valid_until: datetime
    is_active: bool
    seal_count: int
    created_by: str | None
    created_by_name: str | None
    created_at: datetime
    retired_at: datetime | None
