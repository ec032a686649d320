"""Files of prices: any order of columns, decimal commas, a dry run, an error per cell, and out again unchanged."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.pricing.commands import importing
from hanse.domains.pricing.rules.entries import ReadEntry
from hanse.platform.context import Ctx
from tests.domains.pricing.shop import Shop, made_by

GERMAN = """Bezeichnung;Preis;Artikel;Ab Menge;Einheit;Rabatt
Schraube;1.234,50;m 6;;;
Schraube;0,125;M6;100;piece;
Schraube;kaputt;M8;;;
Unbekannt;1,00;M99;;;
Beides;1,00;M8;;;5
;;;;;
Schraube;9;M8;-1;;
"""


async def upload(shop: Shop, list_id: str, text: str, name: str = "preise.csv") -> dict[str, Any]:
    """An import as it stands after its upload."""
    body = {"name": name, "content": base64.b64encode(text.encode()).decode()}
    return await made_by(shop.owner, f"/v1/price-lists/{list_id}/imports", body)


async def work(shop: Shop, made: dict[str, Any], verb: str) -> dict[str, Any]:
    """Check or run, and the import afterwards."""
    await made_by(shop.owner, f"/v1/price-imports/{made['id']}/{verb}", {})
    await shop.business.installation.drain()
    return dict((await shop.owner.get(f"/v1/price-imports/{made['id']}")).json())


async def said(shop: Shop, list_id: str) -> list[tuple[str, str, str, str | None]]:
    items = (await shop.owner.get(f"/v1/price-lists/{list_id}/entries")).json()["items"]
    return sorted(
        (item["code"], item["unit"], item["minimum"], item["unit_price"] and item["unit_price"]["amount"])
        for item in items
    )


async def test_a_file_as_people_have_it(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    made = await upload(shop, base, GERMAN)
    assert made["mapping"] == {
        "Preis": "price",
        "Artikel": "sku",
        "Ab Menge": "minimum",
        "Einheit": "unit",
        "Rabatt": "percent_off",
    }
    assert made["decimal_style"] == "comma"
    checked = await work(shop, made, "check")
    counts = ("status", "row_count", "written_count", "error_count")
    assert [checked[name] for name in counts] == ["checked", 6, 2, 4]
    assert await said(shop, base) == []
    problems = (await shop.owner.get(f"/v1/price-imports/{made['id']}/problems")).json()["items"]
    assert [(item["row_number"], item["column_name"]) for item in problems] == [
        (4, "Preis"),
        (5, "Artikel"),
        (6, "Preis"),
        (8, "Ab Menge"),
    ]
    done = await work(shop, made, "run")
    assert [done[name] for name in counts] == ["done", 6, 2, 4]
    assert await said(shop, base) == [("M6", "C62", "0", "1234.50"), ("M6", "H87", "100", "0.125")]


async def test_what_was_taken_out_comes_in_again_unchanged(shop: Shop) -> None:
    targets = [{"price_group": "gold"}]
    entries = [
        {"sku": "M6", "price": "10", "minimum": "2.5"},
        {"product": "bolt", "percent_off": "12.5", "sums_variants": True, "minimum": "100"},
        {"category": "bolts", "formula": "base * 0.85 + 0.10", "starts_at": "2026-01-01T05:30:00+05:30"},
        {"sku": "ROPE", "price": "0.000001", "ends_at": "2027-01-01T00:00:00Z"},
    ]
    gold = await shop.price_list("=Gold", "group", entries, targets=targets)
    for kind in ("csv", "xlsx"):
        made = await made_by(shop.owner, f"/v1/price-lists/{gold}/export", {"format": kind})
        assert made["rows"] == 4
        file = await shop.owner.get(made["link"])
        body = {"name": made["name"], "content": base64.b64encode(file.content).decode()}
        again = await made_by(shop.owner, f"/v1/price-lists/{gold}/imports", body)
        done = await work(shop, again, "run")
        found = [done[name] for name in ("status", "row_count", "written_count", "unchanged_count", "error_count")]
        assert found == ["done", 4, 0, 4, 0]


async def test_the_last_of_equal_rows_holds_and_an_import_can_be_done_twice(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    made = await upload(shop, base, "SKU,Price\nM6,1.00\nM6,2.00\n")
    assert (await work(shop, made, "run"))["written_count"] == 1
    assert await said(shop, base) == [("M6", "C62", "0", "2.00")]
    again = await upload(shop, base, "SKU,Price\nM6,1.00\nM6,2.00\n")
    assert (await work(shop, again, "run"))["written_count"] == 0


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"SKU": "sku"}, "price"),
        ({"Price": "price"}, "SKU"),
        ({"SKU": "sku", "Price": "sku"}, "cannot both"),
        ({"Nope": "sku", "Price": "price"}, "no column"),
        ({"SKU": "tenant_id", "Price": "price"}, "no field"),
    ],
)
async def test_a_mapping_that_cannot_be(shop: Shop, mapping: dict[str, str], words: str) -> None:
    base = await shop.price_list("Base", "base", [])
    made = await upload(shop, base, "SKU,Price\nM6,1.00\n")
    refused = await shop.owner.put(f"/v1/price-imports/{made['id']}/mapping", {"mapping": mapping})
    assert refused.status_code == 422
    assert words in refused.json()["errors"][0]["message"]


async def test_a_broken_file_is_refused_in_words_and_changes_nothing(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    body = {"name": "x.xlsx", "content": base64.b64encode(b"PK\x03\x04 not a workbook").decode()}
    refused = await shop.owner.post(f"/v1/price-lists/{base}/imports", body)
    assert refused.status_code == 422
    member = await shop.business.join("member")
    assert (await member.post(f"/v1/price-lists/{base}/imports", body)).status_code == 403


async def test_an_import_goes_on_where_it_was_killed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    base = await shop.price_list("Base", "base", [])
    calls: list[int] = []
    real = importing.look_up

    async def dying(ctx: Ctx, entries: Sequence[ReadEntry]) -> Any:
        calls.append(len(entries))
        if len(calls) == 2:
            raise ConnectionResetError("the worker died within a batch")
        return await real(ctx, entries)

    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(importing, "look_up", dying)
    rows = "".join(f"M6,{minimum},{minimum + 1}.00\n" for minimum in range(5))
    stopped = await work(shop, await upload(shop, base, f"SKU,From quantity,Price\n{rows}", "tiers.csv"), "run")
    assert (stopped["status"], stopped["done_count"]) == ("importing", 2)
    shop.business.installation.clock.advance(timedelta(hours=1))
    await shop.business.installation.drain()
    done = (await shop.owner.get(f"/v1/price-imports/{stopped['id']}")).json()
    assert (done["status"], done["written_count"], calls) == ("done", 5, [2, 2, 2, 1])
