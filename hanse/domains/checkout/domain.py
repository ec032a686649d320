"""The manifest of checkout."""

from __future__ import annotations

from hanse.domains.checkout import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="checkout", api=api)
