"""The manifest of the storefront. It has no tables of its own: it shows and joins what others keep."""

from __future__ import annotations

from hanse.domains.storefront import api
from hanse.domains.storefront.routes import ROUTES
from hanse.platform.registry import Domain

DOMAIN = Domain(name="storefront", api=api, routes=ROUTES)
