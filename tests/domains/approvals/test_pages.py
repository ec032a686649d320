"""The pages people decide on: read without JavaScript, a GET decides nothing."""

from __future__ import annotations

from hanse.domains.access.types import OrganizationId
from hanse.domains.approvals.pages.parts import document_facts, document_lines
from hanse.kit.money import Money, UnitPrice
from hanse.testing.installation import Business
from tests.domains.approvals.desk import one_of, policy, submit, wanted


async def test_the_inbox_and_one_screen_to_decide(business: Business) -> None:
    maker = await business.join("member", name="Product desk")
    boss = await business.join("manager", name="Head office")
    await policy(business, one_of(boss), name="All quotes")
    approval = await submit(business, maker, wanted())
    home = await boss.page("/admin")
    assert "approval waits for you" in home.text
    inbox = await boss.page("/admin/approvals")
    assert inbox.status_code == 200
    assert approval.title in inbox.text
    path = f"/admin/approvals/{approval.id}"
    page = await boss.page(path)
    for words in (maker.email, "All quotes", "Fabric", "2.5 m", "Head office", "Your decision", "What happens next"):
        assert words in page.text, words
    assert (await boss.get(f"/v1/approvals/{approval.id}")).json()["approval"]["status"] == "pending"
    refused = await boss.submit(f"{path}/decide", {"_action": "reject", "comment": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    own = await maker.page(path)
    assert "Your decision" not in own.text
    assert "Take it back" in own.text
    done = await boss.submit(f"{path}/decide", {"_action": "approve", "comment": "fine"})
    assert done.status_code == 303
    after = await boss.page(path)
    assert "Your decision" not in after.text
    assert "fine" in after.text
    late = await boss.submit(f"{path}/decide", {"_action": "approve"})
    assert late.status_code == 409
    assert approval.title in (await boss.page("/admin/approvals?view=done")).text
    assert "Nothing fits" in (await boss.page("/admin/approvals?view=open&late=true")).text
    stranger = await business.join("member")
    assert (await stranger.page(path)).status_code == 404


async def test_several_are_shown_together_and_approved_together(business: Business) -> None:
    maker = await business.join("member", name="Product desk")
    boss = await business.join("manager", name="Head office")
    await policy(business, one_of(boss), name="All quotes")
    first, second = [await submit(business, maker, wanted(minor, title=f"Quote {minor}")) for minor in (100_00, 250_00)]
    inbox = await boss.page("/admin/approvals")
    assert 'action="/admin/approvals/several"' in inbox.text
    ids = [str(first.id), str(second.id)]
    asked = await boss.submit("/admin/approvals/several", {"selected": ids})
    assert (asked.status_code, "350.00" in asked.text, "because of All quotes" in asked.text) == (200, True, True)
    assert (await boss.get(f"/v1/approvals/{first.id}")).json()["approval"]["status"] == "pending"
    other = await business.join("manager")
    foreign = await other.submit("/admin/approvals/several", {"selected": ids, "_action": "confirm"})
    assert foreign.status_code in (303, 404)
    assert (await boss.post(f"/v1/approvals/{second.id}/approve")).status_code == 200
    late = await boss.submit("/admin/approvals/several", {"selected": ids, "_action": "confirm"})
    assert late.status_code == 303
    assert (await boss.get(f"/v1/approvals/{first.id}")).json()["approval"]["status"] == "pending", "all or nothing"
    done = await boss.submit("/admin/approvals/several", {"selected": ids[:1], "_action": "confirm", "comment": "Fine"})
    assert done.status_code == 303
    assert (await boss.get(f"/v1/approvals/{first.id}")).json()["approval"]["status"] == "approved"
    assert (await boss.submit("/admin/approvals/several", {})).status_code == 303


async def test_the_editor_adds_levels_tries_and_saves(business: Business) -> None:
    boss = await business.join("manager", name="Head office")
    owner = business.owner
    root = "/admin/approval-policies"
    assert "No policy yet" in (await owner.page(root)).text
    assert "Add a condition" in (await owner.page(f"{root}/new")).text
    fields = {
        "name": "Large quotes",
        "subject_kind": "quote",
        "condition": "subject.total > 500000",
        "priority": "10",
        "is_active": "true",
        "level.0.name": "Boss",
        "level.0.timeout_hours": "24",
        "level.0.on_timeout": "escalate",
        "level.0.group.0.label": "The boss",
        "level.0.group.0.quorum": "1",
        "level.0.group.0.resolvers": f"member:{boss.member_id}",
    }
    grown = await owner.submit(f"{root}/new", {**fields, "_action": "add"})
    assert (grown.status_code, grown.text.count("Remove step")) == (200, 4)
    wrong = await owner.submit(f"{root}/new", {**fields, "condition": "subject.total >", "_action": "save"})
    assert wrong.status_code == 422
    tried = await owner.submit(f"{root}/new", {**fields, "_action": "try"})
    assert (tried.status_code, "nothing to try it on" in tried.text) == (200, True)
    assert (await owner.submit(f"{root}/new", {**fields, "_action": "save"})).status_code == 303
    listed = await owner.page(root)
    assert "A quote over 5,000.00 in its own currency" in listed.text
    made = (await owner.get("/v1/approval-policies")).json()["items"][0]
    assert made["levels"][0]["groups"][0]["resolvers"][0]["member_id"] == str(boss.member_id)
    edit = await owner.page(f"{root}/{made['id']}")
    assert f'value="member:{boss.member_id}" checked' in edit.text
    reader = await business.join("approver")
    seen = await reader.page(f"{root}/{made['id']}")
    assert (seen.status_code, "The boss" in seen.text, "Save policy" in seen.text) == (200, True, False)
    again = await owner.submit(f"{root}/{made['id']}", {**fields, "name": "Larger", "_action": "save"})
    assert again.status_code == 303
    await submit(business, await business.join("member"), wanted())
    simulated = await owner.page(f"/admin/approval-policies/simulator?policy={made['id']}&last=50&period=this_month")
    assert "holds for 1 of 1" in simulated.text
    assert (await owner.submit(f"{root}/{made['id']}/delete", {})).status_code == 303
    assert (await boss.page(f"{root}/new")).status_code == 403


async def test_delegations_by_the_day(business: Business) -> None:
    boss, other = (
        await business.join("manager", name="Head office"),
        await business.join("manager", name="Other office"),
    )
    assert "No delegations" in (await boss.page("/admin/approvals/delegations")).text
    assert "Other office" in (await boss.page("/admin/approvals/delegations/new")).text
    fields = {"to_member_id": str(other.member_id), "starts_on": "2026-03-01", "ends_on": "2026-12-31"}
    empty = {"amount.amount": "", "amount.currency": "EUR", "note": "", "kinds": ""}
    wrong = await boss.submit("/admin/approvals/delegations/new", {**fields, **empty, "ends_on": "2020-01-01"})
    assert (wrong.status_code, "The end lies after the start" in wrong.text) == (422, True)
    assert (await boss.submit("/admin/approvals/delegations/new", {**fields, **empty})).status_code == 303
    listed = await other.page("/admin/approvals/delegations")
    assert "Head office" in listed.text
    made = (await boss.get("/v1/delegations")).json()["items"][0]
    assert (await boss.submit(f"/admin/approvals/delegations/{made['id']}/end", {})).status_code == 303
    assert "Ended" in (await boss.page("/admin/approvals/delegations")).text


async def test_partners_decide_on_their_side(business: Business) -> None:
    place = (await business.owner.post("/v1/organizations", {"name": "Works", "is_active": True})).json()["id"]
    buyer = await business.join("buyer", OrganizationId.parse(place), name="Bea Buyer")
    approver = await business.join("approver", OrganizationId.parse(place), name="Alan Approver")
    await policy(
        business, {"name": "Own", "groups": [{"label": "Own", "resolvers": [{"kind": "organization_approver"}]}]}
    )
    approval = await submit(business, buyer, wanted(organization_id=OrganizationId.parse(place)))
    assert "approval waits for you" in (await approver.page("/app")).text
    assert approval.title in (await approver.page("/app/approvals")).text
    path = f"/app/approvals/{approval.id}"
    assert "Your decision" in (await approver.page(path)).text
    assert (await approver.submit(f"{path}/decide", {"_action": "approve"})).status_code == 303
    assert "Approved" in (await buyer.page(path)).text
    for page in ("/app/approvals/delegations", "/app/approvals/delegations/new"):
        assert (await approver.page(page)).status_code == 200


def test_lines_of_a_document_become_columns() -> None:
    document = {
        "columns": [["article", "Article"], ["quantity", "Quantity"], ["price", "Unit price"], ["total", "Total"]],
        "lines": [
            {"total": {"amount": "10.00", "currency": "EUR"}, "article": "3M tape", "quantity": "2.5 m", "more": 1},
            {"article": "Screw", "quantity": 400, "price": {"amount": "0.0123", "currency": "EUR"}, "total": None},
        ],
        "facts": [["Delivery", "by lorry"], ["Freight", {"amount": "5.00", "currency": "EUR"}], "nonsense"],
        "terms": "30 days",
    }
    headings, rows = document_lines(document)
    assert headings == ["Article", "Quantity", "Unit price", "Total"]
    assert [cell.is_figure for cell in rows[0]] == [False, True, True, True]
    assert (rows[0][3].money, rows[1][2].money) == (Money(1_000, "EUR"), UnitPrice(12_300, "EUR"))
    assert document_facts(document) == [
        ("Delivery", "by lorry"),
        ("Freight", Money(500, "EUR")),
        ("Terms", "30 days"),
    ]
    assert document_lines({"lines": ["x", {"name": "y"}]})[0] == ["Name"]
