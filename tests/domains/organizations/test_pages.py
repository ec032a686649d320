"""The pages of organizations as staff, partners and strangers get them; what JavaScript would do is not needed here."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from hanse.testing.installation import Business, Client, Installation, Person
from tests.domains.organizations.places import at, make, make_tree

LIST = "/admin/organizations"
STAFF_PAGES = (
    LIST,
    f"{LIST}?status=active&type=buyer&sort=-updated&q=north",
    f"{LIST}/tree",
    f"{LIST}/new",
    f"{LIST}/import",
    f"{LIST}/:id",
    f"{LIST}/:id/people",
    f"{LIST}/:id/health",
    f"{LIST}/:id/activity",
    f"{LIST}/:id/edit",
    f"{LIST}/:id/move",
    f"{LIST}/:id/suspend",
    f"{LIST}/:id/close",
    f"{LIST}/:id/addresses/new",
    f"{LIST}/:id/contacts/new",
    f"{LIST}/:id/tax-ids/new",
    f"{LIST}/:id/bank",
    "/admin/applications",
    "/admin/applications?status=in_review",
    "/admin/onboarding-templates",
    "/admin/onboarding-templates/new",
    "/admin/settings/fields",
    "/admin/settings/fields/new",
    "/admin",
)
PARTNER_PAGES = (
    "/app",
    "/app/organization",
    "/app/organization/:id",
    "/app/organization/:id/edit",
    "/app/organization/:id/addresses/new",
    "/app/organization/:id/contacts/new",
    "/app/organization/:id/tax-ids/new",
    "/app/organization/:id/bank",
)


@pytest.mark.parametrize("path", STAFF_PAGES)
async def test_pages_of_staff(business: Business, path: str) -> None:
    tree = await make_tree(business)
    address = path.replace(":id", tree["north"]["id"])
    page = await business.owner.page(address)
    assert page.status_code == 200, page.text[:2000]
    assert "<h1" in page.text
    boss = await business.join("company_admin", at(tree["north"]))
    for stranger in (boss, business.installation.visitor()):
        refused = await stranger.page(address)
        assert refused.status_code in (303, 403, 404), f"{address}: {refused.status_code}"
        assert tree["south"]["id"] not in refused.text


@pytest.mark.parametrize("path", PARTNER_PAGES)
async def test_pages_of_partners(business: Business, path: str) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    page = await boss.page(path.replace(":id", tree["north"]["id"]))
    assert page.status_code == 200, page.text[:2000]
    for hidden in ("Stranger", tree["group"]["id"], tree["south"]["id"]):
        assert hidden not in page.text
    if ":id" in path:
        assert (await boss.page(path.replace(":id", tree["south"]["id"]))).status_code == 404


async def test_search_results_lead_each_reader_to_their_own_page(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    path = f"/organizations/{tree['north']['id']}"
    assert (await business.owner.page(path)).headers["location"] == f"{LIST}/{tree['north']['id']}"
    assert (await boss.page(path)).headers["location"] == f"/app/organization/{tree['north']['id']}"


async def test_an_organization_is_entered_and_changed_by_forms(business: Business) -> None:
    fields = {
        "name": "Kontor",
        "types": ["", "buyer"],
        "tags": ["", "eu"],
        "payment_terms.days": "30",
        "payment_terms.discount_days": "10",
        "payment_terms.discount_percent": "2,5",
        "credit_limit.amount": "1000",
        "credit_limit.currency": "EUR",
        "is_active": "true",
    }
    made = await business.owner.submit(f"{LIST}/new", fields)
    assert made.status_code == 303, made.text
    identity = made.headers["location"].rpartition("/")[2]
    facts = (await business.owner.get(f"/v1/organizations/{identity}")).json()
    assert facts["payment_terms"] == {"days": 30, "discount_days": 10, "discount_basis_points": 250}
    assert facts["credit_limit"] == {"amount": "1000.00", "currency": "EUR"}
    cleared = {**fields, "number": facts["number"], "payment_terms.days": "", "credit_limit.amount": "", "tags": [""]}
    del cleared["is_active"]
    saved = await business.owner.submit(f"{LIST}/{identity}/edit", {**cleared, "_version": "1"})
    assert saved.status_code == 303, saved.text
    facts = (await business.owner.get(f"/v1/organizations/{identity}")).json()
    assert (facts["payment_terms"], facts["credit_limit"], facts["tags"]) == (None, None, [])
    wrong = await business.owner.submit(f"{LIST}/new", {**fields, "payment_terms.discount_percent": "two"})
    assert wrong.status_code == 422
    assert "percentage" in wrong.text


async def test_a_conflict_shows_both_sides_and_each_field_is_chosen(business: Business) -> None:
    made = await make(business.owner, "Kontor", types=["buyer"], tags=["eu"])
    theirs = {"phone": "+49 40 1111", "tags": ["north"], "website": "https://kontor.example"}
    await business.owner.patch(f"/v1/organizations/{made['id']}", theirs)
    fields = {
        "name": "Kontor",
        "number": made["number"],
        "types": ["", "buyer", "vendor"],
        "tags": ["", "eu"],
        "phone": "+49 40 2222",
        "website": "",
        "_version": "1",
    }
    path = f"{LIST}/{made['id']}/edit"
    page = await business.owner.submit(path, fields)
    assert page.status_code == 412
    for shown in ("+49 40 1111", "+49 40 2222", "Olive Owner", "Keep mine", "Take what was saved", "north"):
        assert shown in page.text.replace("&#43;", "+"), shown
    assert 'name="_version" value="2"' in page.text
    choices = {"_take.phone": "mine", "_theirs.phone": "+49 40 1111", "_take.tags": "theirs", "_theirs.tags": "north"}
    sent = {**fields, **choices, "_take.website": "theirs", "_theirs.website": theirs["website"], "_version": "2"}
    saved = await business.owner.submit(path, sent)
    assert saved.status_code == 303, saved.text
    facts = (await business.owner.get(f"/v1/organizations/{made['id']}")).json()
    kept = (facts["phone"], facts["types"], facts["tags"], facts["website"])
    assert kept == ("+49 40 2222", ["buyer", "vendor"], ["north"], theirs["website"])


async def test_what_the_reader_did_not_touch_is_taken_over(business: Business) -> None:
    made = await make(business.owner, "Kontor", types=["buyer"])
    await business.owner.patch(f"/v1/organizations/{made['id']}", {"phone": "+49 40 1111"})
    fields = {"name": "Kontor & Co", "number": made["number"], "types": ["", "buyer"], "phone": "", "_version": "1"}
    page = await business.owner.submit(f"{LIST}/{made['id']}/edit", {**fields, "_touched": "name"})
    assert (page.status_code, 'value="+49 40 1111"' in page.text.replace("&#43;", "+")) == (412, True)
    assert ("Taken over" in page.text, 'name="_take.phone"' in page.text) == (True, False)
    assert 'name="_take.name"' in page.text


async def test_ticked_rows_are_changed_together_or_not_at_all(business: Business, other_business: Business) -> None:
    first, second = await make(business.owner, "First"), await make(business.owner, "Second")
    foreign = await make(other_business.owner, "Foreign")
    manager = await business.join("manager")
    fields = {"selected": [first["id"], second["id"]], "manager": str(manager.member_id), "tag": "key"}
    assert (await business.owner.submit(f"{LIST}/bulk", fields)).status_code == 303
    for made in (first, second):
        facts = (await business.owner.get(f"/v1/organizations/{made['id']}")).json()
        assert (facts["manager_member_id"], facts["tags"]) == (str(manager.member_id), ["key"])
    mixed = {"selected": [first["id"], foreign["id"]], "tag": "bad"}
    assert (await business.owner.submit(f"{LIST}/bulk", mixed)).status_code == 404
    assert (await business.owner.get(f"/v1/organizations/{first['id']}")).json()["tags"] == ["key"]


async def test_a_suspension_asks_for_a_reason(business: Business) -> None:
    tree = await make_tree(business)
    path = f"{LIST}/{tree['north']['id']}"
    without = await business.owner.submit(f"{path}/suspend", {"reason": ""})
    assert without.status_code == 422
    done = await business.owner.submit(f"{path}/suspend", {"reason": "Unpaid", "blocks_log_in": "true"})
    assert done.headers["location"] == path
    page = (await business.owner.page(path)).text
    assert "Suspended" in page
    assert "Unpaid" in page


async def test_the_list_is_exported_as_shown(business: Business) -> None:
    await make(business.owner, "Alpha", types=["buyer"])
    await make(business.owner, "Beta", types=["vendor"])
    done = await business.owner.submit(f"{LIST}/export?format=csv&type=vendor", {})
    assert done.status_code == 303
    file = await business.owner.get(done.headers["location"])
    assert b"Beta" in file.content
    assert b"Alpha" not in file.content
    assert file.headers["content-disposition"].startswith("attachment")


async def test_views_are_saved_shared_and_removed(business: Business) -> None:
    manager = await business.join("manager")
    fields = {"page": LIST, "query": "status=active", "name": "Running", "is_shared": "true"}
    saved = await business.owner.submit("/admin/views", fields)
    assert saved.headers["location"] == f"{LIST}?status=active"
    again = await business.owner.submit("/admin/views", fields)
    assert again.status_code == 422
    assert "Running" in (await manager.page(LIST)).text
    form = (await business.owner.page(f"/admin/views/new?page={LIST}")).text
    delete = re.search(r'action="(/admin/views/[^"]+/delete)"', form)
    assert delete is not None
    assert (await manager.submit(delete[1], {"page": LIST})).status_code == 404
    assert (await business.owner.submit(delete[1], {"page": LIST})).status_code == 303
    assert "Running" not in (await manager.page(LIST)).text
    for hostile in ("//evil.example", "https://evil.example", "javascript:alert(1)"):
        assert (await business.owner.submit("/admin/views", {**fields, "page": hostile})).status_code == 404


async def test_the_import_wizard(installation: Installation, business: Business) -> None:
    content = b"Company;Kundennummer\r\nKontor;K-1\r\n;K-2\r\n"
    sent = await _upload(business.owner, f"{LIST}/import", "file", "partners.csv", content)
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    page = (await business.owner.page(path)).text
    assert "Company" in page
    mapped = await business.owner.submit(f"{path}/mapping", {"column.0": "name", "column.1": "number", "_version": "1"})
    assert mapped.status_code == 303
    assert "Checking every row" in (await business.owner.page(path)).text
    await installation.drain()
    checked = (await business.owner.page(path)).text
    assert "Import 1 organization" in checked
    assert "A new organization needs a name" in checked
    report = await business.owner.get(f"{path}/problems.csv")
    assert b"3,Company,," in report.content
    assert (await business.owner.submit(f"{path}/run", {})).status_code == 303
    await installation.drain()
    assert "Show the organizations" in (await business.owner.page(path)).text
    assert "Kontor" in (await business.owner.page(LIST)).text
    nothing = await business.owner.submit(f"{LIST}/import", {})
    assert nothing.status_code == 422


async def _upload(person: Client, path: str, field: str, name: str, content: bytes) -> Any:
    return await person.send(
        "POST",
        path,
        data={"csrf_token": person.csrf},
        files={field: (name, content, "text/csv")},
        headers={"accept": "text/html"},
    )


async def test_a_checklist_is_edited_without_javascript(business: Business) -> None:
    path = "/admin/onboarding-templates/new"
    fields = {"name": "Buyers", "organization_type": "buyer", "is_public": "true"}
    steps = {"step.0.kind": "document", "step.0.label": "Register", "step.0.is_required": "true"}
    added = await business.owner.submit(path, {**fields, **steps, "_action": "add"})
    assert added.status_code == 200
    assert "step.1.label" in added.text
    two = {**steps, "step.1.kind": "terms", "step.1.label": "Terms", "step.1.body": ""}
    refused = await business.owner.submit(path, {**fields, **two, "_action": "save"})
    assert refused.status_code == 422
    assert "Write the terms" in refused.text
    two["step.1.body"] = "Be kind."
    moved = await business.owner.submit(path, {**fields, **two, "_action": "up:1"})
    assert moved.text.index("Terms") < moved.text.index("Register")
    saved = await business.owner.submit(path, {**fields, **two, "_action": "save"})
    assert saved.status_code == 303
    listed = (await business.owner.get("/v1/onboarding-templates")).json()["items"]
    assert [step["key"] for step in listed[0]["steps"]] == ["register", "terms"]
    page = await business.installation.visitor().page(f"/t/{business.tenant.handle}/apply")
    assert "Register" in page.text


async def test_names_cannot_carry_markup_into_pages(business: Business) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    made = await make(business.owner, hostile, tags=["<b>"], notes=hostile, website="javascript:alert(1)")
    await business.owner.post(f"/v1/organizations/{made['id']}/contacts", {"name": hostile, "notes": hostile})
    for path in (
        LIST,
        f"{LIST}/tree",
        f"{LIST}/{made['id']}",
        f"{LIST}/{made['id']}/edit",
        f"{LIST}/{made['id']}/activity",
    ):
        text = (await business.owner.page(path)).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


async def test_company_admins_change_contact_facts_by_form(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    path = f"/app/organization/{tree['north']['id']}/edit"
    fields = {
        "website": "https://north.example",
        "email": "",
        "phone": "+49 1",
        "name": "Taken over",
        "credit_limit.amount": "9",
    }
    saved = await boss.submit(path, {**fields, "_version": "1"})
    assert saved.status_code == 303, saved.text
    facts = (await business.owner.get(f"/v1/organizations/{tree['north']['id']}")).json()
    assert (facts["website"], facts["phone"], facts["name"], facts["credit_limit"]) == (
        "https://north.example",
        "+49 1",
        "North",
        None,
    )


async def test_forms_lead_only_to_pages_of_this_site(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    path = f"{LIST}/{made['id']}/contacts/new"
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        done = await business.owner.submit(path, {"name": "Kim", "next": target})
        assert done.status_code == 303
        assert urlsplit(done.headers["location"]).path == f"{LIST}/{made['id']}"


async def test_forms_need_their_token(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    person: Person = business.owner
    token, person.csrf = person.csrf, "0" * 64
    refused = await person.submit(f"{LIST}/{made['id']}/activate", {"reason": "x"})
    person.csrf = token
    assert refused.status_code == 403
    assert (await person.get(f"/v1/organizations/{made['id']}")).json()["status"] == "prospect"
