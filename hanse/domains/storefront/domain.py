"""The manifest of the storefront."""

from __future__ import annotations

from hanse.domains.storefront import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="storefront", api=api)
