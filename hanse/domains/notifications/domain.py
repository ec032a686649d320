"""The manifest of notifications."""

from __future__ import annotations

from hanse.domains.notifications import api
from hanse.platform.registry import Domain

DOMAIN = Domain(name="notifications", api=api)
