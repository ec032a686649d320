"""What other parts may call about pricing: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.pricing.queries.resolving import resolve_prices

__all__ = [
    "resolve_prices",
]
