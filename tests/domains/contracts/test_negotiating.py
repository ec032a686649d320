"""Negotiating a contract: whose turn it is, what each side sees, redlines, and what is agreed in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hanse.testing.installation import Business, Client
from tests.domains.approvals.desk import one_of, policy
from tests.domains.contracts.agreements import Agreement, agreement, at, changed, made, moved, read, worded


async def text(client: Client, thing: dict[str, Any]) -> dict[str, Any]:
    return await read(client, f"/v1/contract-versions/{thing['version_id']}/text")


async def proposed(client: Client, thing: dict[str, Any], **body: Any) -> dict[str, Any]:
    return await made(client, f"/v1/contract-versions/{thing['version_id']}/changes", body)


async def decided(client: Client, change: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    return await made(client, f"/v1/contract-changes/{change['id']}/{verb}", body)


SEND = (
    "mutation($id: ContractVersionId!, $v: Int) { contractSend(versionId: $id, data: {}, expectedVersion: $v) { id } }"
)


async def test_a_move_names_the_version_it_was_decided_on(business: Business) -> None:
    """Each one over REST is tried where all operations are; here the same move comes by GraphQL."""
    deal = await agreement(business)
    found = await worded(deal)
    for version, status in ((None, 428), (found["version"] + 1, 412), (found["version"], None)):
        values = {"id": found["version_id"], "v": version}
        answer = (await deal.seller.post("/graphql", {"query": SEND, "variables": values})).json()
        got = answer["errors"][0]["extensions"]["status"] if answer.get("errors") else None
        assert got == status, answer


async def test_the_partner_redlines_and_the_seller_decides(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal)
    path = f"/v1/contract-versions/{found['version_id']}"
    assert (await deal.buyer.get(path)).status_code == 404
    await moved(deal.seller, found, "send", comment="Please read")
    seen = await text(deal.buyer, found)
    assert seen["content"]["clauses"][0]["text"] == "Nordhaven supplies bolts to Hamburg."
    answer = await deal.seller.post(f"{path}/clauses", {"heading": "A", "body": "B"}, headers=at(seen))
    assert (answer.status_code, answer.json()["code"]) == (409, "contract_not_your_turn")
    longer = await proposed(
        deal.buyer, found, kind="change", clause_key="payment", body="Invoices are due within 60 days net.", note="ours"
    )
    words = [(one["kind"], one["text"].strip()) for one in longer["segments"]]
    assert words[1:3] == [("removed", "30"), ("added", "60")]
    gone = await proposed(deal.buyer, found, kind="remove", clause_key="liability")
    new = await proposed(deal.buyer, found, kind="add", heading="Samples", body="Free of charge.", after_key="subject")
    assert (await read(deal.seller, f"{path}/changes"))["items"] == []
    assert (await deal.seller.get(f"/v1/contracts/{found['contract']['id']}")).json()["turn"] == "buyer"
    await moved(deal.buyer, found, "return", comment="Our wishes")
    assert len((await read(deal.seller, f"{path}/changes"))["items"]) == 3
    await decided(deal.seller, longer, "accept")
    await decided(deal.seller, gone, "reject", reason="Our insurer asks for it")
    await decided(deal.seller, new, "accept")
    again = await deal.seller.post(f"/v1/contract-changes/{gone['id']}/accept", {})
    assert (again.status_code, again.json()["code"]) == (409, "contract_change_decided")
    headings = [one["heading"] for one in (await text(deal.seller, found))["content"]["clauses"]]
    assert headings == ["Subject", "Samples", "Payment", "Liability"]
    # What the seller makes of it is shown when it is handed over again, and not before.
    assert len((await text(deal.buyer, found))["content"]["clauses"]) == 3
    await moved(deal.seller, found, "send")
    assert len((await text(deal.buyer, found))["content"]["clauses"]) == 4
    difference = await read(deal.buyer, f"/v1/contracts/{found['contract']['id']}/compare?left=1&left_round=1&right=1")
    assert {one["key"]: one["kind"] for one in difference["clauses"]} == {
        "subject": "same",
        "samples": "added",
        "payment": "changed",
        "liability": "same",
    }


async def test_what_is_submitted_lacks_nothing_and_is_fixed(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal, clauses=(("Subject", "Bolts for {{unknown}}."),))
    path = f"/v1/contract-versions/{found['version_id']}"
    answer = await deal.seller.post(f"{path}/submit", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "contract_incomplete")
    assert [one["code"] for one in answer.json()["errors"]] == ["variable_undefined"]
    assert "{{unknown}} in “Subject” has no value" in answer.json()["errors"][0]["message"]
    assert (await deal.seller.post(f"{path}/send", {})).status_code == 422
    filled = await changed(
        deal.seller, "put", f"{path}/variables", found, variables=[{"name": "unknown", "value": "ships"}]
    )
    fixed = await moved(deal.seller, found, "submit")
    assert fixed["status"] == "approved"
    assert len(fixed["content_hash"]) == 64
    answer = await deal.seller.put(
        f"{path}/variables", {"variables": [{"name": "unknown", "value": "cars"}]}, headers=at(filled)
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "contract_frozen")
    shown = await text(deal.buyer, found)
    assert (shown["content_hash"], shown["is_live"]) == (fixed["content_hash"], True)
    new = await made(deal.seller, f"/v1/contracts/{found['contract']['id']}/versions", {})
    assert (new["number"], new["kind"], new["status"]) == (2, "original", "draft")
    assert (await read(deal.seller, path))["status"] == "withdrawn"
    assert (await text(deal.seller, found))["content_hash"] == fixed["content_hash"]


async def waiting(deal: Agreement, business: Business) -> tuple[dict[str, Any], dict[str, Any], Any]:
    boss = await business.join("approver", name="Head of sales")
    await policy(business, one_of(boss), subject_kind="contract", condition="subject.non_standard_clauses > 0")
    found = await worded(deal)
    await moved(deal.seller, found, "send")
    await moved(deal.buyer, found, "return")
    check = await read(deal.seller, f"/v1/contract-versions/{found['version_id']}/check")
    assert (check["problems"], check["needs_approval"], check["non_standard_clauses"]) == ([], True, 3)
    return found, await moved(deal.seller, found, "submit"), boss


async def test_approval_is_asked_for_by_policy_and_hidden_from_the_partner(business: Business) -> None:
    deal = await agreement(business)
    found, asked, boss = await waiting(deal, business)
    assert asked["status"] == "approval"
    for path in (f"/v1/contracts/{found['contract']['id']}", f"/v1/contract-versions/{found['version_id']}"):
        assert (await read(deal.buyer, path))["status"] == "negotiation"
    listed = (await deal.buyer.get("/v1/contracts?status=negotiation")).json()["items"]
    assert [(one["status"], one["turn"]) for one in listed] == [("negotiation", "seller")]
    answer = await boss.post(f"/v1/approvals/{asked['approval_id']}/approve", {})
    assert answer.status_code == 200, answer.text
    after = await read(deal.buyer, f"/v1/contract-versions/{found['version_id']}")
    assert (after["status"], after["content_hash"]) == ("approved", asked["content_hash"])
    steps = (await read(deal.buyer, f"/v1/contracts/{found['contract']['id']}/steps"))["items"]
    assert [one["action"] for one in steps] == ["approve", "return", "send"]


async def test_a_rejected_or_recalled_version_is_a_draft_again(business: Business) -> None:
    deal = await agreement(business)
    found, asked, boss = await waiting(deal, business)
    answer = await boss.post(f"/v1/approvals/{asked['approval_id']}/reject", {"comment": "Too generous"})
    assert answer.status_code == 200, answer.text
    after = await read(deal.seller, f"/v1/contract-versions/{found['version_id']}")
    assert (after["status"], after["content_hash"], after["status_reason"]) == ("draft", None, "Too generous")
    assert (await read(deal.buyer, f"/v1/contract-versions/{found['version_id']}"))["status_reason"] is None
    asked = await moved(deal.seller, found, "submit")
    assert (await moved(deal.seller, found, "recall"))["status"] == "draft"
    assert (await boss.post(f"/v1/approvals/{asked['approval_id']}/approve", {})).status_code == 409


async def test_sides_keep_to_their_turn_and_their_secrets(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal)
    one = f"/v1/contracts/{found['contract']['id']}"
    await made(deal.seller, f"{one}/comments", {"body": "Floor is 9 %", "is_internal": True})
    assert (await deal.seller.post(f"{one}/comments", {"body": "Hello"})).status_code == 409
    await moved(deal.seller, found, "send")
    await made(deal.buyer, f"{one}/comments", {"body": "Which town?", "clause_key": "subject"})
    assert [item["body"] for item in (await read(deal.buyer, f"{one}/comments"))["items"]] == ["Which town?"]
    assert len((await read(deal.seller, f"{one}/comments"))["items"]) == 2
    answer = await deal.buyer.post(f"{one}/comments", {"body": "x", "is_internal": True})
    assert answer.status_code == 403
    assert "Floor" not in str(await read(deal.buyer, f"{one}/timeline"))
    own = await proposed(deal.buyer, found, kind="change", clause_key="payment", body="Never.")
    assert (await deal.buyer.post(f"/v1/contract-changes/{own['id']}/accept", {})).status_code == 409
    assert (await deal.seller.post(f"/v1/contract-changes/{own['id']}/accept", {})).status_code == 404
    assert (await deal.buyer.post(f"/v1/contract-versions/{found['version_id']}/submit", {})).status_code == 403
    other = await agreement(business)
    assert (await other.buyer.get(one)).status_code == 404
    ended = await moved(deal.buyer, found, "decline", reason="No need")
    assert ended["status"] == "withdrawn"
    assert (await read(deal.seller, one))["status"] == "cancelled"


async def test_a_file_is_shown_when_it_is_handed_over(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal)
    path = f"/v1/contracts/{found['contract']['id']}/attachments"
    await moved(deal.seller, found, "send")
    early = await deal.seller.post(path, {"name": "annex.txt", "content": "YQ=="})
    assert (early.status_code, early.json()["code"]) == (409, "contract_not_your_turn")
    await moved(deal.buyer, found, "return")
    business.installation.clock.advance(timedelta(seconds=1))
    await made(deal.seller, path, {"name": "annex.txt", "content": "YQ=="})
    await made(deal.seller, path, {"name": "margin.txt", "content": "Yg==", "is_internal": True})
    assert (await read(deal.buyer, path))["items"] == []
    business.installation.clock.advance(timedelta(seconds=1))
    await moved(deal.seller, found, "send")
    assert [one["name"] for one in (await read(deal.buyer, path))["items"]] == ["annex.txt"]
    seen = await text(deal.buyer, found)
    assert [one["name"] for one in seen["content"]["attachments"]] == ["annex.txt"]


async def test_the_words_of_clauses_are_found_by_those_who_may(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal, clauses=(("Subject", "Galvanised chrysoprase washers for {{town}}."),))
    assert [hit["label"] for hit in await hits(deal.seller)] == [f"{found['contract']['number']} Supply of bolts"]
    assert await hits(deal.buyer) == []
    await moved(deal.seller, found, "send")
    assert [hit["kind"] for hit in await hits(deal.buyer)] == ["contract"]


async def hits(client: Client) -> list[dict[str, Any]]:
    answer = await client.page("/palette?q=chrysoprase")
    assert answer.status_code == 200, answer.text
    return [item for group in answer.json()["groups"] for item in group["items"]]
