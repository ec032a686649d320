"""Addresses, contacts, tax numbers and custom fields: who may change them, what is refused, and the one default."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from hanse.kit.structs import to_json
from hanse.platform.outbound.client import OutboundRequest, OutboundResponse
from hanse.platform.outbound.errors import OutboundFailed
from hanse.testing.installation import Business, Installation
from tests.domains.organizations.places import at, make, make_tree

HAMBURG = {"line1": "Am Kai 3", "postal_code": "20457", "city": "Hamburg", "country": "DE"}


async def test_there_is_one_default_address_of_each_kind_whatever_happens_at_once(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    path = f"/v1/organizations/{made['id']}/addresses"
    body = {**HAMBURG, "is_billing_default": True, "is_shipping_default": True}
    sent = await asyncio.gather(*(business.owner.post(path, {**body, "label": f"A{n}"}) for n in range(6)))
    assert {answer.status_code for answer in sent} == {201}
    listed = (await business.owner.get(path)).json()["items"]
    assert len(listed) == 6
    assert sum(item["is_billing_default"] for item in listed) == 1
    assert sum(item["is_shipping_default"] for item in listed) == 1

    async def switch(item: dict[str, Any]) -> int:
        answer = await business.owner.put(f"{path}/{item['id']}", {**body, "label": "switched"})
        return answer.status_code

    answers = set(await asyncio.gather(*(switch(item) for item in listed)))
    assert {200} <= answers <= {200, 412}  # 412: late for the version it was decided on
    listed = (await business.owner.get(path)).json()["items"]
    assert sum(item["is_billing_default"] for item in listed) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"postal_code": "999"}, "postal_code"),
        ({"city": ""}, "city"),
        ({"country": "ZZ"}, "country"),
        ({"country": "de"}, "country"),
        ({"line1": ""}, "line1"),
        ({"country": "US", "postal_code": "94105", "city": "San Francisco", "region": "Nowhere"}, "region"),
        ({"organization_id": "org_00000000000000000000000000"}, "organization_id"),
    ],
)
async def test_an_address_fits_its_country(business: Business, change: dict[str, str], field: str) -> None:
    made = await make(business.owner, "Kontor")
    refused = await business.owner.post(f"/v1/organizations/{made['id']}/addresses", {**HAMBURG, **change})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == field


async def test_a_region_is_written_as_its_country_does(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    body = {"line1": "1 Main", "city": "San Francisco", "country": "US", "region": "california", "postal_code": "94105"}
    saved = await business.owner.post(f"/v1/organizations/{made['id']}/addresses", body)
    assert saved.json()["region"] == "CA"


async def test_a_company_admin_cares_for_parts_of_their_own_tree_only(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    buyer = await business.join("buyer", at(tree["north"]))
    for name, status in (("north", 201), ("harbour", 201), ("south", 404), ("group", 404)):
        path = f"/v1/organizations/{tree[name]['id']}"
        assert (await boss.post(f"{path}/addresses", HAMBURG)).status_code == status
        assert (await boss.post(f"{path}/contacts", {"name": "Kim"})).status_code == status
    path = f"/v1/organizations/{tree['north']['id']}"
    assert (await buyer.get(f"{path}/addresses")).status_code == 200
    assert (await buyer.post(f"{path}/addresses", HAMBURG)).status_code == 403


async def test_parts_of_one_organization_are_not_reached_through_another(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    south = f"/v1/organizations/{tree['south']['id']}"
    address = (await business.owner.post(f"{south}/addresses", HAMBURG)).json()
    contact = (await business.owner.post(f"{south}/contacts", {"name": "Sam"})).json()
    north = f"/v1/organizations/{tree['north']['id']}"
    assert (await boss.get(f"{north}/addresses/{address['id']}")).status_code == 404
    assert (await boss.put(f"{north}/addresses/{address['id']}", HAMBURG)).status_code == 404
    assert (await boss.delete(f"{north}/addresses/{address['id']}")).status_code == 404
    assert (await boss.put(f"{north}/contacts/{contact['id']}", {"name": "X"})).status_code == 404
    assert (await business.owner.get(f"{south}/addresses/{address['id']}")).json() == address


async def test_notes_on_contacts_are_for_staff(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    path = f"/v1/organizations/{tree['north']['id']}/contacts"
    made = (await business.owner.post(path, {"name": "Kim", "notes": "Hard to reach", "is_primary": True})).json()
    assert (await boss.get(f"{path}/{made['id']}")).json()["notes"] == ""
    assert (await boss.put(f"{path}/{made['id']}", {"name": "Kim", "notes": "mine"})).status_code == 403
    assert (await boss.put(f"{path}/{made['id']}", {"name": "Night shift"})).status_code == 200
    kept = (await business.owner.get(f"{path}/{made['id']}")).json()
    assert (kept["name"], kept["notes"]) == ("Night shift", "Hard to reach")


async def test_a_stale_change_of_an_address_is_refused(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    path = f"/v1/organizations/{made['id']}/addresses"
    address = (await business.owner.post(path, HAMBURG)).json()
    one = f"{path}/{address['id']}"
    assert (await business.owner.put(one, HAMBURG, headers={"if-match": '"1"'})).status_code == 200
    assert (await business.owner.put(one, HAMBURG, headers={"if-match": '"1"'})).status_code == 412
    assert (await business.owner.delete(one, headers={"if-match": '"1"'})).status_code == 412
    assert (await business.owner.delete(one, headers={"if-match": '"2"'})).status_code == 204


# ---- tax numbers ---------------------------------------------------------------------------------------------------


class Register:
    """Stands in for the register of VAT numbers."""

    def __init__(self, answer: Mapping[str, Any] | None, status: int = 200) -> None:
        self.answer = answer
        self.status = status
        self.asked: list[str] = []

    async def send(self, request: OutboundRequest) -> OutboundResponse:
        self.asked.append(request.url)
        if self.answer is None:
            raise OutboundFailed("timeout")
        return OutboundResponse(status=self.status, headers={}, body=to_json(self.answer))


async def _checked(
    installation: Installation, business: Business, register: Register, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    monkeypatch.setattr(installation.services, "http", register)
    made = await make(business.owner, "Kontor")
    path = f"/v1/organizations/{made['id']}/tax-ids"
    sent = await business.owner.post(path, {"country": "DE", "number": "DE 136 695 976"})
    assert (sent.status_code, sent.json()["status"], sent.json()["number"]) == (201, "pending", "DE136695976")
    await installation.drain()
    found: dict[str, Any] = (await business.owner.get(path)).json()["items"][0]
    return found


async def test_the_register_confirms_and_its_answer_is_kept(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register({"isValid": True, "userError": "VALID", "name": "Kontor GmbH", "requestIdentifier": "W1"})
    found = await _checked(installation, business, register, monkeypatch)
    assert (found["status"], found["checked_by"], found["answer"]["name"]) == ("confirmed", "VIES", "Kontor GmbH")
    assert register.asked[-1].endswith("/ms/DE/vat/136695976")


async def test_the_register_refuses(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await _checked(installation, business, Register({"isValid": False, "userError": "INVALID"}), monkeypatch)
    assert found["status"] == "refused"


@pytest.mark.parametrize(
    "register",
    [Register(None), Register({}, 503), Register({"isValid": False, "userError": "MS_UNAVAILABLE"}), Register([])],  # type: ignore[arg-type]
    ids=["timeout", "503", "country away", "nonsense"],
)
async def test_an_unreachable_register_says_so_and_blocks_nothing(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch, register: Register
) -> None:
    found = await _checked(installation, business, register, monkeypatch)
    assert found["status"] == "unreachable"
    assert found["answer"]["reason"]
    asked_before = len(register.asked)
    register.answer, register.status = {"isValid": True, "userError": "VALID"}, 200
    organization = found["organization_id"]
    again = await business.owner.post(f"/v1/organizations/{organization}/tax-ids/{found['id']}/check")
    assert again.json()["status"] == "pending"
    await installation.drain()
    assert len(register.asked) > asked_before
    listed = (await business.owner.get(f"/v1/organizations/{organization}/tax-ids")).json()["items"]
    assert listed[0]["status"] == "confirmed"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"country": "DE", "number": "DE136695978"}, 422),
        ({"country": "US", "kind": "ein", "number": "91-1144442"}, 201),
        ({"country": "CH", "number": "CHE-107.787.577 IVA"}, 201),
        ({"country": "BR", "kind": "anything", "number": "no form is known"}, 201),
        ({"country": "DE", "kind": "__class__", "number": "xx"}, 422),
    ],
)
async def test_the_form_of_a_tax_number_is_checked_at_once(
    business: Business, body: dict[str, str], status: int
) -> None:
    made = await make(business.owner, "Kontor")
    sent = await business.owner.post(f"/v1/organizations/{made['id']}/tax-ids", body)
    assert sent.status_code == status, sent.text


# ---- custom fields -------------------------------------------------------------------------------------------------


async def _declare(business: Business, **facts: Any) -> dict[str, Any]:
    answer = await business.owner.post("/v1/custom-fields", facts)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.parametrize(
    ("kind", "good", "kept", "bad"),
    [
        ("number", "0012.50", "12.5", "1e5"),
        ("number", -3, "-3", True),
        ("date", "2024-02-29", "2024-02-29", "2023-02-29"),
        ("boolean", "yes", True, "perhaps"),
        ("choice", "Gold", "Gold", "Bronze"),
        ("url", "https://kontor.example/a", "https://kontor.example/a", "javascript:alert(1)"),
        ("text", "  two   words ", "two words", {"nested": 1}),
    ],
)
async def test_custom_values_are_of_their_kind(business: Business, kind: str, good: Any, kept: Any, bad: Any) -> None:
    choices = ["Gold", "Silver"] if kind == "choice" else []
    await _declare(business, key="extra", label="Extra", kind=kind, choices=choices)
    made = await make(business.owner, "Kontor", custom={"extra": good})
    assert made["custom"] == {"extra": kept}
    path = f"/v1/organizations/{made['id']}"
    refused = await business.owner.patch(path, {"custom": {"extra": bad}})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "custom.extra")
    assert (await business.owner.patch(path, {"custom": {"extra": None}})).json()["custom"] == {}


async def test_required_fields_are_asked_for(business: Business) -> None:
    await _declare(business, key="segment", label="Segment", kind="text", is_required=True)
    refused = await business.owner.post("/v1/organizations", {"name": "Kontor"})
    assert refused.json()["errors"][0] == {
        "path": "custom.segment",
        "message": "Segment is required",
        "code": "required",
    }
    assert (await make(business.owner, "Kontor", custom={"segment": "North"}))["custom"] == {"segment": "North"}


async def test_partners_see_and_change_only_fields_shown_to_them(business: Business) -> None:
    await _declare(business, key="internal", label="Internal", kind="text")
    await _declare(business, key="shown", label="Shown", kind="text", is_partner_visible=True)
    tree = await make_tree(business)
    path = f"/v1/organizations/{tree['north']['id']}"
    await business.owner.patch(path, {"custom": {"internal": "secret", "shown": "open"}})
    boss = await business.join("company_admin", at(tree["north"]))
    assert (await boss.get(path)).json()["custom"] == {"shown": "open"}
    keys = [item["key"] for item in (await boss.get("/v1/custom-fields")).json()["items"]]
    assert keys == ["shown"]
    assert (await boss.patch(path, {"custom": {"shown": "mine"}})).status_code == 200
    assert (await boss.patch(path, {"custom": {"internal": "mine"}})).status_code == 422
    assert (await business.owner.get(path)).json()["custom"] == {"internal": "secret", "shown": "mine"}


async def test_an_archived_field_keeps_its_values_for_its_return(business: Business) -> None:
    field = await _declare(business, key="tier", label="Tier", kind="text")
    made = await make(business.owner, "Kontor", custom={"tier": "one"})
    path = f"/v1/organizations/{made['id']}"
    assert (await business.owner.delete(f"/v1/custom-fields/{field['id']}")).status_code == 204
    assert (await business.owner.get(path)).json()["custom"] == {}
    other = await business.owner.post("/v1/custom-fields", {"key": "tier", "label": "Tier", "kind": "number"})
    assert other.status_code == 409
    await _declare(business, key="tier", label="Tier again", kind="text")
    assert (await business.owner.get(path)).json()["custom"] == {"tier": "one"}
