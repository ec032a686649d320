"""Conditions of policies as rows: without JavaScript every button is a form post; what is stored is one expression."""

from __future__ import annotations

from hanse.testing.installation import Business
from tests.domains.approvals.desk import one_of, policy, preview, wanted

ROOT = "/admin/approval-policies"


def _fields(business_member: str, **rows: str) -> dict[str, str]:
    return {
        "name": "Large orders",
        "subject_kind": "order_request",
        "priority": "10",
        "is_active": "true",
        "condition.mode": "rows",
        "level.0.name": "Boss",
        "level.0.group.0.label": "The boss",
        "level.0.group.0.resolvers": f"member:{business_member}",
        **{f"condition.{name.replace('_', '.')}": value for name, value in rows.items()},
    }


async def test_rows_grow_are_judged_and_are_stored_as_one_expression(business: Business) -> None:
    boss = await business.join("manager", name="Head office")
    owner = business.owner
    blank = _fields(str(boss.member_id))
    empty = await owner.submit(f"{ROOT}/new", {**blank, "_action": "condition:shape"})
    assert (empty.status_code, "Every order" in empty.text) == (200, True)
    grown = await owner.submit(f"{ROOT}/new", {**blank, "_action": "condition:add"})
    assert 'name="condition.0.value"' in grown.text
    assert "Enter a value" not in grown.text
    rows = _fields(
        str(boss.member_id),
        **{
            "0_field": "subject.amount",
            "0_operator": ">",
            "0_value": "lots",
            "0_currency": "GBP",
            "1_any": "any",
            "1_0_field": "subject.cost_centre",
            "1_0_operator": "in",
            "1_0_values": "Marine, Workshop",
            "1_1_field": "subject.is_over_budget",
            "1_1_operator": "yes",
        },
    )
    wrong = await owner.submit(f"{ROOT}/new", {**rows, "_action": "save"})
    assert (wrong.status_code, "lots" in wrong.text) == (422, True)
    rows["condition.0.value"] = "5,000.00"
    seen = await owner.submit(f"{ROOT}/new", {**rows, "_action": "condition:shape"})
    words = "An order over £5,000.00 where (cost centre is one of Marine or Workshop or it goes beyond a budget)"
    assert words in seen.text.replace("&#39;", "'")
    assert (await owner.submit(f"{ROOT}/new", {**rows, "_action": "save"})).status_code == 303
    made = (await owner.get("/v1/approval-policies")).json()["items"][0]
    assert made["condition"] == (
        'subject.amount > money("5000.00", "GBP")'
        ' && (subject.cost_centre in ["Marine", "Workshop"] || subject.is_over_budget)'
    )
    assert words in (await owner.page(ROOT)).text
    edit = (await owner.page(f"{ROOT}/{made['id']}")).text
    assert 'value="5000.00"' in edit
    assert 'value="Marine, Workshop"' in edit


async def test_an_expression_that_rows_cannot_say_stays_one_and_hostile_rows_break_nothing(business: Business) -> None:
    boss = await business.join("manager", name="Head office")
    made = await policy(business, one_of(boss), condition="subject.total * 2 > 5")
    page = await business.owner.page(f"{ROOT}/{made['id']}")
    assert "Rows have no words for this expression" in page.text
    assert "subject.total * 2 &gt; 5" in page.text
    hostile = {
        "0_field": "actor.account_id",
        "0_operator": ">:subject.total) || (true",
        "0_value": '") || true',
        "999_field": "subject.cost_centre",
        "999_operator": "==",
        "999_value": '") || true || ("',
        "1_2_3_field": "x",
    }
    posted = {**_fields(str(boss.member_id), **hostile), "_action": "save"}
    refused = await business.owner.submit(f"{ROOT}/new", posted)
    assert refused.status_code == 422
    only = {key: value for key, value in posted.items() if ".0." not in key or key.startswith("level")}
    assert (await business.owner.submit(f"{ROOT}/new", only)).status_code == 303
    stored = [one["condition"] for one in (await business.owner.get("/v1/approval-policies")).json()["items"]]
    assert 'subject.cost_centre == "\\") || true || (\\""' in stored


async def test_an_amount_in_another_currency_is_looked_at(business: Business) -> None:
    boss = await business.join("manager", name="Head office")
    maker = await business.join("member")
    await policy(business, one_of(boss), condition='subject.amount > money("5000.00", "EUR")')
    assert (await preview(business, maker, wanted(400_000))).levels == []
    assert (await preview(business, maker, wanted(600_000))).levels
    assert (await preview(business, maker, wanted(1, "GBP"))).levels
