"""The manifest of approvals."""

from __future__ import annotations

from hanse.domains.approvals import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="approvals", api=api)
