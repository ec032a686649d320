"""Products in files: as people have them, checked without writing, imported in part, exported and taken back."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.catalog.commands import importing
from hanse.domains.catalog.commands.upserting import write_batch
from hanse.testing.installation import Business, names
from tests.domains.catalog.shop import found, made, make, sell

GERMAN = """Artikelnummer;Bezeichnung;Warengruppe;Gewicht;EAN;Mindestmenge;Schritt;Einheit;Farbe;Unbekannt
SK-8;Sechskantschraube M8;Befestigung > Schrauben;0,025;4006381333931;10;5;Stück;rot;x
SK-10;Sechskantschraube M10;Befestigung > Schrauben;1.234,5;;;;Stk;Blau;x
SK-12;Sechskantschraube M12;Befestigung;viel;123;;;Fass?;grün;x
;Ohne Nummer;;;;;;;;
SK-8;Doppelt;;;;;;;;
"""


async def upload(business: Business, text: str, name: str = "artikel.csv") -> dict[str, Any]:
    """An import just uploaded."""
    content = base64.b64encode(text.encode()).decode()
    return await made(business.owner, "/v1/product-imports", {"name": name, "content": content})


async def work(business: Business, item: dict[str, Any], *steps: str) -> dict[str, Any]:
    """Do steps of an import and let its job run."""
    for step in steps:
        await made(business.owner, f"/v1/product-imports/{item['id']}/{step}", {})
        await business.installation.drain()
    return dict((await business.owner.get(f"/v1/product-imports/{item['id']}")).json())


async def choose(business: Business, item: dict[str, Any], **changes: Any) -> None:
    """Set the mapping."""
    body = {"mapping": item["mapping"], "decimal_style": item["decimal_style"], **changes}
    answer = await business.owner.put(f"/v1/product-imports/{item['id']}/mapping", body)
    assert answer.status_code == 200, answer.text


async def colour(business: Business) -> None:
    await made(
        business.owner,
        "/v1/attributes",
        {"key": "farbe", "label": "Farbe", "kind": "choice", "choices": ["Rot", "Blau"], "is_filterable": True},
    )


async def test_a_file_as_people_have_it_is_checked_and_imported(business: Business) -> None:
    await colour(business)
    item = await upload(business, GERMAN)
    assert item["decimal_style"] == "comma"
    assert item["mapping"] == {
        "Artikelnummer": "sku",
        "Bezeichnung": "name",
        "Warengruppe": "categories",
        "Gewicht": "weight",
        "EAN": "gtin",
        "Mindestmenge": "minimum",
        "Schritt": "step",
        "Einheit": "stock_unit",
        "Farbe": "attribute.farbe",
    }
    await choose(business, item, is_activating=True)
    checked = await work(business, item, "check")
    counts = {name: checked[f"{name}_count"] for name in ("row", "created", "updated", "error")}
    assert (checked["status"], counts) == ("checked", {"row": 5, "created": 2, "updated": 0, "error": 3})
    assert (await business.owner.get("/v1/products")).json()["items"] == []
    assert (await business.owner.get("/v1/categories")).json()["items"] == []

    done = await work(business, item, "run")
    assert (done["status"], done["created_count"], done["error_count"]) == ("done", 2, 3)
    problems = (await business.owner.get(f"/v1/product-imports/{item['id']}/problems")).json()["items"]
    assert [(one["row_number"], one["column_name"]) for one in problems] == [
        (4, "Gewicht"),
        (4, "EAN"),
        (4, "Einheit"),
        (4, "Farbe"),
        (5, ""),
        (6, "Artikelnummer"),
    ]
    assert await found(business.owner, "sechskant", facets=["farbe=Rot"]) == ["Sechskantschraube M8"]
    product = (await business.owner.get("/v1/products", params={"q": "sk-8"})).json()["items"][0]
    whole = (await business.owner.get(f"/v1/products/{product['id']}")).json()
    variant = whole["variants"][0]
    assert (whole["status"], variant["weight"], variant["stock_unit"]) == (
        "active",
        {"value": "0.025", "unit": "KGM"},
        "H87",
    )
    assert variant["units"][0]["minimum"] == {"value": "10", "unit": "H87"}
    assert names((await business.owner.get("/v1/categories", params={"everything": True})).json()["items"]) == [
        "Befestigung",
        "Schrauben",
    ]
    again = await work(business, done, "run")
    assert (again["created_count"], again["updated_count"], again["unchanged_count"]) == (0, 0, 2)


async def test_variants_of_one_product_share_a_handle(business: Business) -> None:
    text = "sku,product,name,variant\nT-S,shirt,Work shirt,Small\nT-L,shirt,Work shirt,Large\n"
    item = await work(business, await upload(business, text, "shirts.csv"), "run")
    assert item["created_count"] == 2
    page = (await business.owner.get("/v1/products")).json()["items"]
    assert [(one["handle"], one["variant_count"]) for one in page] == [("shirt", 2)]
    item = await work(business, await upload(business, "sku,name\nt-s,Better shirt\nNEW,\n", "more.csv"), "run")
    assert (item["updated_count"], item["error_count"]) == (1, 1)
    assert (await business.owner.get("/v1/products")).json()["items"][0]["name"] == "Better shirt"


async def test_an_export_is_imported_again_and_changes_nothing(business: Business) -> None:
    await colour(business)
    await made(business.owner, "/v1/attributes", {"key": "len", "label": "Length", "kind": "decimal"})
    await work(business, await upload(business, GERMAN), "run")
    step = {"value": "0.5", "unit": "MTR"}
    rope = {"sku": "R-1", "stock_unit": "MTR", "units": [{"unit": "MTR", "step": step}, {"unit": "XRO"}]}
    await made(
        business.owner,
        "/v1/products",
        {"name": '=Rope; "blue"', "variants": [rope], "attributes": {"farbe": "Blau", "len": "2.50"}},
    )
    await sell(business.owner)
    for kind in ("csv", "xlsx"):
        started = await business.owner.post("/v1/product-exports", {"format": kind})
        assert started.status_code == 202, started.text
        await business.installation.drain()
        ready = (await business.owner.get(f"/v1/product-exports/{started.json()['id']}")).json()
        assert (ready["state"], ready["rows"]) == ("done", 4)
        content = (await business.owner.get(ready["link"])).content
        body = {"name": ready["name"], "content": base64.b64encode(content).decode()}
        item = await made(business.owner, "/v1/product-imports", body)
        done = await work(business, item, "run")
        counts = [done[f"{name}_count"] for name in ("created", "updated", "unchanged", "error")]
        assert counts == [0, 0, 4, 0], (kind, done)


COLOURS = '''colour "The ""colour""" "As woven": red "Red" default; blue "Blue" +5%; gold "Gold" +1.50 EUR -0.50 GBP
width "Width" optional: w140 "140 cm"; w280 "280 cm" -12.5%
if width = w280 then colour = red, blue "The wide one comes in two colours"
if colour = gold not width = w140'''


async def test_options_and_parts_come_in_and_go_out_unchanged(business: Business) -> None:
    cell = COLOURS.replace('"', '""')
    text = (
        "sku,name,kind,options,parts,status\n"
        f'CLOTH,Cloth,configurable,"{cell}",,active\n'
        "BOLT,Bolt,,,,active\nNUT,Nut,,,,active\n"
        "SET,Set,bundle,,2 x bolt; 1.5 x NUT,active\n"
        "WRONG,Wrong,,,1 x BOLT,\n"
        "NEST,Nest,bundle,,1 x SET,\n"
        "EARLY,Early,bundle,,1 x LATE,\n"
        'ODD,Odd,configurable,"colour Red: red",,\n'
    )
    item = await upload(business, text, "inside.csv")
    for step in ("check", "run"):
        done = await work(business, item, step)
        assert (done["created_count"], done["error_count"]) == (4, 4), done
    problems = (await business.owner.get(f"/v1/product-imports/{item['id']}/problems")).json()["items"]
    assert [(one["row_number"], one["column_name"]) for one in problems] == [
        (6, "parts"),
        (7, "parts"),
        (8, "parts"),
        (9, "options"),
    ]
    assert "a text in quotes" in problems[-1]["message"]
    products = {one["name"]: one for one in (await business.owner.get("/v1/products")).json()["items"]}
    assert {name: one["status"] for name, one in products.items()} == dict.fromkeys(products, "active")
    options = (await business.owner.get(f"/v1/products/{products['Cloth']['id']}/options")).json()
    assert (options["options"][0]["label"], len(options["rules"])) == ('The "colour"', 2)
    assert (await business.owner.get(f"/v1/products/{products['Cloth']['id']}")).json()["needs_options"] is True
    held = (await business.owner.get(f"/v1/products/{products['Set']['id']}")).json()["variants"][0]["components"]
    assert [(one["sku"], one["quantity"]["value"]) for one in held] == [("BOLT", "2"), ("NUT", "1.5")]
    for kind in ("csv", "xlsx"):
        started = (await business.owner.post("/v1/product-exports", {"format": kind})).json()
        await business.installation.drain()
        ready = (await business.owner.get(f"/v1/product-exports/{started['id']}")).json()
        content = base64.b64encode((await business.owner.get(ready["link"])).content).decode()
        again = await made(business.owner, "/v1/product-imports", {"name": ready["name"], "content": content})
        done = await work(business, again, "run")
        counts = [done[f"{name}_count"] for name in ("created", "updated", "unchanged", "error")]
        assert counts == [0, 0, 4, 0], (kind, done)
    changed = await upload(business, "sku,parts\nSET,3 x NUT\n", "parts.csv")
    assert (await work(business, changed, "run"))["updated_count"] == 1
    held = (await business.owner.get(f"/v1/products/{products['Set']['id']}")).json()["variants"][0]["components"]
    assert [(one["sku"], one["quantity"]["value"]) for one in held] == [("NUT", "3")]


async def test_a_file_is_uploaded_as_it_is(business: Business) -> None:
    file = {"file": ("bolts.csv", b"sku,name\nB-1,Bolt\n" + b"B-2,Nut\n" * 300_000, "text/csv")}
    sent = await business.owner.send("POST", "/v1/product-imports", files=file)
    assert (sent.status_code, sent.json().get("file_name")) == (201, "bolts.csv"), sent.text[:300]
    assert sent.json()["mapping"] == {"sku": "sku", "name": "name"}
    other = await business.owner.send("POST", "/v1/products", files=file)
    assert other.status_code in (413, 415)


async def test_nobody_imports_more_than_they_may_do(business: Business) -> None:
    person = await business.join("viewer")
    assert (await person.post("/v1/product-imports", {"name": "a.csv", "content": "eA=="})).status_code == 403
    refused = await business.owner.post("/v1/product-imports", {"name": "a.xlsx", "content": "eA=="})
    assert refused.status_code in (415, 422)
    product = await make(business.owner)
    item = await upload(business, "name\nNo number\n", "x.csv")
    run = await business.owner.post(f"/v1/product-imports/{item['id']}/run")
    assert (run.status_code, run.json()["errors"][0]["path"]) == (422, "mapping")
    assert (await business.owner.get(f"/v1/products/{product['id']}")).json()["version"] == 1


async def test_a_broken_file_is_refused_at_once(business: Business) -> None:
    content = base64.b64encode(b'sku,name\nN-1,"broken\n').decode()
    refused = await business.owner.post("/v1/product-imports", {"name": "x.csv", "content": content})
    assert (refused.status_code, refused.json()["code"]) == (422, "table_malformed")


async def test_an_import_goes_on_where_it_was_interrupted(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    async def interrupted(*arguments: Any, **options: Any) -> Any:
        calls.append(len(arguments[1]))
        if len(calls) == 2:
            raise RuntimeError("the machine went away")
        return await write_batch(*arguments, **options)

    monkeypatch.setattr(importing, "BATCH", 10)
    monkeypatch.setattr(importing, "write_batch", interrupted)
    item = await upload(business, "sku,name\n" + "".join(f"N-{n},Nail {n}\n" for n in range(30)))
    stopped = await work(business, item, "run")
    assert (stopped["status"], stopped["done_count"]) == ("importing", 10)
    business.installation.clock.advance(timedelta(hours=1))
    await business.installation.drain()
    done = (await business.owner.get(f"/v1/product-imports/{item['id']}")).json()
    assert (done["status"], done["created_count"], calls) == ("done", 30, [10, 10, 10, 10])
