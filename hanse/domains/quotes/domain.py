"""The manifest of quotes."""

from __future__ import annotations

from hanse.domains.quotes import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="quotes", api=api)
