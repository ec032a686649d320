"""Seals on documents: the certificates of a business, what was sealed with them, and what a check tells. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.documents.types.papers import DocumentId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

CHECK_LIMIT: Final = 20_000_000
CHECK_REQUEST: Final = CHECK_LIMIT * 4 // 3 + 20_000
"""Bytes that a request may take with the largest file as base64."""
CONTAINER_LIMIT: Final = 100_000


class SigningCertificateId(Id, prefix="cer"):
    """A certificate with which a business seals its documents."""


class DocumentSealId(Id, prefix="sea"):
    """One seal on one document."""


class CreateCertificate(Input, frozen=True, kw_only=True):
    """Have a certificate made. Without a name it carries the name of the business."""

    name: Annotated[str, Meta(max_length=64, description="Whom the seal names")] = ""


class UploadCertificate(Input, frozen=True, kw_only=True):
    """A certificate that an authority issued, with its private key, as a PKCS#12 file (.p12, .pfx)."""

    content: Annotated[bytes, Meta(description="The bytes, base64", max_length=CONTAINER_LIMIT)]
    password: Annotated[str, Meta(max_length=500)] = ""


class SigningCertificate(Data, frozen=True, kw_only=True):
    """A certificate. Its private key stays encrypted here and leaves in no answer."""

    id: SigningCertificateId
    name: Annotated[str, Meta(description="Whom it names")]
    issuer: Annotated[str, Meta(description="Who vouches for that name")]
    origin: Annotated[str, Meta(description="`made` here, or `uploaded`")]
    algorithm: Annotated[str, Meta(description="Kind of its key")]
    fingerprint: Annotated[str, Meta(description="SHA-256 of the certificate, in hexadecimal digits")]
    certificate: Annotated[str, Meta(description="The certificate itself, in PEM")]
    valid_from: datetime
    valid_until: datetime
    is_active: Annotated[bool, Meta(description="Whether documents are sealed with it now")]
    seal_count: Annotated[int, Meta(description="How many documents were sealed with it")]
    created_by: MemberId | None
    created_by_name: Annotated[str | None, Meta(description="Who brought it in")]
    created_at: datetime
    retired_at: Annotated[datetime | None, Meta(description="When another one took its place")]

    def subject(self) -> Subject:
        """What a certificate is to authorisation."""
        return Subject(kind="signing_certificate", id=self.id)


class ListCertificates(PageQuery, frozen=True, kw_only=True):
    """The certificates of the business, newest first."""


class Seal(Data, frozen=True, kw_only=True):
    """One seal: the document as it was handed out, by its hash."""

    id: DocumentSealId
    document_id: DocumentId
    title: str
    sha256: Annotated[str, Meta(description="SHA-256 of the sealed file, in hexadecimal digits")]
    name: Annotated[str, Meta(description="Whom the certificate names")]
    fingerprint: Annotated[str, Meta(description="SHA-256 of the certificate, in hexadecimal digits")]
    sealed_at: datetime


class CheckDocument(Input, frozen=True, kw_only=True):
    """A file to check; it is looked at and not kept."""

    content: Annotated[bytes, Meta(description="The bytes of the PDF, base64", max_length=CHECK_LIMIT)]


class VerifyDocument(Input, frozen=True, kw_only=True):
    """A file to check by a program; it is looked at and not kept."""

    business: Annotated[str, Meta(min_length=1, max_length=60, description="Handle of the business, as in its address")]
    content: Annotated[bytes, Meta(description="The bytes of the PDF, base64", max_length=CHECK_LIMIT)]
    name: Annotated[str, Meta(max_length=200, description="Name of the file; nothing is made of it")] = ""


class Verdict(enum.StrEnum):
    """What a check comes to."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NOT_OURS = "not_ours"


class DocumentCheck(Data, frozen=True, kw_only=True):
    """What a check of a file comes to. The seal is told only to who holds the very file."""

    verdict: Verdict
    sentence: Annotated[str, Meta(description="What that means, for a person")]
    sha256: Annotated[str, Meta(description="SHA-256 of the file that was checked")]
    title: Annotated[str | None, Meta(description="What the document is")]
    sealed_by: Annotated[str | None, Meta(description="Whom the certificate names")]
    sealed_at: Annotated[datetime | None, Meta(description="When the business sealed it")]
    stamped_at: Annotated[datetime | None, Meta(description="When a time-stamp authority saw the sealed document")]
    stamped_by: Annotated[str | None, Meta(description="Which time-stamp authority")]
    fingerprint: Annotated[str | None, Meta(description="SHA-256 of the certificate, in hexadecimal digits")]
