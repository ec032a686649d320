"""The whole life of a contract over REST, from a template to its termination; each price explained by its trace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hanse.domains.organizations.types import OrganizationId
from hanse.testing.installation import Business, Person
from tests.domains.approvals.desk import one_of, policy
from tests.domains.contracts.agreements import changed, made, moved, read
from tests.domains.contracts.dealing import Deal, deal
from tests.domains.orders.buying import line, place

SPEND = {
    "key": "spend",
    "name": "Spend a quarter",
    "value": {"amount": "5000.00", "currency": "GBP"},
    "period": "quarter",
    "clause": "volume",
}
PROMISE = ("The list price holds for nothing named here.", "The prices named here hold for all deliveries.")


async def drafted(agreed: Deal, business: Business) -> dict[str, Any]:
    """A contract from a template, with prices, commitments and signatories."""
    seller = agreed.seller
    clauses = [
        {"key": "subject", "heading": "Subject", "body": "Delivery to {{town}}.", "is_required": True},
        {"key": "prices", "heading": "Prices", "body": PROMISE[0]},
        {"key": "volume", "heading": "Volume", "body": "The buyer takes what is agreed."},
    ]
    body = {
        "name": "Supply",
        "duration_months": 12,
        "notice_days": 60,
        "renewal_mode": "manual",
        "renewal_months": 12,
        "uplift_micros": 30_000,
        "variables": [{"name": "town", "label": "Place", "default": "Hull"}],
        "clauses": clauses,
    }
    template = await made(seller, "/v1/contract-templates", body)
    await changed(seller, "patch", f"/v1/contract-templates/{template['id']}", template, status="active")
    contract = await agreed.contract([], template_id=template["id"], ends_on="2027-03-01")
    version_id = contract["working_version_id"]
    entries = [
        {"sku": "M6", "price": "8", "clause": "prices"},
        {"category": "bolts", "percent_off": "5", "clause": "prices"},
    ]
    await agreed.say(version_id, entries)
    assert (await agreed.commit(version_id, SPEND)).status_code == 200
    parties = [
        party("seller", "Bolt & Nut Trading", "Head of sales", seller),
        party("buyer", "Harbour Works", "Head of purchasing", agreed.buyer),
    ]
    path = f"/v1/contract-versions/{version_id}"
    text = await changed(seller, "put", f"{path}/parties", await read(seller, f"{path}/text"), parties=parties)
    return {**text, "version_id": version_id, "contract": contract}


def party(side: str, name: str, signatory: str, person: Person) -> dict[str, str]:
    return {"side": side, "name": name, "signatory_name": signatory, "signatory_email": person.email}


async def agreed_by_both(agreed: Deal, version_id: str, approvers: list[Person]) -> None:
    """Approve a version step by step, and sign it on both sides."""
    thing = {"version_id": version_id}
    asked = await moved(agreed.seller, thing, "submit")
    for approver in approvers:
        assert asked["status"] == "approval"
        answer = await approver.post(f"/v1/approvals/{asked['approval_id']}/approve", {})
        assert answer.status_code == 200, answer.text
    path = f"/v1/contract-versions/{version_id}"
    version = await read(agreed.seller, path)
    assert version["status"] == "approved"
    for person, name in ((agreed.buyer, "Head of purchasing"), (agreed.seller, "Head of sales")):
        await made(person, f"{path}/sign", {"content_hash": version["content_hash"], "name": name})
    assert (await read(agreed.seller, path))["status"] == "signed"


async def explained(agreed: Deal, sku: str = "M6", when: datetime | None = None) -> tuple[str, str, str]:
    """What the partner pays, and the contract, version and clause that say so."""
    asked = {"sku": sku, "organization": agreed.organization, **({"at": when.isoformat()} if when else {})}
    answer = await agreed.seller.get("/v1/prices/explain", params=asked)
    assert answer.status_code == 200, answer.text
    price = answer.json()["price"]
    source = price["trace"]["candidates"][0]["source"] or {"label": "list", "clause": ""}
    return price["unit_price"]["amount"], source["label"], source["clause"]


async def drawn(agreed: Deal, contract: dict[str, Any]) -> list[str]:
    found = (await agreed.buyer.get(f"/v1/contracts/{contract['id']}/progress")).json()
    return [period["drawn"] for period in found[0]["periods"]]


async def approvers_of(business: Business) -> tuple[Person, Person]:
    return await business.join("approver", name="Pricing desk"), await business.join("approver", name="Director")


async def test_a_contract_from_template_to_termination_is_the_price_all_along(business: Business) -> None:
    agreed = await deal(business)
    first_step, second_step = await approvers_of(business)
    await policy(
        business,
        one_of(first_step),
        one_of(second_step),
        subject_kind="contract",
        condition="subject.max_discount_micros >= 200000",
    )
    found = await drafted(agreed, business)
    contract, number = found["contract"], found["contract"]["number"]
    await moved(agreed.seller, found, "send", comment="Please read")
    assert (await agreed.buyer.get(f"/v1/contract-versions/{found['version_id']}/prices")).status_code == 200
    change = {"kind": "change", "clause_key": "prices", "body": PROMISE[1]}
    redline = await made(agreed.buyer, f"/v1/contract-versions/{found['version_id']}/changes", change)
    await moved(agreed.buyer, found, "return")
    await made(agreed.seller, f"/v1/contract-changes/{redline['id']}/accept", {})
    await agreed_by_both(agreed, found["version_id"], [first_step, second_step])
    assert await explained(agreed) == ("10.00", "list", "")

    answer = await agreed.act(contract, "activate")
    assert answer.status_code == 200, answer.text
    assert await explained(agreed) == ("8.00", f"{number}, version 1", "2. Prices")
    assert await explained(agreed, "M8") == ("19.00", f"{number}, version 1", "2. Prices")
    shelf = (await agreed.buyer.get("/v1/storefront/products")).json()["items"]
    shown = {one["sku"]: one["price"] for item in shelf for one in item["variants"]}
    assert (shown["M6"]["amount"], shown["M8"]["amount"]) == ("8.00", "19.00")
    assert await agreed.price(by=agreed.buyer) == "8.00"
    bolt = line(agreed.shop.variant("M6"), "100", "8.00", currency="GBP")
    order = await place(business, OrganizationId.parse(agreed.organization), bolt, currency="GBP")
    assert await drawn(agreed, contract) == ["800.00", "0.00", "0.00", "0.00"]

    draft = await made(agreed.seller, f"/v1/contracts/{contract['id']}/versions", {"starts_on": "2026-06-01"})
    await agreed.say(draft["id"], [{"sku": "M6", "price": "8.50", "clause": "prices"}])
    await agreed_by_both(agreed, draft["id"], [])
    assert (await agreed.act(contract, "activate")).status_code == 200
    june = datetime(2026, 6, 1, tzinfo=UTC)
    assert await explained(agreed, when=june - timedelta(seconds=1)) == ("8.00", f"{number}, version 1", "2. Prices")
    assert await explained(agreed, when=june) == ("8.50", f"{number}, version 2", "2. Prices")
    assert (
        await agreed.seller.post(f"/v1/contract-versions/{draft['id']}/cancel", {"reason": "No"})
    ).status_code == 409
    await agreed.go_to(june + timedelta(minutes=1))
    assert await explained(agreed, "M8") == ("19.00", f"{number}, version 2", "2. Prices")
    assert (await read(agreed.seller, f"/v1/orders/{order.id}"))["lines"][0]["unit_price"]["amount"] == "8.00"
    assert (await drawn(agreed, contract))[0] == "800.00"

    await renewed_and_ended(agreed, contract)


async def renewed_and_ended(agreed: Deal, contract: dict[str, Any]) -> None:
    """The last part: the next term with its uplift, and an end before its time."""
    number = contract["number"]
    await agreed.go_to(datetime(2026, 12, 15, 9, tzinfo=UTC))
    renewal = await made(agreed.seller, f"/v1/contracts/{contract['id']}/renew", {})
    await agreed_by_both(agreed, renewal["id"], [])
    assert (await agreed.act(contract, "activate")).status_code == 200
    assert await explained(agreed) == ("8.50", f"{number}, version 2", "2. Prices")
    await agreed.go_to(datetime(2027, 3, 2, 0, 1, tzinfo=UTC))
    assert await explained(agreed) == ("8.76", f"{number}, version 3", "2. Prices")
    assert (await read(agreed.buyer, f"/v1/contracts/{contract['id']}"))["status"] == "active"

    answer = await agreed.act(contract, "terminate", {"reason": "Plant closed", "ends_on": "2027-03-31"})
    assert answer.status_code == 200, answer.text
    await agreed.go_to(datetime(2027, 4, 1, 0, 1, tzinfo=UTC))
    assert await explained(agreed) == ("10.00", "list", "")
    assert (await read(agreed.buyer, f"/v1/contracts/{contract['id']}"))["status"] == "terminated"
    told = (await agreed.buyer.get("/v1/notifications")).json()["items"]
    titles = [one["title"] for one in told if number in one["title"]]
    assert titles.count(f"Contract {number} is in force") == 3
    assert f"Contract {number} is terminated" in titles
    await history_is_whole(agreed, contract)


async def history_is_whole(agreed: Deal, contract: dict[str, Any]) -> None:
    """One timeline tells all of it; pages and kinds are parts of it, and the partner reads what is theirs."""
    path = f"/v1/contracts/{contract['id']}/timeline"
    everything = (await read(agreed.seller, f"{path}?limit=200"))["items"]
    assert [one["at"] for one in everything] == sorted((one["at"] for one in everything), reverse=True)
    known = {(one["kind"], one["title"]) for one in everything}
    assert known >= {
        ("version", "original"),
        ("amendment", "amendment"),
        ("renewal", "renewal"),
        ("step", "activate"),
        ("step", "terminate"),
        ("decision", "approved"),
        ("change", "proposed prices"),
        ("change", "accepted prices"),
        ("signature", "Harbour Works"),
        ("audit", "contract.activate"),
    }
    [order] = [one for one in everything if one["kind"] == "order"]
    assert (order["amount"], order["ref"][:4]) == ({"amount": "800.00", "currency": "GBP"}, "ord_")
    ended = [one for one in everything if one["title"] == "contract.terminate" and one["changes"]]
    assert (ended[0]["author_name"], bool(ended[0]["changes"])) != ("", False)
    pages: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await read(agreed.seller, f"{path}?limit=7{'&cursor=' + cursor if cursor else ''}")
        pages += page["items"]
        cursor = page.get("next")
    assert pages == everything
    some = (await read(agreed.seller, f"{path}?kind=signature&kind=decision&limit=200"))["items"]
    assert some == [one for one in everything if one["kind"] in ("signature", "decision")]
    theirs = (await read(agreed.buyer, f"{path}?limit=200"))["items"]
    assert not [one for one in theirs if one["is_internal"] or one["kind"] in ("audit", "decision")]
    assert {one["kind"] for one in theirs} >= {"step", "amendment", "renewal", "change", "signature", "order"}
    assert (await read(agreed.buyer, f"{path}?kind=audit"))["items"] == []
    root = f"contracts/{contract['id']}"
    shown = (await agreed.seller.page(f"/admin/{root}/timeline?show=orders")).text
    assert "drew £800.00 on its commitments" in shown
    assert "Audit trail" in shown
    theirs_too = (await agreed.buyer.page(f"/app/{root}/history?show=orders")).text
    assert ("drew £800.00" in theirs_too, "Audit trail" in theirs_too) == (True, False)
