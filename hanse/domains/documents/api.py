"""What other parts may call about documents. Making serves domains inside their commands; reading is for everybody."""

from __future__ import annotations

from hanse.domains.documents.commands.certificates import create_certificate, upload_certificate
from hanse.domains.documents.commands.making import make_document, render_document
from hanse.domains.documents.queries.certificates import list_certificates
from hanse.domains.documents.queries.checking import check_document, verify_document
from hanse.domains.documents.queries.documents import get_document, list_documents

__all__ = [
    "check_document",
    "create_certificate",
    "get_document",
    "list_certificates",
    "list_documents",
    "make_document",
    "render_document",
    "upload_certificate",
    "verify_document",
]
