"""A business's own internet domain, proven by DNS, and what a parent business sees."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.domains.tenants.ports import TXT
from hanse.kit.ids import uuid7
from hanse.testing.installation import Business, Installation


class NameServers:
    """TXT records by name; an exception is what asking ends in."""

    def __init__(self) -> None:
        self.records: dict[str, list[str] | Exception] = {}
        self.asked: list[str] = []

    async def __call__(self, name: str) -> list[str]:
        self.asked.append(name)
        found = self.records.get(name, [])
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def dns(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> NameServers:
    """Name servers of the test's own."""
    servers = NameServers()
    monkeypatch.setitem(installation.services.extras, TXT, servers)
    return servers


def new_domain() -> str:
    return f"trade-{uuid7().hex[-10:]}.example.com"


async def name_it(business: Business, domain: str | None) -> dict[str, Any]:
    answer = await business.owner.put("/v1/tenant/domain", {"domain": domain})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def look(business: Business) -> dict[str, Any]:
    """Let the job look, and give what the business shows."""
    assert (await business.owner.post("/v1/tenant/domain/check")).status_code == 202
    await business.installation.drain()
    found: dict[str, Any] = (await business.owner.get("/v1/tenant")).json()["domain"]
    return found


async def test_a_domain_counts_once_its_record_is_there(business: Business, dns: NameServers) -> None:
    name = new_domain()
    wanted = (await name_it(business, name.upper()))["domain"]
    assert (wanted["name"], wanted["verified_at"]) == (name, None)
    missing = await look(business)
    assert missing["verified_at"] is None
    assert "There is no TXT record" in missing["problem"]
    dns.records[wanted["record_name"]] = ["something else", wanted["record_value"]]
    proven = await look(business)
    assert proven["verified_at"] is not None
    assert proven["problem"] is None
    services = business.installation.services
    found = await services.tenants.by_host(services, f"{name}:8443")
    assert found is not None
    assert found.id == business.tenant.id


async def test_pages_at_the_domain_wear_the_businesss_face(
    business: Business, other_business: Business, dns: NameServers
) -> None:
    name = new_domain()
    record = (await name_it(business, name))["domain"]
    at_domain = {"host": name}
    visitor = business.installation.visitor()
    assert business.tenant.name not in (await visitor.page("/login", headers=at_domain)).text
    dns.records[record["record_name"]] = [record["record_value"]]
    await look(business)
    assert f"to {business.tenant.name}" in (await visitor.page("/login", headers=at_domain)).text
    assert business.tenant.name not in (await visitor.page("/login")).text
    # Somebody who works in another business has no rights here.
    assert (await other_business.owner.page("/admin/settings", headers=at_domain)).status_code in (303, 401, 403)


async def test_nothing_leads_to_a_domain_that_is_only_named(business: Business, dns: NameServers) -> None:
    name = new_domain()
    await name_it(business, name)
    services = business.installation.services
    assert await services.tenants.by_host(services, name) is None


async def test_naming_a_domain_keeps_nobody_else_from_proving_it(
    business: Business, other_business: Business, dns: NameServers
) -> None:
    name = new_domain()
    await name_it(business, name)
    record = (await name_it(other_business, name))["domain"]
    dns.records[record["record_name"]] = [record["record_value"]]
    assert (await look(other_business))["verified_at"] is not None
    assert "holds another text" in (await look(business))["problem"]


async def test_a_proven_domain_is_not_taken_by_a_second_proof(
    business: Business, other_business: Business, dns: NameServers
) -> None:
    name = new_domain()
    first, second = (await name_it(business, name))["domain"], (await name_it(other_business, name))["domain"]
    dns.records[first["record_name"]] = [first["record_value"], second["record_value"]]
    assert (await look(business))["verified_at"] is not None
    late = await look(other_business)
    assert late["verified_at"] is None
    assert late["problem"] == "Another business has proven this domain"


async def test_giving_a_domain_up_frees_it(business: Business, other_business: Business, dns: NameServers) -> None:
    name = new_domain()
    first = (await name_it(business, name))["domain"]
    dns.records[first["record_name"]] = [first["record_value"]]
    await look(business)
    assert (await name_it(business, None))["domain"] is None
    services = business.installation.services
    assert await services.tenants.by_host(services, name) is None
    second = (await name_it(other_business, name))["domain"]
    dns.records[second["record_name"]] = [second["record_value"]]
    assert (await look(other_business))["verified_at"] is not None


@pytest.mark.parametrize("failure", [TimeoutError("slow"), OSError("SERVFAIL")])
async def test_silent_name_servers_are_a_sentence_not_a_failure(
    business: Business, dns: NameServers, failure: Exception
) -> None:
    record = (await name_it(business, new_domain()))["domain"]
    dns.records[record["record_name"]] = failure
    assert "did not answer" in (await look(business))["problem"]


@pytest.mark.parametrize(
    "text",
    [
        *("localhost", "example", "10.0.0.1", "trade.local", "-a.example.com", "a..example.com", "x y.de"),
        *("http://x.example.com", "trade.example.com/path", "hanse.test", "evil.hanse.test", "a" * 64 + ".example.com"),
    ],
)
async def test_what_is_no_domain_of_ones_own_is_refused(business: Business, text: str) -> None:
    answer = await business.owner.put("/v1/tenant/domain", {"domain": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "domain_not_accepted")


async def test_the_page_shows_the_record(business: Business, dns: NameServers) -> None:
    name = new_domain()
    assert (await business.owner.submit("/admin/settings/domain", {"domain": name})).status_code == 303
    page = (await business.owner.page("/admin/settings/domain")).text
    record = (await business.owner.get("/v1/tenant")).json()["domain"]
    assert record["record_value"] in page
    assert f"_hanse-challenge.{name}" in page
    assert (await business.owner.submit("/admin/settings/domain", {"domain": ""})).status_code == 303
    assert (await business.owner.get("/v1/tenant")).json()["domain"] is None


# ---- parents ---------------------------------------------------------------------------------------------------------


async def children(business: Business) -> list[str]:
    return [item["handle"] for item in (await business.owner.get("/v1/tenant/children")).json()["items"]]


async def offer(child: Business, parent: str) -> Any:
    return await child.owner.put("/v1/tenant/parent", {"handle": parent, "rights": ["profile"]})


async def test_a_parent_sees_what_it_was_granted_until_it_is_taken_back(
    business: Business, other_business: Business
) -> None:
    assert await children(business) == []
    assert (await offer(other_business, business.tenant.handle)).status_code == 200
    items = (await business.owner.get("/v1/tenant/children")).json()["items"]
    assert [(item["handle"], item["rights"]) for item in items] == [(other_business.tenant.handle, ["profile"])]
    assert (await other_business.owner.delete("/v1/tenant/parent")).status_code == 204
    assert await children(business) == []
    assert (await other_business.owner.delete("/v1/tenant/parent")).status_code == 404


async def test_a_child_sees_nothing_of_its_parent(business: Business, other_business: Business) -> None:
    await offer(other_business, business.tenant.handle)
    assert await children(other_business) == []
    assert business.tenant.name not in (await other_business.owner.get("/v1/tenant")).text


async def test_no_business_stands_above_itself(installation: Installation) -> None:
    top, middle, bottom = await installation.found(), await installation.found(), await installation.found()
    assert (await offer(bottom, middle.tenant.handle)).status_code == 200
    assert (await offer(middle, top.tenant.handle)).status_code == 200
    for parent in (bottom, middle, top):
        answer = await offer(top, parent.tenant.handle)
        assert (answer.status_code, answer.json()["code"]) == (422, "parent_not_possible")
    assert (await offer(top, "nobody-of-this-name")).status_code == 422


async def test_only_the_owner_lets_a_parent_in(business: Business, other_business: Business) -> None:
    admin = await business.join("admin")
    body = {"handle": other_business.tenant.handle, "rights": ["profile"]}
    assert (await admin.put("/v1/tenant/parent", body)).status_code == 403
