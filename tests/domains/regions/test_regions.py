"""Regions, tax classes and rates over HTTP: what is refused, what never overlaps, and tax on the right day."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hanse.domains.organizations.types import OrganizationId
from hanse.testing.installation import Business, Client

VAT = {"country": "GB", "name": "VAT 20 %", "rate_micros": 200_000, "valid_from": "2020-01-01"}


async def made(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def line(amount: str, currency: str = "GBP", **more: Any) -> dict[str, Any]:
    return {"key": 1, "net": {"amount": amount, "currency": currency}, **more}


async def test_a_country_lies_in_one_region(business: Business) -> None:
    owner = business.owner
    euro = await made(owner, "/v1/regions", {"name": "Euro zone", "currency": "EUR", "countries": ["DE", "FR"]})
    assert euro["countries"] == ["DE", "FR"]
    refused = await owner.post("/v1/regions", {"name": "Germany", "currency": "EUR", "countries": ["DE"]})
    assert refused.status_code == 422
    assert "Euro zone" in refused.json()["errors"][0]["message"]
    changed = await owner.patch(f"/v1/regions/{euro['id']}", {"countries": ["FR"]})
    assert changed.json()["countries"] == ["FR"]
    await made(owner, "/v1/regions", {"name": "Germany", "currency": "EUR", "countries": ["DE"]})
    found = (await owner.get("/v1/regions", params={"country": "DE"})).json()["items"]
    assert [item["name"] for item in found] == ["Germany"]
    names = (await owner.get("/v1/countries", params={"region": euro["id"]})).json()["items"]
    assert names == [{"code": "FR", "name": "France"}]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "X", "currency": "XYZ"}, "currency"),
        ({"name": " ", "currency": "EUR"}, "name"),
        ({"name": "X", "currency": "EUR", "countries": ["DE", "ZZ"]}, "countries.1"),
        ({"name": "X", "currency": "EUR", "tax_rounding": "up"}, "tax_rounding"),
        ({"name": "X", "currency": "EUR", "tenant_id": "x"}, "tenant_id"),
    ],
)
async def test_what_is_wrong_with_a_region_is_said_at_its_field(
    business: Business, body: dict[str, Any], path: str
) -> None:
    refused = await business.owner.post("/v1/regions", body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == path


async def test_a_new_rate_ends_the_one_before_and_none_overlap(business: Business) -> None:
    owner = business.owner
    first = await made(owner, "/v1/tax-rates", VAT)
    body = {**VAT, "rate_micros": 210_000, "name": "VAT 21 %", "valid_from": "2026-03-10"}
    second = await made(owner, "/v1/tax-rates", body)
    ended = (await owner.get(f"/v1/tax-rates/{first['id']}")).json()
    assert (ended["valid_to"], ended["state"], second["state"]) == ("2026-03-10", "current", "scheduled")
    between = await owner.post("/v1/tax-rates", {**VAT, "valid_from": "2024-01-01", "valid_to": "2024-02-01"})
    assert between.status_code == 422
    assert between.json()["code"] == "tax_rates_overlap"
    back = await owner.put(f"/v1/tax-rates/{first['id']}", {"name": "x", "rate_micros": 1, "valid_from": "2020-01-01"})
    assert back.status_code == 422

    async def tax(at: str) -> str:
        asked = {"country": "GB", "at": at, "lines": [line("100.00")]}
        return str((await owner.post("/v1/tax/calculate", asked)).json()["tax"]["amount"])

    assert [await tax("2026-03-09T23:59:59Z"), await tax("2026-03-10T00:00:00Z")] == ["20.00", "21.00"]


async def test_two_rates_at_once_do_not_both_apply(business: Business) -> None:
    sent = await asyncio.gather(*(business.owner.post("/v1/tax-rates", VAT) for _ in range(5)))
    assert sorted(answer.status_code for answer in sent) == [201, 422, 422, 422, 422]


async def test_a_state_has_its_own_rate_and_an_unset_country_none(business: Business) -> None:
    owner = business.owner
    rate = {"country": "US", "name": "Sales tax", "rate_micros": 0, "valid_from": "2020-01-01"}
    await made(owner, "/v1/tax-rates", rate)
    await made(owner, "/v1/tax-rates", {**rate, "subdivision": "NY", "rate_micros": 88_750})

    async def taxed(country: str, region: str = "") -> dict[str, Any]:
        asked = {"country": country, "region": region, "lines": [line("100.00", "USD")]}
        return dict((await owner.post("/v1/tax/calculate", asked)).json())

    assert (await taxed("US", "NY"))["lines"][0]["tax"]["amount"] == "8.88"
    assert (await taxed("US", "TX"))["tax"]["amount"] == "0.00"
    assert (await taxed("JP"))["lines"][0]["rate_name"] == "No tax set"
    early = {"country": "US", "at": "2019-12-31T00:00:00Z", "lines": [line("1.00", "USD")]}
    refused = await owner.post("/v1/tax/calculate", early)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "lines.0.tax_class")


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ([line("1.00"), line("1.00", "EUR")], "lines.1.net"),
        ([line("0.001")], "lines.0.net"),
        ([line("1.5", "JPY")], "lines.0.net"),
        ([line("1e3")], "lines.0.net"),
        ([line("9" * 19)], "lines.0.net"),
        ([line("1.00", tax_class="Standard!")], "lines.0.tax_class"),
    ],
)
async def test_amounts_that_cannot_be(business: Business, lines: list[Any], path: str) -> None:
    refused = await business.owner.post("/v1/tax/calculate", {"country": "GB", "lines": lines})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["path"] == path


async def test_an_amount_that_grows_out_of_what_can_be_stored_is_refused(business: Business) -> None:
    await made(business.owner, "/v1/tax-rates", VAT)
    most = str(2**63 - 1)
    for asked in ([line(most, "JPY")], [line(most, "JPY", tax_class="zero"), line(most, "JPY", tax_class="zero")]):
        refused = await business.owner.post("/v1/tax/calculate", {"country": "GB", "lines": asked})
        assert refused.status_code == 422, refused.text


async def test_own_tax_classes(business: Business) -> None:
    owner = business.owner
    own = await made(owner, "/v1/tax-classes", {"code": "books", "name": "Books"})
    codes = [item["code"] for item in (await owner.get("/v1/tax-classes")).json()["items"]]
    assert codes == ["standard", "reduced", "zero", "books"]
    for code in ("books", "zero"):
        assert (await owner.post("/v1/tax-classes", {"code": code, "name": "Again"})).status_code == 409
    unknown = await owner.post("/v1/tax-rates", {**VAT, "tax_class": "films"})
    assert unknown.json()["errors"][0]["path"] == "tax_class"
    rate = await made(owner, "/v1/tax-rates", {**VAT, "tax_class": "books"})
    assert (await owner.delete(f"/v1/tax-classes/{own['id']}")).status_code == 409
    assert (await owner.delete(f"/v1/tax-rates/{rate['id']}")).status_code == 204
    assert (await owner.delete(f"/v1/tax-classes/{own['id']}")).status_code == 204


async def test_partners_see_where_is_sold_and_change_nothing(business: Business) -> None:
    owner = business.owner
    region = await made(owner, "/v1/regions", {"name": "Britain", "currency": "GBP", "countries": ["GB"]})
    place = await made(owner, "/v1/organizations", {"name": "Buyer", "is_active": True})
    buyer = await business.join("buyer", OrganizationId.parse(place["id"]))
    assert (await buyer.get(f"/v1/regions/{region['id']}")).status_code == 200
    used = (await buyer.get("/v1/currencies", params={"used": "true"})).json()["items"]
    assert "GBP" in [item["code"] for item in used]
    assert (await buyer.get("/v1/tax-rates")).status_code == 403
    assert (await buyer.patch(f"/v1/regions/{region['id']}", {"name": "X"})).status_code == 403
    member = await business.join("member")
    assert (await member.post("/v1/tax-rates", VAT)).status_code == 403
