"""The manifest of documents."""

from __future__ import annotations

from hanse.domains.documents import api
from hanse.domains.documents.events import EVENTS
from hanse.domains.documents.jobs import JOBS
from hanse.domains.documents.pages.table import PAGES
from hanse.domains.documents.policies import PERMISSIONS
from hanse.domains.documents.routes import ROUTES
from hanse.platform.registry import Domain, NavItem

DOMAIN = Domain(
    name="documents",
    tables=("document_seals", "documents", "signing_certificates"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    events=EVENTS,
    jobs=JOBS,
    pages=PAGES,
    nav=(NavItem("admin", "Sealing", "/admin/sealing", "badge-check", "signing_certificate.view", "Business", 295),),
    redacted=frozenset({"key_sealed"}),
)
