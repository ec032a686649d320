"""The REST addresses of documents: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.documents import api
from hanse.domains.documents.types import CHECK_REQUEST
from hanse.platform.registry import Route

ROUTES = (
    Route("GET", "/v1/documents", api.list_documents),
    Route("GET", "/v1/documents/{document_id}", api.get_document),
    Route("POST", "/v1/document-checks", api.verify_document, uploads=True, upload_most=CHECK_REQUEST),
    Route("GET", "/v1/signing-certificates", api.list_certificates),
    Route("POST", "/v1/signing-certificates", api.create_certificate, status=201),
    Route("POST", "/v1/signing-certificates/upload", api.upload_certificate, status=201),
)
