"""Stock out of files as people have them: any order of columns, European decimals, dry run, a sentence for each row."""

from __future__ import annotations

import base64
from typing import Any

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
