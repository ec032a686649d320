"""Beginning contracts: what a draft says, who sees it, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.testing.installation import Business
from tests.domains.contracts.agreements import agreement, at, made, money, read


async def test_a_draft_is_the_sellers_own(business: Business) -> None:
    deal = await agreement(business)
    found = await deal.contract(value=money("120000.00"))
    assert (found["status"], found["turn"], found["number"][:2]) == ("draft", "seller", "C-")
    version = await read(deal.seller, f"/v1/contract-versions/{found['working_version_id']}")
    assert (version["number"], version["kind"], version["status"]) == (1, "original", "draft")
    assert (version["starts_at"], version["ends_at"]) == ("2026-04-01T00:00:00Z", "2027-04-01T00:00:00Z")
    assert (await deal.buyer.get(f"/v1/contracts/{found['id']}")).status_code == 404
    assert (await deal.buyer.get(f"/v1/contract-versions/{version['id']}")).status_code == 404
    assert (await deal.buyer.get("/v1/contracts")).json()["items"] == []
    assert [item["id"] for item in (await deal.seller.get("/v1/contracts")).json()["items"]] == [found["id"]]


async def test_terms_are_changed_by_whoever_read_them(business: Business) -> None:
    deal = await agreement(business)
    found = await deal.contract()
    path = f"/v1/contract-versions/{found['working_version_id']}"
    version = await read(deal.seller, path)
    change = {"payment_terms": "30 days net", "notice_days": 90, "renewal_mode": "auto", "renewal_months": 12}
    answer = await deal.seller.patch(path, change, headers=at(version))
    assert answer.status_code == 200, answer.text
    assert (await deal.seller.patch(path, change, headers=at(version))).status_code == 412
    assert (await deal.seller.patch(path, change, unread=True)).status_code == 428
    after = await read(deal.seller, f"/v1/contracts/{found['id']}")
    assert after["notice_on"] == "2026-12-31"


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"ends_on": "2026-03-31"}, "ends_on", "before_start"),
        ({"starts_on": None}, "starts_on", "required"),
        ({"value": money("1.00", "USD")}, "value", "currency_mismatch"),
        ({"value": money("-1.00")}, "value", "negative"),
        ({"renewal_mode": "auto"}, "renewal_months", "required"),
    ],
)
async def test_terms_that_cannot_be_are_refused(
    business: Business, change: dict[str, Any], path: str, code: str
) -> None:
    deal = await agreement(business)
    found = await deal.contract()
    address = f"/v1/contract-versions/{found['working_version_id']}"
    answer = await deal.seller.patch(address, change, headers=at(await read(deal.seller, address)))
    assert answer.status_code == 422
    assert [(error["path"], error["code"]) for error in answer.json()["errors"]] == [(path, code)]


async def test_contracts_belong_to_frameworks_without_loops(business: Business) -> None:
    deal = await agreement(business)
    frame = await deal.contract(title="Framework")
    below = await deal.contract(parent_contract_id=frame["id"])
    assert below["parent_number"] == frame["number"]
    body = {"parent_contract_id": below["id"]}
    answer = await deal.seller.patch(f"/v1/contracts/{frame['id']}", body, headers=at(frame))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "loop")
    other = await made(business.owner, "/v1/organizations", {"name": "Other Works", "is_active": True})
    wrong = {"organization_id": other["id"], "title": "Call-off", "parent_contract_id": frame["id"]}
    answer = await deal.seller.post("/v1/contracts", wrong)
    assert answer.json()["errors"][0]["code"] == "other_organization"
    assert (await deal.buyer.post("/v1/contracts", wrong)).status_code == 403
