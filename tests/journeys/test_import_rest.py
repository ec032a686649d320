"""A whole catalogue arrives as a file, and is found, narrowed and priced by the next request. Over REST alone."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.catalog.commands import importing
from hanse.domains.catalog.commands.upserting import write_batch
from hanse.testing.installation import Business, Client, Person
from tests.domains.catalog.shop import made, partner
from tests.journeys.warehouse_file import ROWS, price_lines, product_lines
from tests.sampling import deep

pytestmark = [pytest.mark.slow]
CPU_SECONDS = 60


async def sent(owner: Client, path: str, name: str, text: str) -> dict[str, Any]:
    """An import just uploaded, as the file it is."""
    answer = await owner.send("POST", path, files={"file": (name, text.encode(), "text/csv")})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def imported(business: Business, path: str) -> dict[str, Any]:
    """Run an import to its end."""
    await made(business.owner, f"{path}/run", {})
    await business.installation.drain()
    return dict((await business.owner.get(path)).json())


async def search(buyer: Person, text: str, **query: Any) -> dict[str, Any]:
    answer = await buyer.get("/v1/product-search", params={"q": text, **query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@deep
async def test_a_catalogue_arrives_as_a_file_and_is_searched_at_once(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, _ = await partner(business)
    item = await sent(business.owner, "/v1/product-imports", "artikel.csv", "".join(product_lines(ROWS)))
    assert (item["mapping"]["Artikelnummer"], item["decimal_style"]) == ("sku", "comma")
    path = f"/v1/product-imports/{item['id']}"
    body = {"mapping": item["mapping"], "decimal_style": "comma", "is_activating": True}
    assert (await business.owner.put(f"{path}/mapping", body)).status_code == 200

    batches: list[int] = []

    async def stopped_once(*arguments: Any, **options: Any) -> Any:
        batches.append(len(arguments[1]))
        if len(batches) == 2:
            raise ConnectionResetError("the machine went away")
        return await write_batch(*arguments, **options)

    monkeypatch.setattr(importing, "BATCH", max(ROWS // 50, 500))
    monkeypatch.setattr(importing, "write_batch", stopped_once)
    began = time.process_time()
    done = await imported(business, path)
    assert done["status"] in ("importing", "done"), done  # a slow machine may see the job come back already
    business.installation.clock.advance(timedelta(hours=1))
    await business.installation.drain()
    spent = time.process_time() - began
    assert len(batches) > 2, "it was interrupted, and went on"
    done = (await business.owner.get(path)).json()
    assert (done["status"], done["created_count"], done["error_count"]) == ("done", ROWS, 0)
    assert spent < CPU_SECONDS, f"{spent:.0f} seconds of work"

    last = ROWS - 1
    assert (await search(buyer, f"wh {last:06}"))["items"][0]["sku"] == f"WH-{last:06}"
    mistyped = await search(buyer, "galvanised shakle")
    assert (mistyped["total"] > 0, mistyped["corrected"]) == (True, True)
    narrowed = await search(buyer, "bolt", facets=["brand=Maker 7"])
    assert narrowed["total"] == sum(number % 30 == 7 and number % 7 < 3 for number in range(ROWS))

    prices = await made(business.owner, "/v1/price-lists", {"name": "Base", "layer": "base", "currency": "EUR"})
    await made(business.owner, f"/v1/price-lists/{prices['id']}/activate", {})
    file = await sent(
        business.owner, f"/v1/price-lists/{prices['id']}/imports", "preise.csv", "".join(price_lines(ROWS))
    )
    assert (await imported(business, f"/v1/price-imports/{file['id']}"))["written_count"] == ROWS
    shown = (await buyer.get("/v1/storefront/products", params={"q": f"WH-{last:06}"})).json()
    assert shown["items"][0]["price_from"]["amount"] == f"{last % 1_000 + 1}.{last % 90 + 10}"
