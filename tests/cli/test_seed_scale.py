"""The worlds for measuring: built by the same rules as everything else, the same every time, and never twice."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.demo.scale import files, sizes
from hanse.demo.scale.seeding import seed_scale
from hanse.testing.installation import Installation

pytestmark = pytest.mark.slow
COUNTS = """
SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM variants) AS variants,
    (SELECT count(*) FROM price_entries) AS prices, (SELECT count(*) FROM organizations) AS organizations,
    (SELECT count(*) FROM orders WHERE source_kind = 'history') AS history,
    (SELECT count(*) FROM stock_levels WHERE on_hand > 0) AS levels,
    (SELECT count(*) FROM order_lines l JOIN orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id
        WHERE o.status = 'completed' AND l.shipped <> l.quantity) AS unshipped
"""


async def test_a_world_is_built_once_and_whole(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    one = sizes.Scale(main=sizes.SCALES["tiny"].main, others=sizes.SCALES["tiny"].others, businesses=1)
    monkeypatch.setitem(sizes.SCALES, "tiny", one)  # type: ignore[arg-type] # it is a dict
    built = await seed_scale(installation.services, "tiny", lambda _: None)
    assert built.businesses == ["bench-00"]
    first = await _counts(installation)
    size = one.main
    assert first == {
        "products": size.products,
        "variants": 2 * size.products,
        "prices": first["prices"],
        "organizations": size.organizations,
        "history": size.orders,
        "levels": 2 * size.products,
        "unshipped": 0,
    }
    assert 9 * 2 * size.products <= first["prices"] <= 10 * 2 * size.products

    told: list[str] = []
    await seed_scale(installation.services, "tiny", told.append)
    assert await _counts(installation) == first
    assert not any("people and partners" in line for line in told)


async def _counts(installation: Installation) -> dict[str, Any]:
    tenant = await installation.services.tenants.by_handle(installation.services, "bench-00")
    assert tenant is not None
    async with installation.open(tenant) as ctx:
        return await ctx.db.one(COUNTS)


def test_files_are_the_same_every_time_and_hold_a_row_for_each_variant() -> None:
    assert files.products(50) == files.products(50)
    rows = files.products(50).decode().splitlines()
    assert len(rows) == 1 + 2 * 50
    assert len({row.split(",", 1)[0] for row in rows[1:]}) == 100
    assert len(files.prices(10, 100, ((100, 95),)).splitlines()) == 1 + 10 * 2 * 2
