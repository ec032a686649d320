"""The settings pages of regions and taxes, as a browser without scripts uses them."""

from __future__ import annotations

from hanse.testing.installation import Business

REGIONS, TAXES = "/admin/settings/regions", "/admin/settings/taxes"


async def test_a_region_is_made_changed_and_removed(business: Business) -> None:
    owner = business.owner
    assert "No region yet" in (await owner.page(REGIONS)).text
    fields = {"name": "Euro zone", "currency": "EUR", "countries": "DE", "tax_rounding": "total"}
    made = await owner.submit(f"{REGIONS}/new", fields)
    assert made.status_code == 303
    listed = (await owner.page(REGIONS)).text
    assert "Germany" in listed
    again = await owner.submit(f"{REGIONS}/new", {**fields, "name": "Other"})
    assert again.status_code == 422
    assert "Germany lies in the region Euro zone already" in again.text
    region = (await owner.get("/v1/regions")).json()["items"][0]
    path = f"{REGIONS}/{region['id']}"
    assert 'value="Euro zone"' in (await owner.page(path)).text
    saved = await owner.submit(path, {**fields, "name": "Euro", "_version": "1"})
    assert saved.status_code == 303, saved.text
    assert (await owner.submit(f"{path}/delete", {"_version": "2"})).status_code == 303
    assert (await owner.get("/v1/regions")).json()["items"] == []


async def test_rates_are_written_as_percentages(business: Business) -> None:
    owner = business.owner
    fields = {
        "country": "US",
        "subdivision": "NY",
        "tax_class": "standard",
        "name": "Sales <tax>",
        "percent": "8,875 %",
    }
    made = await owner.submit(f"{TAXES}/new", {**fields, "valid_from": "2026-01-01", "valid_to": ""})
    assert made.status_code == 303, made.text
    rate = (await owner.get("/v1/tax-rates")).json()["items"][0]
    assert (rate["rate_micros"], rate["valid_to"]) == (88_750, None)
    listed = (await owner.page(TAXES)).text
    assert "8.875 %" in listed
    assert "United States" in listed
    assert "Sales &lt;tax&gt;" in listed
    wrong = await owner.submit(f"{TAXES}/{rate['id']}", {"name": "x", "percent": "lots", "valid_from": "2026-01-01"})
    assert wrong.status_code == 422
    assert "Write the rate as a number" in wrong.text
    assert 'value="lots"' in wrong.text
    saved = await owner.submit(f"{TAXES}/{rate['id']}", {"name": "Tax", "percent": "9", "valid_from": "2026-01-01"})
    assert saved.status_code == 303
    assert (await owner.submit(f"{TAXES}/{rate['id']}/delete", {})).status_code == 303


async def test_classes(business: Business) -> None:
    owner = business.owner
    assert (await owner.submit(f"{TAXES}/classes/new", {"name": "Books", "code": "books"})).status_code == 303
    assert (await owner.submit(f"{TAXES}/classes/new", {"name": "Zero", "code": "zero"})).status_code == 409
    own = (await owner.get("/v1/tax-classes")).json()["items"][-1]
    path = f"{TAXES}/classes/{own['id']}"
    assert (await owner.submit(path, {"name": "Printed books"})).status_code == 303
    assert "Printed books" in (await owner.page(TAXES)).text
    assert (await owner.submit(f"{path}/delete", {})).status_code == 303


async def test_who_may_only_look_gets_no_forms(business: Business) -> None:
    member = await business.join("member")
    assert (await member.page(REGIONS)).status_code == 200
    assert (await member.page(TAXES)).status_code == 200
    for path in (f"{REGIONS}/new", f"{TAXES}/new", f"{TAXES}/classes/new"):
        assert (await member.page(path)).status_code == 403
