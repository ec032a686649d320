"""The manifest of inventory."""

from __future__ import annotations

from hanse.domains.inventory import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="inventory", api=api)
