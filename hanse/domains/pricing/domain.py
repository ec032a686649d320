"""The manifest of pricing."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="pricing", api=api)
