"""Stock out of files as people have them: any order of columns, European decimals, dry run, a sentence for each row."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.inventory.commands import importing
from hanse.domains.inventory.commands.setting import Setting
from hanse.domains.inventory.rules.rows import StockRow
from hanse.platform.context import Ctx
from hanse.platform.imports import Outcome
from hanse.testing.installation import Business
from tests.domains.inventory.goods import levels, place, stocked, variant


def body(text: str, **facts: Any) -> dict[str, Any]:
    return {"name": "stock.csv", "content": base64.b64encode(text.encode()).decode(), **facts}


async def test_a_file_sets_levels_and_names_rows_it_passes_over(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    cloth = await variant(business.owner, stock_unit="MTR")
    service = await variant(business.owner, is_stocked=False)
    sku = (await business.owner.get(f"/v1/stock/{bolt}")).json()["sku"]
    code = (await business.owner.get(f"/v1/locations/{where}")).json()["code"]
    text = (
        "Bestand;Lager;Artikelnummer\n"
        f"25;{code.lower()};{sku.lower()}\n"
        f"1.234,5;{code};{cloth['sku']}\n"
        f"5;{code};NOWHERE\n"
        f"5;MOON;{sku}\n"
        f"-1;{code};{sku}x\n"
        f"5;{code};{service['sku']}\n"
        f"7;{code};{sku}\n"
        f"abc;{code};{cloth['sku']}\n"
    )
    dry = await business.owner.post("/v1/stock-imports", body(text, is_dry_run=True))
    assert dry.status_code == 200, dry.text
    assert (dry.json()["changed"], dry.json()["problem_count"]) == (2, 6)
    assert (await levels(business.owner, bolt))["on_hand"] == "10"
    done = await business.owner.post("/v1/stock-imports", body(text))
    assert [problem["row"] for problem in done.json()["problems"]] == [4, 5, 6, 7, 8, 9]
    assert (await levels(business.owner, bolt))["on_hand"] == "25"
    assert (await levels(business.owner, cloth["id"]))["on_hand"] == "1234.5"
    again = await business.owner.post("/v1/stock-imports", body(text))
    assert (again.json()["changed"], again.json()["unchanged"]) == (0, 2)


async def test_a_file_without_what_it_takes_says_so(business: Business) -> None:
    no_sku = await business.owner.post("/v1/stock-imports", body("a,b\n1,2\n", location_id=await place(business.owner)))
    assert (no_sku.status_code, no_sku.json()["errors"][0]["code"]) == (422, "column_missing")
    no_place = await business.owner.post("/v1/stock-imports", body("sku,quantity\nX,2\n"))
    assert (no_place.status_code, no_place.json()["errors"][0]["path"]) == (422, "location_id")
    empty = await business.owner.post("/v1/stock-imports", body("\n"))
    assert empty.status_code == 422


async def upload(business: Business, text: str, name: str = "stock.csv") -> dict[str, Any]:
    """A file just uploaded."""
    made = await business.owner.post("/v1/stock-files", {**body(text), "name": name})
    assert made.status_code == 201, made.text
    return dict(made.json())


async def work(business: Business, item: dict[str, Any], verb: str) -> dict[str, Any]:
    """Check or run, and the file afterwards."""
    started = await business.owner.post(f"/v1/stock-files/{item['id']}/{verb}")
    assert started.status_code == 200, started.text
    await business.installation.drain()
    return dict((await business.owner.get(f"/v1/stock-files/{item['id']}")).json())


async def test_a_large_file_is_mapped_checked_and_worked_by_a_job(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    cloth = await variant(business.owner, stock_unit="MTR")
    sku = (await business.owner.get(f"/v1/stock/{bolt}")).json()["sku"]
    text = f"Menge;Nummer;Rest\n25;{sku.lower()};x\n1.234,5;{cloth['sku']};x\n5;NOWHERE;x\n7;{sku};x\n;{sku};x\n"
    item = await upload(business, text)
    assert (item["mapping"], item["decimal_style"]) == ({"Menge": "quantity"}, "comma")
    path = f"/v1/stock-files/{item['id']}/mapping"
    mapping = {"Menge": "quantity", "Nummer": "sku"}
    nowhere = await business.owner.put(path, {"mapping": mapping})
    assert (nowhere.status_code, nowhere.json()["errors"][0]["path"]) == (422, "location_id")
    kept = await business.owner.put(path, {"mapping": mapping, "decimal_style": "comma", "location_id": where})
    assert kept.status_code == 200, kept.text
    counts = ("status", "row_count", "changed_count", "unchanged_count", "error_count")
    checked = await work(business, item, "check")
    assert [checked[name] for name in counts] == ["checked", 5, 2, 0, 3]
    assert (await levels(business.owner, bolt))["on_hand"] == "10"
    problems = (await business.owner.get(f"/v1/stock-files/{item['id']}/problems")).json()["items"]
    assert [(one["row_number"], one["column_name"]) for one in problems] == [(4, "Nummer"), (5, "Nummer"), (6, "Menge")]
    done = await work(business, item, "run")
    assert [done[name] for name in counts] == ["done", 5, 2, 0, 3]
    assert (await levels(business.owner, cloth["id"]))["on_hand"] == "1234.5"
    viewer = await business.join("viewer")
    assert (await viewer.get(f"/v1/stock-files/{item['id']}")).status_code == 403


async def test_stock_that_was_taken_out_comes_in_again_unchanged(business: Business) -> None:
    await stocked(business.owner, "10")
    await stocked(business.owner, "2")
    for kind in ("csv", "xlsx"):
        made = (await business.owner.post("/v1/stock-exports", {"format": kind})).json()
        file = await business.owner.get(made["link"])
        content = base64.b64encode(file.content).decode()
        again = await business.owner.post("/v1/stock-files", {"name": made["name"], "content": content})
        done = await work(business, again.json(), "run")
        names = ("status", "row_count", "changed_count", "unchanged_count", "error_count")
        assert [done[name] for name in names] == ["done", 2, 0, 2, 0]
    assert (await (await business.join("member")).post("/v1/stock-exports", {})).status_code == 403


async def test_a_killed_import_goes_on_and_books_nothing_twice(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [await variant(business.owner) for _ in range(6)]
    code = (await business.owner.get(f"/v1/locations/{await place(business.owner)}")).json()["code"]
    calls: list[int] = []
    real = importing.set_levels

    async def dying(ctx: Ctx, rows: Sequence[StockRow], setting: Setting) -> Outcome:
        done = await real(ctx, rows, setting)
        calls.append(len(rows))
        if len(calls) == 2:
            raise ConnectionResetError("the worker died after booking, before its commit")
        return done

    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(importing, "set_levels", dying)
    lines = [*(f"{one['sku']},3,{code}" for one in items), f"{items[0]['sku']},9,{code}"]
    item = await upload(business, "sku,quantity,location\n" + "\n".join(lines))
    stopped = await work(business, item, "run")
    assert (stopped["status"], stopped["done_count"]) == ("importing", 2)
    business.installation.clock.advance(timedelta(hours=1))
    await business.installation.drain()
    done = (await business.owner.get(f"/v1/stock-files/{item['id']}")).json()
    assert (done["status"], done["changed_count"], done["error_count"], calls) == ("done", 6, 1, [2, 2, 2, 2, 1])
    movements = (await business.owner.get("/v1/stock-movements", params={"variant": items[0]["id"]})).json()["items"]
    assert [one["on_hand_change"]["value"] for one in movements] == ["3"]
