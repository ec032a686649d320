"""What Hanse takes: documents. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Required, TypedDict


class VerifyDocument(TypedDict, total=False):
    """A file to check by a program; it is looked at and not kept."""

    # Handle of the business, as in its address
    business: Required[str]
    # The bytes of the PDF, base64
    content: Required[bytes]
    # Name of the file; nothing is made of it
    name: str


class CreateCertificate(TypedDict, total=False):
    """Have a certificate made. Without a name it carries the name of the business."""

    # Whom the seal names
    name: str


class UploadCertificate(TypedDict, total=False):
    """A certificate that an authority issued, with its private key, as a PKCS#12 file (.p12, .pfx)."""

    # The bytes, base64
    content: Required[bytes]
    # Password; any characters
    password: str


class DocumentListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Kind of what it is about, such as quote
    subject_kind: str
    # Id of what it is about
    subject_id: str
    # The organization
    organization_id: str


class SigningCertificateListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
