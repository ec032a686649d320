"""What the pages of regions and taxes share: refusals in place, and messages after a change."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")
