"""The manifest of the catalogue."""

from __future__ import annotations

from hanse.domains.catalog import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="catalog", api=api)
