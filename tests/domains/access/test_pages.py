"""The pages as a browser without scripts meets them: forms, refusals in place, and the way from one to the next."""

from __future__ import annotations

import io
import re
from typing import Any

import httpx
import pytest

from hanse.kit.ids import uuid7
from hanse.testing.installation import ORIGIN, Business, Client, Installation, Person
from tests.domains.access.people import (
    PASSWORD,
    fresh_email,
    give,
    invite,
    link_of,
    logged_in,
    organization,
    role,
)

SESSION = "hanse_session"


class Browser:
    """Follows links and redirects, and sends the token of the page it is on."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.http.headers["accept"] = "text/html"
        present = client.http.cookies.get(SESSION)
        if present:  # as the server sets it, so that a later one takes its place
            client.http.cookies.clear()
            client.http.cookies.set(SESSION, present, domain="hanse.test", path="/")

    async def open(self, path: str) -> httpx.Response:
        """A page; redirects are followed."""
        answer = await self.client.page(path)
        for _ in range(5):
            if answer.status_code != 303:
                break
            answer = await self.client.page(answer.headers["location"].removeprefix(ORIGIN))
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', answer.text)
        self.client.csrf = found[1] if found else ""
        return answer

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """A form, as posted; the answer as it came."""
        return await self.client.submit(path, fields)

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Where an answer sends the browser, with its message."""
        assert answer.status_code == 303, f"{answer.status_code}: {words(answer)[:800]}"
        return await self.open(answer.headers["location"])


def words(answer: httpx.Response) -> str:
    """What a page says, without markup."""
    body = re.sub(r"<(script|style|template|dialog)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", body).replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"')
    return re.sub(r"\s+", " ", text)


def browser(person: Client) -> Browser:
    return Browser(person)


async def test_a_visitor_signs_up_and_arrives_at_home(installation: Installation) -> None:
    visitor = browser(Client(installation.app))
    page = await visitor.open("/signup")
    assert page.status_code == 200
    name = f"Werft {uuid7().hex[-8:]}"
    fields = {"name": name, "currency": "EUR", "timezone": "Europe/Berlin", "locale": "de-DE"}
    person = {"display_name": "Founding office", "email": fresh_email(), "password": PASSWORD}
    short = await visitor.send("/signup", **fields, **{**person, "password": "short"})
    assert short.status_code == 422
    assert name in short.text, "what was typed stays"
    assert 'value="short"' not in short.text, "but never a password"
    sent = await visitor.send("/signup", **fields, **person)
    assert f"We sent a mail to {person['email']}" in words(sent)
    link = await installation.mailed_link(person["email"])
    assert "Your address is confirmed with this" in words(await visitor.open(link))
    confirmed = await visitor.send("/signup/confirm", token=link.partition("token=")[2], password=PASSWORD)
    home = await visitor.follow(confirmed)
    over = await visitor.send("/signup/confirm", token=link.partition("token=")[2], password=PASSWORD)
    assert over.status_code == 410
    assert "This link does not work any more" in words(over)
    assert "Founding office" in words(home)
    assert "Your business is ready" in words(home)


async def test_a_taken_handle_is_said_beside_its_field(installation: Installation, business: Business) -> None:
    visitor = browser(Client(installation.app))
    await visitor.open("/signup")
    answer = await visitor.send(
        "/signup", name="Copycat", handle=business.tenant.handle, currency="EUR", timezone="UTC", locale="en-GB",
        display_name="Cora", email=fresh_email(), password=PASSWORD,
    )  # fmt: skip
    assert answer.status_code == 409
    assert f"{business.tenant.handle}-2 is free" in words(answer)
    assert 'value="Cora"' in answer.text
    assert 'name="password"' in answer.text, "the visitor is a visitor still"


async def test_an_account_without_a_business_is_offered_one(installation: Installation, business: Business) -> None:
    worker = await business.join("viewer")
    await business.owner.post(f"/v1/members/{worker.member_id}/remove", {})
    alone = browser(await logged_in(installation, worker.email))
    for path in ("/", "/switch", "/admin", "/admin/members"):
        page = await alone.open(path)
        assert page.status_code == 200, path
        assert "You do not belong to a business yet" in words(page)
    await alone.open("/signup")
    fields = {"name": f"Own {uuid7().hex[-8:]}", "currency": "EUR", "timezone": "UTC", "locale": "en-GB"}
    home = await alone.follow(await alone.send("/signup", **fields))
    assert "What needs you" in words(home)


async def test_an_invitation_is_read_before_it_is_accepted(installation: Installation, business: Business) -> None:
    inviter = browser(business.owner)
    await inviter.open("/admin/invitations/new")
    email = fresh_email()
    missing = await inviter.send("/admin/invitations/new", email=email)
    assert missing.status_code == 422
    assert "Tick at least one role" in words(missing)
    assert email in missing.text
    viewer = str(await business.role("viewer"))
    sent = await inviter.send("/admin/invitations/new", email=email, staff_roles=viewer, message="Ahoy <b>you</b>")
    assert email in words(await inviter.follow(sent))
    token = await link_of(installation, email)
    guest = browser(Client(installation.app))
    for _ in range(2):  # looking uses nothing up
        page = await guest.open(f"/invitations/{token}")
        assert page.status_code == 200
    assert f"Join {business.tenant.name}" in words(page)
    assert "Ahoy &lt;b&gt;you&lt;/b&gt;" in page.text
    home = await guest.follow(await guest.send(f"/invitations/{token}", display_name="Gerd Guest", password=PASSWORD))
    assert "Gerd" in words(home)
    again = await browser(Client(installation.app)).open(f"/invitations/{token}")
    assert again.status_code == 410
    assert "does not work any more" in words(again)


async def test_an_invitation_leads_somebody_with_an_account_to_the_log_in(
    installation: Installation, business: Business, other_business: Business
) -> None:
    guest = await other_business.join("viewer")
    await invite(business, guest.email)
    token = await link_of(installation, guest.email)
    page = await browser(Client(installation.app)).open(f"/invitations/{token}")
    assert f"/login?next=%2Finvitations%2F{token}" in page.text
    stranger = await browser(await other_business.join("viewer")).open(f"/invitations/{token}")
    assert "Log out and open the link again" in words(stranger)
    unknown = fresh_email()
    await invite(business, unknown)
    second = await link_of(installation, unknown)
    page = await browser(await other_business.join("viewer")).open(f"/invitations/{second}")
    assert "Log out and open the link again" in words(page)
    mine = browser(guest)
    await mine.open(f"/invitations/{token}")
    home = await mine.follow(await mine.send(f"/invitations/{token}"))
    assert f"Welcome to {business.tenant.name}" in words(home)


async def test_links_of_invitations_stay_out_of_the_log(
    installation: Installation, business: Business, log_stream: io.StringIO
) -> None:
    email = fresh_email()
    await invite(business, email)
    token = await link_of(installation, email)
    log_stream.truncate(0)
    await browser(Client(installation.app)).open(f"/invitations/{token}")
    await installation.visitor().send("PUT", f"/invitations/{token}")
    log = log_stream.getvalue()
    assert "/invitations/" in log
    assert token not in log


async def test_people_are_edited_suspended_and_removed(business: Business) -> None:
    worker = await business.join("viewer", name="Warehouse clerk")
    owner = browser(business.owner)
    path = f"/admin/members/{worker.member_id}"
    assert "Warehouse clerk" in words(await owner.open("/admin/members"))
    edit = await owner.open(f"{path}/edit")
    version = re.search(r'name="_version" value="(\d+)"', edit.text)
    assert version is not None
    fields = {"display_name": "Warehouse clerk", "title": "Head of stores", "manager_member_id": ""}
    money = {"approval_limit.amount": "2500", "approval_limit.currency": "EUR"}
    saved = await owner.follow(await owner.send(f"{path}/edit", _version=version[1], **fields, **money))
    assert "Head of stores" in words(saved)
    assert "2,500.00" in words(saved)
    stale = await owner.send(f"{path}/edit", _version=version[1], **fields)
    assert stale.status_code == 412
    assert "while you were writing" in words(stale)
    await owner.open(f"{path}/edit")
    empty = {"approval_limit.amount": "", "approval_limit.currency": "EUR"}
    cleared = await owner.follow(await owner.send(f"{path}/edit", **fields, **empty))
    assert "2,500.00" not in words(cleared).partition("History")[0]
    asked = await owner.open(f"{path}/suspend")
    assert "Access stops at once" in words(asked)
    assert 'name="reason"' in asked.text
    suspended = await owner.follow(await owner.send(f"{path}/suspend", reason="On leave"))
    assert "Suspended" in words(suspended)
    assert "On leave" in words(suspended), "the reason stands in the history"
    back = await owner.follow(await owner.send(f"{path}/reactivate"))
    assert "Access is restored" in words(back)
    gone = await owner.follow(await owner.send(f"{path}/remove", reason=""))
    assert "Warehouse clerk" not in words(gone).partition("Find a person")[2]


async def test_roles_are_given_and_taken_and_refusals_stay_on_the_page(business: Business) -> None:
    place = await organization(business, "Werft")
    buyer = await business.join("buyer", place, name="Bea Buyer")
    owner = browser(business.owner)
    path = f"/admin/members/{buyer.member_id}"
    await owner.open(path)
    finance = str(await business.role("finance", "organization"))
    missing = await owner.send(f"{path}/roles", role_id=finance)
    assert missing.status_code == 422
    assert "choose which one" in words(missing)
    given = await owner.follow(await owner.send(f"{path}/roles", role_id=finance, organization_id=str(place)))
    assert "Finance" in words(given)
    taken = re.findall(rf"{path}/roles/(asg_\w+)/remove", given.text)
    left = await owner.follow(await owner.send(f"{path}/roles/{taken[0]}/remove"))
    assert len(re.findall(r"/roles/asg_\w+/remove", left.text)) == 1
    admin = browser(await business.join("admin"))
    me = f"/admin/members/{business.owner.member_id}"
    page = await admin.open(me)
    assert f"{me}/suspend" not in page.text
    held = re.findall(rf"{me}/roles/(asg_\w+)/remove", page.text)
    refused = await admin.send(f"{me}/roles/{held[0]}/remove")
    told = await admin.follow(refused)
    assert "because you do not hold" in words(told)
    assert "Owner" in words(told)


async def test_the_editor_of_a_role_marks_the_lines_that_are_wrong(business: Business) -> None:
    owner = browser(business.owner)
    await owner.open("/admin/roles/new")
    page = await owner.follow(await owner.send("/admin/roles/new", name="Key account", kind="tenant", description=""))
    path = re.search(r'action="(/admin/roles/rol_\w+)"', page.text)
    assert path is not None
    lines = {"reach.organization.view": "tenant", "reach.organization.close": "tenant"}
    wrong = {**lines, "condition.organization.close": "1 +"}
    answer = await owner.send(path[1], name="Key account", description="", **wrong)
    assert answer.status_code == 422
    assert "they are marked below" in words(answer)
    assert 'value="1 +"' in answer.text
    assert len(re.findall(r'class="row-wrong"', answer.text)) == 1
    saved = await owner.follow(await owner.send(path[1], name="Key account", description="Looks", **lines))
    assert "The role is saved" in words(saved)
    copy = await owner.follow(await owner.send(f"{path[1]}/copy", name="Key account 2"))
    assert "Key account 2" in words(copy)
    other = re.search(r'action="(/admin/roles/rol_\w+)/delete"', copy.text)
    assert other is not None
    assert "The role is deleted" in words(await owner.follow(await owner.send(f"{other[1]}/delete")))


async def test_a_role_in_use_is_not_deleted_and_the_page_says_why(business: Business) -> None:
    role_id = await role(business, "member.view tenant")
    await give(business.owner, await business.join("viewer"), role_id)
    owner = browser(business.owner)
    await owner.open(f"/admin/roles/{role_id}")
    told = await owner.follow(await owner.send(f"/admin/roles/{role_id}/delete"))
    assert "People still hold this role" in words(told)


async def test_a_key_is_shown_once_and_revoked(business: Business) -> None:
    owner = browser(business.owner)
    await owner.open("/admin/api-keys/new")
    nothing = await owner.send("/admin/api-keys/new", name="Scanner", life="30", allowed_networks="here")
    assert nothing.status_code == 422
    assert "Tick at least one right" in words(nothing)
    made = await owner.send(
        "/admin/api-keys/new", name="Scanner", life="30", allowed_networks="203.0.113.0/24", scopes="member.view"
    )
    assert made.status_code == 200
    assert "no-store" in made.headers["cache-control"]
    secret = re.search(r'<code aria-label="Secret of the key">([^<]+)</code>', made.text)
    assert secret is not None
    listed = await owner.open("/admin/api-keys")
    assert "Scanner" in words(listed)
    assert secret[1] not in listed.text
    path = re.search(r"/admin/api-keys/key_\w+/revoke", listed.text)
    assert path is not None
    gone = await owner.follow(await owner.send(path[0]))
    assert "Scanner" not in words(gone).partition("Ended ones too")[2]


async def test_one_switches_and_acts_by_pages(installation: Installation, business: Business) -> None:
    north, south = await organization(business, "North"), await organization(business, "South")
    buyer = await business.join("buyer", north, name="Bruno Buyer")
    await give(business.owner, buyer, await business.role("buyer", "organization"), south)
    there = browser(buyer)
    page = await there.open("/switch")
    assert "North" in words(page)
    assert "South" in words(page)
    before = buyer.http.cookies.get(SESSION)
    moved = await there.send(f"/switch/organization/{south}")
    assert moved.status_code == 303
    assert buyer.http.cookies.get(SESSION) != before
    manager = browser(await business.join("manager"))
    path = f"/admin/members/{buyer.member_id}"
    asked = await manager.open(f"{path}/act")
    assert "for one hour" in words(asked)
    refused = await manager.send(f"{path}/act", reason=" ")
    assert refused.status_code == 422
    begun = await manager.send(f"{path}/act", reason="On the phone", organization_id=str(south))
    assert begun.headers["location"] == "/app"
    shown = await manager.open("/app/members")
    assert "You act on behalf of Bruno Buyer" in words(shown)
    assert "South" in words(shown)
    ended = await manager.follow(await manager.send("/session/on-behalf/stop"))
    assert "You act for yourself again" in words(ended)


async def test_a_partners_administrator_has_the_same_pages_below_app(business: Business) -> None:
    place = await organization(business)
    boss = browser(await business.join("company_admin", place, name="Bella Boss"))
    colleague = await business.join("buyer", place, name="Second clerk")
    for path in ("/admin", "/admin/members", f"/admin/members/{colleague.member_id}", "/admin/invitations"):
        answer = await boss.client.page(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/app")
    page = await boss.open("/app/members")
    assert "Second clerk" in words(page)
    assert business.owner.email not in page.text
    detail = await boss.open(f"/app/members/{colleague.member_id}")
    assert "Owner" not in words(detail)
    email = fresh_email()
    await boss.open("/app/invitations/new")
    buyer = str(await business.role("buyer", "organization"))
    sent = await boss.send("/app/invitations/new", email=email, partner_roles=buyer, organization_id=str(place))
    assert email in words(await boss.follow(sent))
    for path in ("/admin/roles", "/admin/api-keys", "/admin/audit"):
        answer = await boss.client.page(path)
        assert answer.status_code in (200, 403), path
        assert "Administrator" not in words(answer) or path != "/admin/audit"


async def test_pages_without_the_right_are_refused_and_change_nothing(business: Business) -> None:
    viewer = browser(await business.join("viewer"))
    await viewer.open("/admin")
    victim = await business.join("viewer")
    for path in (
        f"/admin/members/{victim.member_id}/suspend",
        f"/admin/members/{victim.member_id}/remove",
        f"/admin/members/{victim.member_id}/edit",
        "/admin/roles/new",
        "/admin/api-keys/new",
        "/admin/invitations/new",
    ):
        answer = await viewer.send(path, reason="x", name="x", email="a@b.example")
        assert answer.status_code == 403, path
    assert (await victim.get("/v1/members")).status_code == 200


async def test_a_form_from_elsewhere_changes_nothing(business: Business) -> None:
    victim = await business.join("viewer")
    owner = browser(business.owner)
    await owner.open("/admin")
    path = f"/admin/members/{victim.member_id}/suspend"
    foreign = await owner.client.submit(path, {}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    owner.client.csrf = "0" * 64
    assert (await owner.send(path)).status_code == 403
    assert (await victim.get("/v1/members")).status_code == 200


async def test_ids_of_another_business_are_nowhere(business: Business, other_business: Business) -> None:
    theirs = other_business.owner.member_id
    role_id = await other_business.role("viewer")
    owner = browser(business.owner)
    await owner.open("/admin")
    for path in (
        f"/admin/members/{theirs}",
        f"/admin/members/{theirs}/edit",
        f"/admin/members/{theirs}/act",
        f"/admin/roles/{role_id}",
        "/admin/members/nonsense",
        "/admin/audit/nonsense",
    ):
        assert (await owner.client.page(path)).status_code == 404, path
    for path in (f"/admin/members/{theirs}/suspend", f"/admin/roles/{role_id}", f"/admin/roles/{role_id}/delete"):
        assert (await owner.send(path, name="x", reason="x")).status_code == 404, path
    tenant = (await other_business.owner.get("/v1/tenant")).json()["id"]
    assert (await owner.send(f"/switch/{tenant}")).status_code == 404


async def test_the_trail_is_read_filtered_and_opened(business: Business) -> None:
    worker = await business.join("viewer", name="Wilma Worker")
    await business.owner.post(f"/v1/members/{worker.member_id}/suspend", {"reason": "Leave <i>now</i>"})
    owner = browser(business.owner)
    page = await owner.open("/admin/audit?action=member.suspend")
    assert "suspended member" in words(page)
    assert "Wilma Worker" in words(page)
    entry = re.search(r"/admin/audit/aud_\w+", page.text)
    assert entry is not None
    opened = await owner.open(entry[0])
    assert "Leave &lt;i&gt;now&lt;/i&gt;" in opened.text
    assert "active" in words(opened)
    empty = await owner.open("/admin/audit?at_from=2030-01-01&at_to=2030-01-31")
    assert "Nothing matches" in words(empty)
    assert (await owner.client.page("/admin/audit?at_from=whenever")).status_code == 422


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "' OR 1=1 --"]
)
async def test_what_people_type_is_text_everywhere(business: Business, text: str) -> None:
    worker = await business.join("viewer", name=text)
    await business.owner.post(f"/v1/members/{worker.member_id}/suspend", {"reason": text})
    made = await business.owner.post("/v1/roles", {"name": text[:80], "kind": "tenant"})
    owner = browser(business.owner)
    for path in (
        "/admin",
        "/admin/members",
        f"/admin/members/{worker.member_id}",
        f"/admin/roles/{made.json()['id']}",
        "/admin/roles",
        "/admin/audit",
        f"/admin/members?q={text}",
    ):
        page = await owner.open(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert ">49<" not in page.text


async def test_choices_of_forms_answer_what_one_may_choose(business: Business) -> None:
    own, other = await organization(business, "Own"), await organization(business, "Other")
    boss: Person = await business.join("company_admin", own)
    places = (await boss.get("/app/members/places?q=o")).json()["items"]
    assert [item["value"] for item in places] == [str(own)]
    everything = (await business.owner.get("/admin/members/places?q=")).json()["items"]
    assert {item["value"] for item in everything} == {str(own), str(other)}
    people = (await boss.get("/app/members/options?q=")).json()["items"]
    assert [item["value"] for item in people] == [str(boss.member_id)]
