"""The manifest of documents."""

from __future__ import annotations

from hanse.domains.documents import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="documents", api=api)
