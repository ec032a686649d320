"""People are told in time and once, notice is given in time, and terms renew themselves exactly once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hanse.testing.installation import Business
from tests.domains.contracts.agreements import at, made, read
from tests.domains.contracts.dealing import Deal, deal

M6 = {"sku": "M6", "price": "9.99"}


async def renewing(agreed: Deal, mode: str = "auto", **terms: Any) -> dict[str, Any]:
    """A contract of a year, with 30 days of notice, that goes on with 3 % more."""
    found = await agreed.contract([M6])
    wanted = {"renewal_mode": mode, "notice_days": 30, "renewal_months": 12, "uplift_micros": 30_000, **terms}
    await agreed.terms(found["working_version_id"], **wanted)
    answer = await agreed.act(await agreed.sign(await read(agreed.seller, f"/v1/contracts/{found['id']}")), "activate")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=6)


async def test_the_worklist_fills_at_its_marks_and_each_is_told_once_however_the_clock_goes(
    business: Business,
) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed, "manual")
    assert contract["notice_on"] == "2027-01-30"
    listed = (await agreed.seller.get("/v1/contract-renewals")).json()["items"]
    assert [(one["number"], one["mark"]) for one in listed] == [(contract["number"], None)]
    days = ("2026-11-01", "2026-11-02", "2026-10-20", "2026-11-03", "2026-12-15", "2026-12-16", "2027-01-20")
    tasks = []
    for day in days:
        await agreed.go_to(morning(day))
        await business.installation.drain()
        found = (await agreed.seller.get(f"/v1/contracts/{contract['id']}/renewal")).json()["renewal"]
        tasks.append(found["mark"])
    assert tasks == [90, 90, None, 90, 60, 60, 30]
    assert found["outcome"] == "Ends after 1 March 2027, unless it is renewed"
    async with business.open() as ctx:
        jobs = await ctx.db.values("SELECT told FROM contract_renewals", {})
        sources = await ctx.db.values("SELECT title FROM contract_tasks WHERE kind = 'renewal'", {})
    assert (jobs, len(sources)) == ([30], 1)
    counts = (await agreed.seller.get("/v1/contract-renewal-counts")).json()
    assert counts == {"within_30": 1, "within_60": 0, "within_90": 0, "later": 0}
    near = (await agreed.seller.get("/v1/contract-renewals", params={"within": 5})).json()["items"]
    assert near == []
    assert (await agreed.buyer.get("/v1/contract-renewals")).status_code == 403


async def test_a_contract_renews_itself_once_with_its_uplift_and_without_a_gap(business: Business) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed)
    for _ in range(3):
        await agreed.go_to(morning("2027-01-31"))
        await business.installation.drain()
    versions = (await agreed.seller.get(f"/v1/contracts/{contract['id']}/versions")).json()["items"]
    assert [(one["number"], one["kind"], one["status"]) for one in versions] == [
        (2, "renewal", "signed"),
        (1, "original", "active"),
    ]
    assert (versions[0]["starts_on"], versions[0]["ends_on"]) == ("2027-03-02", "2028-03-01")
    assert versions[0]["content_hash"]
    turn = datetime(2027, 3, 2, tzinfo=UTC)
    around = [await agreed.price(when=turn - timedelta(microseconds=1)), await agreed.price(when=turn)]
    assert around == ["9.99", "10.29"]
    await agreed.go_to(turn + timedelta(minutes=1))
    await business.installation.drain()
    after = await read(agreed.seller, f"/v1/contracts/{contract['id']}")
    assert (after["status"], after["active_version_id"]) == ("active", versions[0]["id"])
    assert after["notice_on"] == "2028-01-31"
    listed = (await agreed.seller.get("/v1/contract-renewals")).json()["items"]
    assert [one["version_id"] for one in listed] == [versions[0]["id"]]


async def test_notice_in_time_lets_it_end_and_afterwards_is_too_late(business: Business) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed)
    await agreed.go_to(morning("2027-01-30"))
    answer = await agreed.act(contract, "notice", {"reason": "We close the plant"})
    assert answer.status_code == 200, answer.text
    assert (await agreed.act(contract, "notice")).status_code == 409
    await agreed.go_to(morning("2027-03-03"))
    assert (await read(agreed.seller, f"/v1/contracts/{contract['id']}"))["status"] == "expired"
    assert await agreed.price() == "10.00"
    second = await renewing(agreed, starts_on="2027-03-03", ends_on="2027-12-31")
    await agreed.go_to(morning("2027-12-02"))
    answer = await agreed.act(second, "notice")
    assert (answer.status_code, "Notice was possible until 2027-12-01" in answer.text) == (409, True)


async def test_an_evergreen_contract_goes_on_until_the_buyer_gives_notice(business: Business) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed, "evergreen")
    assert contract["ends_at"] is None
    await agreed.go_to(morning("2027-06-01"))
    assert await agreed.price(by=agreed.buyer) == "9.99"
    found = await read(agreed.buyer, f"/v1/contracts/{contract['id']}")
    path = f"/v1/contracts/{contract['id']}/notice"
    answer = await agreed.buyer.post(path, {"reason": "New supplier"}, headers=at(found))
    assert (answer.status_code, answer.json()["ends_at"]) == (200, "2027-07-02T00:00:00Z"), answer.text
    await agreed.go_to(datetime(2027, 7, 2, 0, 0, 1, tzinfo=UTC))
    assert (await read(agreed.seller, f"/v1/contracts/{contract['id']}"))["status"] == "expired"
    assert await agreed.price() == "10.00"


@pytest.mark.parametrize(("uplift", "price"), [(None, "10.29"), (0, "9.99"), (-100_000, "8.99")])
async def test_a_renewal_by_hand_takes_over_everything_with_the_uplift_asked_for(
    business: Business, uplift: int | None, price: str
) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed, "manual")
    body = {} if uplift is None else {"uplift_micros": uplift}
    made_ = await made(agreed.seller, f"/v1/contracts/{contract['id']}/renew", body)
    assert (made_["kind"], made_["starts_on"], made_["ends_on"]) == ("renewal", "2027-03-02", "2028-03-01")
    lines = (await agreed.seller.get(f"/v1/contract-versions/{made_['id']}/prices")).json()["items"]
    assert lines[0]["unit_price"]["amount"] == price
    assert (await read(agreed.seller, f"/v1/contracts/{contract['id']}"))["status"] == "renewal"
    assert (await agreed.seller.post(f"/v1/contracts/{contract['id']}/renew", {})).status_code == 409


async def test_the_calendar_has_every_day_that_matters(business: Business) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed)
    asked = {"since": "2026-03-01", "until": "2027-03-31"}
    days = (await agreed.buyer.get("/v1/contract-calendar", params=asked)).json()
    assert [(one["day"], one["kind"]) for one in days] == [
        ("2026-03-02", "start"),
        ("2027-01-30", "notice"),
        ("2027-03-01", "end"),
    ]
    assert days[0]["what"] == "Version 1 comes into force"
    wide = {"since": "2026-01-01", "until": "2028-01-01"}
    assert (await agreed.seller.get("/v1/contract-calendar", params=wide)).status_code == 422
    assert contract["number"] == days[0]["number"]
