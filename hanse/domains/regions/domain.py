"""The manifest of regions, currencies and taxes."""

from __future__ import annotations

from hanse.domains.regions import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="regions", api=api)
