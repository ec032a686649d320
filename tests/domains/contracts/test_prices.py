"""A contract in force is the buyer's price: from the next request on, until its instant, and named in every trace."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hanse.testing.installation import START, Business
from tests.domains.contracts.agreements import at, made, read
from tests.domains.contracts.dealing import deal

M6 = {"sku": "M6", "price": "8"}


async def test_a_contract_in_force_is_the_buyers_price_at_once_and_says_so(business: Business) -> None:
    agreed = await deal(business)
    found = await agreed.sign(await agreed.contract([M6, {"category": "bolts", "percent_off": "10"}]))
    assert await agreed.price(by=agreed.buyer) == "10.00"
    answer = await agreed.act(found, "activate")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["active_version_id"]) == ("active", found["working_version_id"])
    assert await agreed.price(by=agreed.buyer) == "8.00"
    assert await agreed.price("M8", by=agreed.buyer) == "18.00"
    asked = {"sku": "M6", "organization": agreed.organization}
    explained = await agreed.seller.get("/v1/prices/explain", params=asked)
    winner = explained.json()["price"]["trace"]["candidates"][0]
    assert winner["source"] == {
        "kind": "contract",
        "id": found["id"],
        "label": f"{found['number']}, version 1",
        "clause": "",
    }
    assert (await agreed.act(found, "activate")).status_code == 409
    end = datetime(2027, 3, 2, tzinfo=UTC)
    assert await agreed.price(when=end - timedelta(seconds=1)) == "8.00"
    assert await agreed.price(when=end) == "10.00"
    terms = (await agreed.seller.get(f"/v1/contracts/{found['id']}/terms")).json()
    assert [(term["version_number"], term["starts_at"]) for term in terms] == [(1, "2026-03-02T09:00:00Z")]


async def test_a_start_to_come_is_published_now_and_begins_by_itself(business: Business) -> None:
    agreed = await deal(business)
    first = await agreed.active([M6, {"sku": "M8", "price": "15"}])
    draft = await made(agreed.seller, f"/v1/contracts/{first['id']}/versions", {"starts_on": "2026-06-01"})
    assert (draft["kind"], draft["ends_on"]) == ("amendment", "2027-03-01")
    await agreed.say(draft["id"], [{"sku": "M6", "price": "7.5"}, {"sku": "ROPE", "price": "3"}])
    counts = await read(agreed.seller, f"/v1/contract-versions/{draft['id']}/price-counts")
    assert counts == {"total": 3, "kept": 1, "changed": 1, "new": 1, "gone": 0}
    lines = (await agreed.seller.get(f"/v1/contract-versions/{draft['id']}/prices")).json()["items"]
    origins = {line["code"]: (line["origin"], line["previous"] and line["previous"]["amount"]) for line in lines}
    assert origins == {"M6": ("changed", "8.00"), "M8": ("kept", "15.00"), "ROPE": ("new", None)}
    answer = await agreed.act(await agreed.sign(await read(agreed.seller, f"/v1/contracts/{first['id']}")), "activate")
    assert answer.status_code == 200, answer.text
    assert answer.json()["active_version_id"] == first["active_version_id"]
    june = datetime(2026, 6, 1, tzinfo=UTC)
    around = [await agreed.price(when=june - timedelta(microseconds=1)), await agreed.price(when=june)]
    assert around == ["8.00", "7.50"]
    assert await agreed.price("M8", when=june + timedelta(days=1)) == "15.00"
    await agreed.go_to(june + timedelta(seconds=5))
    after = await read(agreed.seller, f"/v1/contracts/{first['id']}")
    assert (after["status"], after["active_version_id"]) == ("active", draft["id"])
    versions = (await agreed.seller.get(f"/v1/contracts/{first['id']}/versions")).json()["items"]
    assert [(one["number"], one["status"]) for one in versions] == [(2, "active"), (1, "superseded")]
    await agreed.go_to(datetime(2027, 3, 2, 0, 0, 1, tzinfo=UTC))
    assert (await read(agreed.seller, f"/v1/contracts/{first['id']}"))["status"] == "expired"
    assert await agreed.price() == "10.00"


async def test_a_termination_ends_the_prices_at_its_instant(business: Business) -> None:
    agreed = await deal(business)
    found = await agreed.active([M6])
    for ends_on in ("2026-03-01", "2027-03-02"):
        answer = await agreed.act(found, "terminate", {"reason": "Plant closed", "ends_on": ends_on})
        assert answer.status_code == 422, ends_on
    answer = await agreed.act(found, "terminate", {"reason": "Plant closed", "ends_on": "2026-03-31"})
    assert (answer.status_code, answer.json()["status"]) == (200, "active"), answer.text
    april = datetime(2026, 4, 1, tzinfo=UTC)
    assert [await agreed.price(when=april - timedelta(seconds=1)), await agreed.price(when=april)] == ["8.00", "10.00"]
    await agreed.go_to(april)
    after = await read(agreed.seller, f"/v1/contracts/{found['id']}")
    assert (after["status"], after["termination_reason"]) == ("terminated", "Plant closed")
    assert (await agreed.act(found, "terminate", {"reason": "Again"})).status_code == 409
    second = await agreed.active([{"sku": "M6", "price": "6"}], starts_on="2026-04-01")
    assert await agreed.price(by=agreed.buyer) == "6.00"
    assert (await agreed.act(second, "terminate", {"reason": "At once"})).json()["status"] == "terminated"
    assert await agreed.price(by=agreed.buyer) == "10.00"


async def test_what_could_never_be_a_price_is_refused_with_the_way_out(business: Business) -> None:
    agreed = await deal(business)
    unsigned = await agreed.contract([M6])
    answer = await agreed.act(unsigned, "activate")
    assert (answer.status_code, "must be signed" in answer.text) == (409, True)
    late = await agreed.sign(await agreed.contract([M6], starts_on="2026-02-01"))
    answer = await agreed.act(late, "activate")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "start_is_over")
    assert (await agreed.act(late, "activate", {"from_now": True})).status_code == 200
    assert await agreed.price(when=START - timedelta(days=1)) == "10.00"
    over = await agreed.sign(await agreed.contract([M6], starts_on="2025-01-01", ends_on="2025-12-31"))
    answer = await agreed.act(over, "activate", {"from_now": True})
    assert answer.json()["errors"][0]["code"] == "term_is_over"
    foreign = await agreed.sign(await agreed.contract([M6], currency="EUR"))
    answer = await agreed.act(foreign, "activate")
    assert "Harbour Works buys in GBP" in answer.json()["errors"][0]["message"]
    assert (await agreed.seller.post(f"/v1/contracts/{late['id']}/activate", {}, unread=True)).status_code == 428
    assert (await agreed.buyer.post(f"/v1/contracts/{late['id']}/activate", {})).status_code in (403, 404)


async def test_of_many_activations_at_once_one_publishes(business: Business) -> None:
    agreed = await deal(business)
    found = await agreed.sign(await agreed.contract([M6]))
    path = f"/v1/contracts/{found['id']}/activate"
    answers = await asyncio.gather(*(agreed.seller.post(path, {}, headers=at(found)) for _ in range(6)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), set(statuses) - {409, 412}) == (1, {200})
    lists = (await agreed.seller.get("/v1/price-lists", params={"layer": "contract"})).json()["items"]
    assert [one["source"]["label"] for one in lists] == [f"{found['number']}, version 1"]
    answer = await agreed.seller.patch(f"/v1/contracts/{found['id']}", {"priority": 7})
    assert answer.status_code == 200, answer.text
    lists = (await agreed.seller.get("/v1/price-lists", params={"layer": "contract"})).json()["items"]
    assert [one["priority"] for one in lists] == [7]


async def test_prices_are_all_written_or_none_and_only_while_they_may_change(business: Business) -> None:
    agreed = await deal(business)
    found = await agreed.contract([M6])
    path = f"/v1/contract-versions/{found['working_version_id']}"
    headers = at(await read(agreed.seller, path))
    wrong = [
        {"sku": "M6", "price": "7"},
        {"sku": "NONE", "price": "1"},
        {"sku": "M8", "price": "1", "percent_off": "2"},
    ]
    answer = await agreed.seller.post(f"{path}/prices", {"entries": wrong}, headers=headers)
    assert {error["path"] for error in answer.json()["errors"]} <= {"entries.1.sku", "entries.2.price"}
    stray = [{"sku": "M8", "price": "1", "clause": "nowhere"}]
    answer = await agreed.seller.post(f"{path}/prices", {"entries": stray}, headers=headers)
    assert answer.json()["errors"][0]["path"] == "entries.0.clause"
    assert (await agreed.seller.post(f"{path}/prices", {"entries": [M6]}, unread=True)).status_code == 428
    saved = await agreed.say(found["working_version_id"], [{"sku": "M8", "price": "19.99"}], replace=True)
    assert saved == {"written": 1, "removed": 1, "total": 1}
    headers = at(await read(agreed.seller, path))
    answer = await agreed.seller.post(f"{path}/adjust-prices", {"uplift_micros": 30_000}, headers=headers)
    assert answer.json()["written"] == 1
    lines = (await agreed.seller.get(f"{path}/prices")).json()["items"]
    assert lines[0]["unit_price"]["amount"] == "20.59"
    assert (await agreed.buyer.get(f"{path}/prices")).status_code == 404
    await agreed.sign(found)
    headers = at(await read(agreed.seller, path))
    assert (await agreed.seller.post(f"{path}/prices", {"entries": [M6]}, headers=headers)).status_code == 409


async def test_of_two_contracts_for_one_product_the_higher_priority_counts_and_both_are_named(
    business: Business,
) -> None:
    agreed = await deal(business)
    first = await agreed.active([M6], priority=5)
    second = await agreed.active([{"sku": "M6", "price": "6"}], title="Special bolts")
    assert await agreed.price(by=agreed.buyer) == "8.00"
    path = f"/v1/contract-versions/{second['active_version_id']}/price-conflicts"
    (conflict,) = (await agreed.seller.get(path)).json()
    assert (conflict["code"], conflict["other_number"], conflict["is_stronger"]) == ("M6", first["number"], False)
    assert conflict["reason"] == "The higher priority counts (5 over 0)"
    assert (await agreed.buyer.get(path)).status_code == 403
