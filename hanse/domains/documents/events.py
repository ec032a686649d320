"""What happens to documents, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.documents.types import DocumentId, SigningCertificateId
from hanse.kit.events import Event


class DocumentMade(Event, frozen=True, kw_only=True):
    """A paper is ready to be read."""

    name: ClassVar[str] = "document.made"
    document_id: DocumentId
    subject_kind: str
    subject_id: str


class SigningCertificateChanged(Event, frozen=True, kw_only=True):
    """Documents are sealed with another certificate from now on."""

    name: ClassVar[str] = "signing_certificate.changed"
    certificate_id: SigningCertificateId
    fingerprint: str


EVENTS = (DocumentMade, SigningCertificateChanged)
