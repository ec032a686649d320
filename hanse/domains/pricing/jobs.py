"""Background work of pricing: importing files of entries."""

from __future__ import annotations

from hanse.domains.pricing.commands.importing import import_prices
from hanse.domains.pricing.queries.imports import IMPORTS
from hanse.platform.registry import JobKind

JOBS = (
    JobKind(
        IMPORTS.job,
        import_prices,
        rights=("price_list.import", "price_list.view", "price.view_cost"),
        timeout_seconds=3_600,
        outside=True,
        for_actor=True,
    ),
)
