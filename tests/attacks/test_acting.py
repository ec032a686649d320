"""Attacks 34 and 39 on acting for somebody: the hour ends, nothing is gained, nothing of one's own is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hanse.testing.installation import PASSWORD, Business, Client, Installation, Person
from tests.attacks.visits import partner


def as_new(app: Any, session: dict[str, Any]) -> Client:
    """The browser after it was handed a new session."""
    client = Client(app, csrf=session["csrf_token"])
    client.http.cookies.set("hanse_session", session["token"])
    return client


async def acting_for(business: Business, actor: Person, target: Person) -> Client:
    """The actor while acting for somebody."""
    answer = await actor.post(f"/v1/members/{target.member_id}/act-on-behalf", {"reason": "They asked on the phone"})
    assert answer.status_code == 200, answer.text
    return as_new(business.installation.app, answer.json()["session"])


async def test_the_hour_ends_even_when_one_proves_oneself_again(apart: Installation) -> None:
    business = await apart.found()
    buyer, _ = await partner(business)
    acting = await acting_for(business, business.owner, buyer)
    apart.clock.advance(timedelta(minutes=50))
    again = await acting.post("/v1/sessions/confirm", {"password": PASSWORD})
    assert again.status_code == 201, again.text
    acting = as_new(apart.app, again.json())
    assert (await acting.get("/v1/me")).json()["on_behalf_of"] is not None
    apart.clock.advance(timedelta(minutes=11))
    assert (await acting.get("/v1/me")).status_code == 401


async def test_the_hour_ends_however_often_one_changes_place(apart: Installation) -> None:
    business = await apart.found()
    buyer, place = await partner(business)
    acting = await acting_for(business, business.owner, buyer)
    for _ in range(3):
        apart.clock.advance(timedelta(minutes=19))
        switched = await acting.post("/v1/session/organization", {"organization_id": place})
        assert switched.status_code == 200, switched.text
        acting = as_new(apart.app, switched.json()["session"])
    apart.clock.advance(timedelta(minutes=4))
    assert (await acting.get("/v1/me")).status_code == 401


async def test_one_keeps_nothing_and_gains_nothing(business: Business) -> None:
    buyer, _ = await partner(business)
    acting = await acting_for(business, business.owner, buyer)
    for method, path, body in (
        ("POST", "/v1/api-keys", {"name": "mine", "scopes": ["organization.view"]}),
        ("POST", "/v1/roles", {"name": "mine", "kind": "tenant", "grants": []}),
        ("PATCH", "/v1/tenant", {"name": "Mine"}),
        ("POST", "/v1/organizations", {"name": "Another"}),
        ("POST", f"/v1/members/{business.owner.member_id}/act-on-behalf", {"reason": "further"}),
        ("GET", "/v1/audit-entries", None),
    ):
        answer = await acting.send(method, path, **({"json": body} if body is not None else {}))
        assert answer.status_code in (403, 404), f"{method} {path}: {answer.status_code}"


async def test_nobody_sets_limits_for_the_one_they_act_for(business: Business) -> None:
    """A manager may not change limits at all; borrowing the company admin's right must not give the admin more."""
    admin, _ = await partner(business)
    manager = await business.join("manager")
    acting = await acting_for(business, manager, admin)
    limit = {"approval_limit": {"amount": "1000000.00", "currency": "EUR"}}
    for who in (admin, acting):
        answer = await who.patch(f"/v1/members/{admin.member_id}", limit)
        assert (answer.status_code, answer.json().get("code")) == (403, "own_limits"), answer.text
    shown = (await business.owner.get(f"/v1/members/{admin.member_id}")).json()
    assert shown["approval_limit"] is None


async def test_nobody_changes_the_roles_of_the_one_they_act_for(business: Business) -> None:
    admin, place = await partner(business)
    manager = await business.join("manager")
    acting = await acting_for(business, manager, admin)
    body = {"role_id": str(await business.role("buyer", "organization")), "organization_id": place}
    for who in (admin, acting):
        answer = await who.post(f"/v1/members/{admin.member_id}/roles", body)
        assert (answer.status_code, answer.json().get("code")) == (403, "own_roles"), answer.text


async def test_acting_ends_with_the_right_to_act(business: Business) -> None:
    buyer, _ = await partner(business)
    manager = await business.join("manager")
    acting = await acting_for(business, manager, buyer)
    assert (await acting.get("/v1/organizations")).status_code == 200
    found = (await business.owner.get(f"/v1/members/{manager.member_id}")).json()
    gone = await business.owner.delete(f"/v1/members/{manager.member_id}/roles/{found['assignments'][0]['id']}")
    assert gone.status_code == 200, gone.text
    assert (await acting.get("/v1/organizations")).status_code == 401


async def test_a_repeated_request_as_oneself_is_not_the_one_made_for_another(business: Business) -> None:
    """Attack 16: one key, one body, one address; but once as oneself and once for a buyer, who may do less."""
    buyer, _ = await partner(business)
    body = {"name": "New partner"}
    headers = {"idempotency-key": "the-same-key"}
    made = await business.owner.post("/v1/organizations", body, headers=headers)
    assert made.status_code == 201
    acting = await acting_for(business, business.owner, buyer)
    answer = await acting.post("/v1/organizations", body, headers=headers)
    assert answer.status_code == 403
    assert "idempotent-replayed" not in answer.headers


async def test_what_is_done_for_one_is_not_taken_for_what_was_done_for_another(business: Business) -> None:
    """Two buyers, one manager, one key: the second request has its own effect and its own answer."""
    manager = await business.join("admin")
    seen = []
    for name in ("first", "second"):
        buyer, place = await partner(business)
        acting = await acting_for(business, manager, buyer)
        switched = await acting.post(
            "/v1/session/organization", {"organization_id": None}, headers={"idempotency-key": "the-same-key"}
        )
        assert switched.status_code == 200, (name, place, switched.text)
        assert "idempotent-replayed" not in switched.headers, name
        now = as_new(business.installation.app, switched.json()["session"])
        seen.append((await now.get("/v1/me")).json()["on_behalf_of"])
        stopped = await now.post("/v1/session/stop-acting")
        manager.http.cookies.set("hanse_session", stopped.json()["session"]["token"])
        manager.csrf = stopped.json()["session"]["csrf_token"]
    assert seen[0] != seen[1]
