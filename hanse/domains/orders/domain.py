"""The manifest of orders."""

from __future__ import annotations

from hanse.domains.orders import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="orders", api=api)
