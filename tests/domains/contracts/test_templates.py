"""Templates, the clause library, and tasks: what new contracts begin with, and what reminds of their days."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hanse.testing.installation import START, Business
from tests.domains.contracts.agreements import Agreement, agreement, changed, made, read


async def library(deal: Agreement) -> dict[str, Any]:
    """A required clause with a fallback."""
    fallback = {"label": "Twice the value", "body": "Liability is limited to twice the value."}
    body = {
        "heading": "Liability",
        "body": "Liability is limited to the value.",
        "is_required": True,
        "fallbacks": [fallback],
    }
    return await made(deal.seller, "/v1/library-clauses", body)


async def template(deal: Agreement, clause: dict[str, Any], **facts: Any) -> dict[str, Any]:
    body = {
        "name": "Supply",
        "payment_terms": "14 days net",
        "duration_months": 12,
        "notice_days": 30,
        "variables": [{"name": "town", "label": "Place of delivery", "default": "Hamburg"}],
        "clauses": [
            {"heading": "Subject", "body": "Delivery to {{town}}.", "is_required": True},
            {"library_clause_id": clause["id"]},
        ],
        **facts,
    }
    return await made(deal.seller, "/v1/contract-templates", body)


async def test_a_contract_begins_with_its_template(business: Business) -> None:
    deal = await agreement(business)
    clause = await library(deal)
    found = await template(deal, clause)
    body = {"organization_id": deal.organization, "title": "Bolts", "template_id": found["id"]}
    answer = await deal.seller.post("/v1/contracts", body)
    assert answer.json()["errors"][0]["path"] == "template_id"  # a draft template begins nothing
    path = f"/v1/contract-templates/{found['id']}"
    await changed(deal.seller, "patch", path, found, status="active")
    contract = await made(deal.seller, "/v1/contracts", {**body, "starts_on": "2026-04-01"})
    version = await read(deal.seller, f"/v1/contract-versions/{contract['working_version_id']}")
    assert (version["ends_on"], version["notice_days"], version["payment_terms"]) == ("2027-03-31", 30, "14 days net")
    text = await read(deal.seller, f"/v1/contract-versions/{version['id']}/text")
    assert [one["text"] for one in text["content"]["clauses"]] == [
        "Delivery to Hamburg.",
        "Liability is limited to the value.",
    ]
    assert all(one["is_standard"] for one in text["content"]["clauses"])
    liability = text["content"]["clauses"][1]
    one = f"/v1/contract-clauses/{liability['id']}"
    answer = await deal.seller.post(f"{one}/remove", None, headers={"if-match": f'"{text["version"]}"'})
    assert (answer.status_code, "required" in answer.json()["detail"]) == (422, True)
    text = await changed(deal.seller, "patch", one, text, fallback="Twice the value")
    liability = text["content"]["clauses"][1]
    assert (liability["is_standard"], liability["fallback"]) == (False, "Twice the value")
    text = await changed(deal.seller, "patch", one, text, body="Liability is unlimited.")
    assert text["content"]["clauses"][1]["fallback"] is None
    check = await read(deal.seller, f"/v1/contract-versions/{version['id']}/check")
    assert check["non_standard_clauses"] == 1
    # What the library says later is for contracts to come.
    await changed(deal.seller, "patch", f"/v1/library-clauses/{clause['id']}", clause, body="No liability.")
    again = await read(deal.seller, f"/v1/contract-versions/{version['id']}/text")
    assert again["content"]["clauses"][1]["body"] == "Liability is unlimited."


async def test_a_template_says_what_it_lacks(business: Business) -> None:
    deal = await agreement(business)
    clause = await library(deal)
    found = await template(deal, clause, variables=[])
    assert found["undeclared"] == ["town"]
    path = f"/v1/contract-templates/{found['id']}"
    answer = await deal.seller.patch(path, {"status": "active"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "undeclared")
    broken = {"clauses": [{"heading": "A", "body": "To {{ Town }}."}]}
    answer = await deal.seller.patch(path, broken)
    assert answer.json()["errors"][0] == {
        "path": "clauses.0.body",
        "message": "Braces that name no variable: write {{name}}",
        "code": "broken_variable",
    }
    twice = {"clauses": [{"library_clause_id": clause["id"]}] * 2}
    assert (await deal.seller.patch(path, twice)).json()["errors"][0]["code"] == "taken"
    assert (await deal.buyer.get("/v1/contract-templates")).status_code == 403


async def test_a_contract_without_a_required_clause_is_not_sent(business: Business) -> None:
    deal = await agreement(business)
    await library(deal)
    contract = await deal.contract()
    path = f"/v1/contract-versions/{contract['working_version_id']}"
    text = await read(deal.seller, f"{path}/text")
    await changed(deal.seller, "post", f"{path}/clauses", text, heading="Subject", body="Bolts.")
    answer = await deal.seller.post(f"{path}/send", {})
    assert answer.json()["errors"][0]["message"] == "The required clause “Liability” is missing; add it"


async def test_tasks_remind_once_before_and_once_on_the_day(business: Business) -> None:
    deal = await agreement(business)
    contract = await deal.contract()
    body = {"kind": "obligation", "title": "Send the audit report", "due_on": "2026-03-20", "remind_days": 5}
    task = await made(deal.seller, f"/v1/contracts/{contract['id']}/tasks", body)
    assert (await read(deal.buyer, "/v1/contract-tasks"))["items"] == []
    for day, count in ((14, 0), (15, 1), (16, 1), (20, 2), (21, 2)):
        business.installation.clock.set(datetime(2026, 3, day, 9, tzinfo=UTC))
        await business.installation.drain()
        async with business.open() as ctx:
            told = await ctx.db.values("SELECT title FROM notifications")
        assert len([title for title in told if "audit report" in title]) == count, day
    business.installation.clock.set(START)
    late = (await read(deal.seller, f"/v1/contract-tasks?contract={contract['id']}"))["items"][0]
    assert late["reminded_on"] == "2026-03-20"
    done = await changed(deal.seller, "patch", f"/v1/contract-tasks/{task['id']}", late, status="done")
    assert done["done_by_name"] == "Key accounts"
    timeline = (await read(deal.seller, f"/v1/contracts/{contract['id']}/timeline?kind=task"))["items"]
    assert timeline[0]["title"] == "done Send the audit report"
    exported = (await read(deal.seller, "/v1/contract-export"))["items"]
    assert [one["id"] for one in exported] == [contract["id"]]
