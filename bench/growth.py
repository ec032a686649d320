"""What a request costs as the data grows: ten times the rows of a business, and ten times the businesses.

Bar: at most 1.3 times the processor time. The reference work is measured beside, so that neighbours cancel out.
"""

from __future__ import annotations

import asyncio

from bench.figures import Figure
from bench.measuring import Effort, Measured, measure
from bench.operations import OPERATIONS
from bench.world import opened

AREA = "growth"
NAMES = ("session", "first_page", "products", "detail", "search", "orders", "added_line", "order")
EFFORT = Effort(seconds=2.0, rounds=3, clients=(8,), beside=False)
SCALES = {"rows": "10x the rows", "tenants": "10x the businesses"}


def measured() -> list[Figure]:
    """Each operation in the small world, then in the larger ones."""
    small = asyncio.run(_costs("small"))
    figures = []
    for scale, label in SCALES.items():
        for name, cost in asyncio.run(_costs(scale)).items():
            figures.append(
                Figure(area=AREA, name=f"{name}, CPU at {label}", value=cost / small[name], unit="x", bar=1.3)
            )
    return figures


async def _costs(scale: str) -> dict[str, float]:
    """Processor time of all processes for one request, in units of the reference work."""
    async with opened(scale) as world:
        found = {}
        for operation in (one for one in OPERATIONS if one.name in NAMES):
            [row] = await measure(world, operation, EFFORT)
            found[operation.name] = _cost(row)
        return found


def _cost(row: Measured) -> float:
    return (row.server_us + row.postgres_us) / row.reference_us
