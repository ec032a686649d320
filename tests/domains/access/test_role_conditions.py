"""The condition of a role's right as rows: stored as one expression, and it counts."""

from __future__ import annotations

from hanse.testing.installation import Business


async def test_a_right_gets_a_condition_row_by_row(business: Business) -> None:
    owner = business.owner
    grants = [{"permission": "order.view", "reach": "tenant"}, {"permission": "member.view", "reach": "tenant"}]
    role = (await owner.post("/v1/roles", {"name": "Night desk", "kind": "tenant", "grants": grants})).json()
    root = f"/admin/roles/{role['id']}"
    page = await owner.page(root)
    assert f'href="{root}/conditions/order.view"' in page.text
    address = f"{root}/conditions/order.view"
    grown = await owner.submit(address, {"condition.mode": "rows", "_action": "condition:add", "_version": "1"})
    assert 'value="subject.total" selected' in grown.text
    rows = {
        "condition.mode": "rows",
        "condition.0.field": "subject.total",
        "condition.0.operator": "<",
        "condition.0.value": "1,000",
        "condition.0.currency": "EUR",
        "condition.1.field": "request.strong",
        "condition.1.operator": "yes",
        "_version": str(role["version"]),
    }
    half = await owner.submit(address, {**rows, "condition.0.value": ""})
    assert (half.status_code, "Enter a value" in half.text) == (422, True)
    assert (await owner.submit(address, rows)).status_code == 303
    kept = (await owner.get(f"/v1/roles/{role['id']}")).json()
    found = {one["permission"]: one.get("condition") for one in kept["grants"]}
    assert found == {"order.view": 'subject.total < money("1000.00", "EUR") && request.strong', "member.view": None}
    shown = await owner.page(root)
    assert "An order under €1,000.00 where it was logged in with a second factor" in shown.text
    assert (await owner.submit(address, rows)).status_code == 412
    own = {"condition.mode": "rows", "condition.0.field": "subject.total", "_version": "2"}
    limited = await owner.submit(address, {**own, "condition.0.operator": "<=:actor.approval_limit"})
    assert limited.status_code == 303
    kept = (await owner.get(f"/v1/roles/{role['id']}")).json()
    assert "subject.total <= actor.approval_limit" in [one.get("condition") for one in kept["grants"]]
    bad = await owner.submit(address, {"condition.mode": "text", "condition": "subject.total <", "_version": "3"})
    assert bad.status_code == 422
    assert (await owner.page(f"{root}/conditions/order.cancel")).status_code == 404
    reader = await business.join("manager")
    assert (await reader.page(address)).status_code in (403, 404)
