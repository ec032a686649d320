"""Which address shows which page."""

from __future__ import annotations

from typing import Final

from hanse.domains.documents.pages import certificates, checking
from hanse.domains.documents.types import CHECK_LIMIT, CONTAINER_LIMIT
from hanse.platform.registry import PageRoute

_CERTIFICATES: Final = "/admin/sealing"
_ROOM: Final = 20_000
"""Bytes that the rest of a form may take beside its file."""

PAGES = (
    PageRoute("GET", _CERTIFICATES, certificates.page, permission="signing_certificate.view"),
    PageRoute("POST", _CERTIFICATES, certificates.create, permission="signing_certificate.create"),
    PageRoute(
        "POST",
        f"{_CERTIFICATES}/upload",
        certificates.upload,
        permission="signing_certificate.upload",
        uploads=True,
        upload_most=CONTAINER_LIMIT + _ROOM,
    ),
    PageRoute("GET", "/t/{handle}/verify", checking.page, "public"),
    PageRoute("POST", "/t/{handle}/verify", checking.check, "public", uploads=True, upload_most=CHECK_LIMIT + _ROOM),
)
