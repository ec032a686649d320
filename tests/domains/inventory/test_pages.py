"""Pages of stock: lists, booking by pasted lines, counting, moving, files, places."""

from __future__ import annotations

from hanse.testing.installation import Business
from tests.domains.inventory.goods import levels, place, stocked, variant


async def test_staff_book_stock_by_pasted_lines(business: Business) -> None:
    empty = await business.owner.page("/admin/stock")
    assert (empty.status_code, "No place yet" in empty.text) == (200, True)
    made = await business.owner.submit("/admin/locations/new", {"code": "MAIN", "name": "<b>Main</b>", "priority": "1"})
    assert made.status_code == 303, made.text
    await business.owner.submit(
        "/admin/locations/new", {"code": "X", "name": "Yard", "priority": "2", "is_active": "on"}
    )
    where = await place(business.owner, "SHOP")
    bolt = await variant(business.owner)
    text = f"{bolt['sku']} 12,5\nNOWHERE 3"
    refused = await business.owner.submit("/admin/stock/receive", {"location_id": where, "text": text})
    assert (refused.status_code, "no product has the SKU NOWHERE" in refused.text) == (422, True)
    fine = {"location_id": where, "text": f"{bolt['sku']}\t12,5", "reference": "D 1"}
    assert (await business.owner.submit("/admin/stock/receive", fine)).status_code == 303
    less = {"location_id": where, "text": f"{bolt['sku']} -20", "reason": "Broken"}
    assert (await business.owner.submit("/admin/stock/adjust", less)).status_code == 422
    assert (
        await business.owner.submit("/admin/stock/adjust", {**less, "text": f"{bolt['sku']} -2"})
    ).status_code == 303
    assert (await levels(business.owner, bolt["id"]))["on_hand"] == "10.5"
    seen = await business.owner.page(f"/admin/stock/{bolt['id']}")
    assert (seen.status_code, "Corrected" in seen.text, "Delivery D 1" in seen.text) == (200, True, True)
    saved = await business.owner.submit(
        f"/admin/stock/{bolt['id']}/settings", {"is_backorderable": "true", "backorder_limit.value": "5"}
    )
    assert saved.status_code == 303, saved.text
    kept = await business.owner.submit(f"/admin/stock/{bolt['id']}/safety", {"location_id": where, "safety": "3"})
    assert kept.status_code == 303, kept.text
    assert (await levels(business.owner, bolt["id"]))["available"] == "7.5"
    shown = await business.owner.page("/admin/locations")
    assert "<b>Main" not in shown.text
    assert (
        await business.owner.submit("/admin/locations/settings", {"shown_to_buyers": "exact", "low_stock": "5"})
    ).status_code == 303


async def test_staff_count_and_move_on_pages(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    other = await place(business.owner)
    started = await business.owner.submit("/admin/stock-counts", {"location_id": where})
    sheet = started.headers["location"]
    assert (await business.owner.page(sheet)).status_code == 200
    assert (await business.owner.submit(f"{sheet}/lines", {f"line.{bolt}": "-1"})).status_code == 422
    assert (await business.owner.submit(f"{sheet}/lines", {f"line.{bolt}": "9"})).status_code == 303
    assert (await business.owner.submit(f"{sheet}/post", {})).status_code == 303
    assert "Found" in (await business.owner.page(sheet)).text
    assert (await levels(business.owner, bolt))["on_hand"] == "9"
    sku = (await business.owner.get(f"/v1/stock/{bolt}")).json()["sku"]
    body = {"from_location_id": where, "to_location_id": other, "text": f"{sku} 4"}
    moved = await business.owner.submit("/admin/stock/transfer", body)
    assert moved.status_code == 303, moved.text
    [found] = (await business.owner.get("/v1/stock-transfers")).json()["items"]
    path = f"/admin/stock-transfers/{found['id']}"
    assert "Book everything in" in (await business.owner.page(path)).text
    assert (await business.owner.submit(f"{path}/receive", {})).status_code == 303
    for page in ("/admin/stock-transfers", "/admin/stock-counts", "/admin/expected-receipts", "/admin/stock?state=low"):
        assert (await business.owner.page(page)).status_code == 200


async def test_a_delivery_is_announced_and_booked_in_on_pages(business: Business) -> None:
    bolt, where = await stocked(business.owner, "1")
    sku = (await business.owner.get(f"/v1/stock/{bolt}")).json()["sku"]
    assert (await business.owner.page("/admin/expected-receipts/new")).status_code == 200
    body = {"location_id": where, "text": f"{sku} 30", "reference": "PO 5"}
    undated = await business.owner.submit("/admin/expected-receipts/new", body)
    assert (undated.status_code, "Say when it is to come" in undated.text) == (422, True)
    nothing = await business.owner.submit("/admin/expected-receipts/new", {**body, "expected_on": "x"})
    assert nothing.status_code == 422
    wrong = await business.owner.submit(
        "/admin/expected-receipts/new", {**body, "expected_on": "2026-05-01", "text": f"{sku} 0"}
    )
    assert (wrong.status_code, "must be more than zero" in wrong.text) == (422, True)
    made = await business.owner.submit("/admin/expected-receipts/new", {**body, "expected_on": "2026-05-01"})
    assert made.status_code == 303, made.text
    [found] = (await business.owner.get("/v1/expected-receipts")).json()["items"]
    assert sku in (await business.owner.page("/admin/expected-receipts")).text
    assert (await business.owner.submit(f"/admin/expected-receipts/{found['id']}/arrive", {})).status_code == 303
    assert (await levels(business.owner, bolt))["on_hand"] == "31"


async def test_a_file_is_checked_before_it_sets_stock(business: Business) -> None:
    bolt, where = await stocked(business.owner, "10")
    sku = (await business.owner.get(f"/v1/stock/{bolt}")).json()["sku"]
    file = ("stock.csv", f"sku,quantity\n{sku},4\nNOPE,1\n".encode(), "text/csv")
    assert "What a file may hold" in (await business.owner.page("/admin/stock/import")).text
    uploaded = await business.owner.submit("/admin/stock/import", {}, files={"file": file})
    root = uploaded.headers["location"]
    assert "Meaning of quantity" in (await business.owner.page(root)).text
    columns = {"column.0": "sku", "column.1": "quantity"}
    nowhere = await business.owner.submit(f"{root}/mapping", columns)
    assert (nowhere.status_code, "Choose a place" in nowhere.text) == (422, True)
    assert (await business.owner.submit(f"{root}/mapping", {**columns, "location_id": where})).status_code == 303
    await business.installation.drain()
    checked = (await business.owner.page(root)).text
    assert ("Would change" in checked, "No product has this SKU" in checked) == (True, True)
    assert (await levels(business.owner, bolt))["on_hand"] == "10"
    assert (await business.owner.submit(f"{root}/run", {})).status_code == 303
    await business.installation.drain()
    assert (await levels(business.owner, bolt))["on_hand"] == "4"
    assert "Import another file" in (await business.owner.page(root)).text
    assert (await business.owner.submit("/admin/stock/import", {})).status_code == 422


async def test_pages_of_stock_are_for_staff(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "10")
    viewer = await business.join("viewer")
    assert (await viewer.page("/admin/stock")).status_code == 200
    assert (await viewer.page(f"/admin/stock/{bolt}")).status_code == 200
    assert (await viewer.page("/admin/stock/receive")).status_code == 403
    assert (await viewer.submit("/admin/stock/receive", {"text": "x 1"})).status_code == 403
