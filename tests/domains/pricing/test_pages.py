"""The pages of pricing as a browser without scripts uses them."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.domains.pricing.shop import Shop

LISTS = "/admin/price-lists"
FACTS = {"name": "Spring", "layer": "base", "currency": "GBP", "mode": "first", "priority": "0"}


def field_of(page: httpx.Response, name: str) -> str:
    """The value of a field of the page."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, f"no field {name}"
    return found[1]


async def new_list(shop: Shop, **facts: Any) -> str:
    """The address of a list made on its page."""
    made = await shop.owner.submit(f"{LISTS}/new", {**FACTS, **facts})
    assert made.status_code == 303, made.text
    return made.headers["location"].split("?")[0]


async def test_a_list_is_made_filled_used_and_taken_out_of_use(shop: Shop) -> None:
    owner = shop.owner
    assert "No price list yet" in (await owner.page(LISTS)).text
    path = await new_list(shop)
    grid = {
        "row.0.target": "sku",
        "row.0.code": "M6",
        "row.0.value": "12.50",
        "row.1.target": "sku",
        "row.1.code": "M6",
        "row.1.minimum": "100",
        "row.1.value": "11.9",
        "row.2.target": "product",
        "row.2.code": "rope",
        "row.2.value": "3",
        "row.3.target": "sku",
        "row.3.code": "",
        "row.3.value": "",
    }
    saved = await owner.submit(path, grid)
    assert saved.status_code == 303, saved.text
    shown = await owner.page(path)
    assert "Put to use" in shown.text
    assert (await owner.submit(f"{path}/activate", {})).status_code == 303
    assert await shop.price("M6", "100") == "11.90"
    shown = await owner.page(path)
    places = {field_of(shown, f"row.{n}.code") + field_of(shown, f"row.{n}.minimum"): n for n in range(3)}
    n, gone = places["M60"], places["ropeo" if "ropeo" in places else "rope0"]
    hidden = {
        f"row.{k}.{name}": field_of(shown, f"row.{k}.{name}")
        for k in range(3)
        for name in ("target", "code", "was", "unit", "minimum", "starts_at", "ends_at", "sums", "value")
    }
    changed = await owner.submit(path, {**hidden, f"row.{n}.value": "10 %", f"row.{gone}.remove": "1"})
    assert changed.status_code == 422  # below a base list there is nothing to take a percentage off
    assert "there is no price to take this off" in changed.text
    changed = await owner.submit(path, {**hidden, f"row.{n}.value": "13", f"row.{gone}.remove": "1"})
    assert changed.status_code == 303
    assert [await shop.price("M6"), await shop.price("ROPE", unit="MTR")] == ["13.00", None]
    assert (await owner.submit(f"{path}/archive", {})).status_code == 303
    assert await shop.price("M6") is None


async def test_one_wrong_row_keeps_what_was_typed_and_writes_nothing(shop: Shop) -> None:
    path = await new_list(shop)
    rows = {
        "row.0.target": "sku",
        "row.0.code": "M6",
        "row.0.value": "5",
        "row.1.target": "sku",
        "row.1.code": "<b>NOPE",
        "row.1.value": "6",
        "row.2.target": "sku",
        "row.2.code": "M8",
        "row.2.value": "1,234",
    }
    refused = await shop.owner.submit(path, rows)
    assert refused.status_code == 422
    assert "can be read in two ways" in refused.text
    assert "&lt;b&gt;NOPE" in refused.text
    refused = await shop.owner.submit(path, {**rows, "row.2.value": "7"})
    assert "There is no variant" in refused.text
    assert 'value="5"' in refused.text
    assert "Nothing was written" in refused.text
    assert (await shop.owner.get(f"/v1{path.removeprefix('/admin')}/entries")).json()["items"] == []


async def test_pasted_lines(shop: Shop) -> None:
    path = await new_list(shop)
    wrong = await shop.owner.submit(f"{path}/paste", {"lines": "M6;1\nM99;2\nM8;many"})
    assert wrong.status_code == 422
    assert "Line 3" in wrong.text
    wrong = await shop.owner.submit(f"{path}/paste", {"lines": "M6;1\n\nM99;2"})
    assert "Line 3: There is no variant M99" in wrong.text
    done = await shop.owner.submit(f"{path}/paste", {"lines": "M6\t1.50\t10\tXBX\r\nm 8;2"})
    assert done.status_code == 303
    await shop.owner.submit(f"{path}/activate", {})
    assert [await shop.price("M6", "10", "XBX"), await shop.price("M8")] == ["1.50", "2.00"]
    assert (await shop.owner.submit(f"{path}/paste", {"lines": "M8;-"})).status_code == 303
    assert await shop.price("M8") is None


async def test_a_list_for_organizations_names_them(shop: Shop) -> None:
    buyer = await shop.partner("Dock Works")
    made = await shop.owner.submit(f"{LISTS}/new", {**FACTS, "name": "Dock", "layer": "organization"})
    edit = made.headers["location"].split("?")[0]
    assert edit.endswith("/edit")
    path = edit.removesuffix("/edit")
    assert "For nobody yet" in (await shop.owner.page(path)).text
    wrong = await shop.owner.submit(edit, {**FACTS, "name": "Dock", "targets": "org_nonsense"})
    assert wrong.status_code == 422
    saved = await shop.owner.submit(edit, {**FACTS, "name": "Dock", "targets": buyer, "starts_at": "2026-03-01T08:00"})
    assert saved.status_code == 303, saved.text
    shown = await shop.owner.page(path)
    assert "For Dock Works" in shown.text
    assert "Dock Works" in (await shop.owner.page(LISTS)).text
    assert 'value="2026-03-01T08:00"' in (await shop.owner.page(edit)).text


async def test_the_explanation_shows_layers_and_every_candidate(shop: Shop) -> None:
    buyer = await shop.partner("Dock Works")
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}, {"sku": "M6", "price": "9", "minimum": "10"}])
    targets = {"targets": [{"organization_id": buyer}], "mode": "compete"}
    await shop.price_list("Dock's", "organization", [{"sku": "M6", "price": "11"}], **targets)
    empty = await shop.owner.page("/admin/prices")
    assert empty.status_code == 200
    asked = {"sku": "m6", "organization": buyer, "quantity": "1", "currency": "", "at": ""}
    found = await shop.owner.page("/admin/prices", params=asked)
    assert found.status_code == 200
    for text in ("Dock Works", "10.00", "Tier not reached", "This list competes, and a layer below is lower", "Paid"):
        assert text in found.text, text
    wrong = await shop.owner.page("/admin/prices", params={**asked, "sku": "NOPE"})
    assert wrong.status_code == 422
    assert "There is no such product" in wrong.text
    buyer_person = await shop.buyer(buyer)
    assert (await buyer_person.page("/admin/prices", params=asked)).status_code in (403, 404)
    assert (await buyer_person.page(LISTS)).status_code in (403, 404)


async def test_comparison_and_planned_changes(shop: Shop) -> None:
    old = await shop.price_list("Old", "base", [{"sku": "M6", "price": "10"}])
    new = await shop.price_list("New", "base", [{"sku": "M6", "price": "12"}])
    compared = await shop.owner.page(f"{LISTS}/{old}/compare", params={"other": new, "only": "all"})
    assert "+20.0 %" in compared.text
    path = f"{LISTS}/{old}/changes"
    wrong = await shop.owner.submit(path, {"name": "Up", "effective_at": "", "lines": "M6;11"})
    assert (wrong.status_code, "Choose the day and time" in wrong.text) == (422, True)
    wrong = await shop.owner.submit(path, {"name": "Up", "effective_at": "2026-05-01T00:00", "lines": "M9;11"})
    assert "Line 1: There is no variant M9" in wrong.text
    made = await shop.owner.submit(path, {"name": "Up", "effective_at": "2026-05-01T00:00", "lines": "M6;11"})
    assert made.status_code == 303, made.text
    change = made.headers["location"].split("?")[0]
    assert "Schedule" in (await shop.owner.page(change)).text
    assert (await shop.owner.submit(f"{change}/schedule", {})).status_code == 303
    assert "11.00" in (await shop.owner.page(change)).text
    assert "Up" in (await shop.owner.page("/admin/price-changes")).text
    assert (await shop.owner.submit(f"{change}/cancel", {})).status_code == 303


async def test_the_import_wizard(shop: Shop) -> None:
    base = await shop.price_list("Base", "base", [])
    files = {"file": ("prices.csv", b"Artikel;Preis\nM6;1,50\nM99;2,00\n", "text/csv")}
    data = {"csrf_token": shop.owner.csrf}
    headers = {"accept": "text/html", "origin": "http://hanse.test"}
    sent = await shop.owner.send("POST", f"{LISTS}/{base}/import", headers=headers, data=data, files=files)
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    assert "Artikel" in (await shop.owner.page(path)).text
    mapping = {"column.0": "sku", "column.1": "price", "decimal_style": "comma", "date_order": ""}
    assert (await shop.owner.submit(f"{path}/mapping", mapping)).status_code == 303
    await shop.business.installation.drain()
    checked = await shop.owner.page(path)
    assert "There is no variant M99" in checked.text
    assert "Import 1 entry" in checked.text
    run = {"_version": field_of(checked, "_version")}
    assert (await shop.owner.submit(f"{path}/run", run)).status_code == 303
    await shop.business.installation.drain()
    assert await shop.price("M6") == "1.50"
    exported = await shop.owner.submit(f"{LISTS}/{base}/export?format=csv", {})
    assert exported.status_code == 303
