"""Becoming a partner, from the public form to trading: steps, automatic checks, decisions, and who may take them."""

from __future__ import annotations

import base64
import itertools
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from hanse.domains.identity.api import ensure_account, start_session
from hanse.testing.installation import ORIGIN, PASSWORD, Business, Client, Installation, Person, names
from tests.domains.identity.people import link_in_mail
from tests.domains.organizations.places import make

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
STEPS: list[dict[str, Any]] = [
    {"key": "register", "kind": "document", "label": "Extract from the register"},
    {"key": "tax", "kind": "tax_id", "label": "Tax number"},
    {"key": "address", "kind": "address", "label": "Address"},
    {"key": "bank", "kind": "bank", "label": "Bank details"},
    {"key": "terms", "kind": "terms", "label": "Terms of trade", "body": "Be kind."},
    {"key": "training", "kind": "training", "label": "Portal tour", "is_required": False},
    {"key": "unique", "kind": "check", "check": "tax_id_unique", "label": "Tax number is new"},
]
SHORT: list[dict[str, Any]] = [
    {"key": "terms", "kind": "terms", "label": "Terms of trade", "body": "Be kind."},
    {"key": "name", "kind": "check", "check": "name_unique", "label": "Name is new"},
]


async def _template(business: Business, steps: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    body = {"name": f"Checklist {len(steps)} {facts}", "organization_type": "buyer", "steps": steps, **facts}
    made = await business.owner.post("/v1/onboarding-templates", body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


_addresses = itertools.count(1)


def _visitor(business: Business) -> Client:
    """Somebody at an address of their own: how often one address may apply is limited."""
    visitor = business.installation.visitor()
    number = next(_addresses)
    address = (f"198.51.{number // 250}.{number % 250 + 1}", 4711)
    transport = ASGITransport(app=business.installation.app, client=address)
    visitor.http = AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN})
    return visitor


async def _apply(business: Business, template: dict[str, Any], name: str = "Newcomer", email: str = "") -> Person:
    """Apply as a browser does; the person is logged in afterwards."""
    visitor = _visitor(business)
    fields = {
        "template_id": template["id"],
        "organization_name": name,
        "country": "DE",
        "display_name": "Nina New",
        "email": email or f"nina@{business.tenant.handle}-{name.lower()}.example",
        "password": PASSWORD,
    }
    sent = await _send(visitor, business, fields)
    assert (sent.status_code, f"We sent a mail to {fields['email']}" in sent.text) == (200, True), sent.text
    page = await _confirm(visitor, business, fields["email"])
    assert page.status_code == 303, page.text
    assert page.headers["location"] == "/app/onboarding"
    me = (await visitor.get("/v1/me")).json()
    assert me["tenant"]["handle"] == business.tenant.handle
    return await _with_token(visitor, business)


async def _send(visitor: Client, business: Business, fields: dict[str, Any]) -> Response:
    """Open the public form and send it."""
    path = f"/t/{business.tenant.handle}/apply"
    visitor.csrf = _token((await visitor.page(path)).text)
    return await visitor.submit(path, fields)


async def _confirm(visitor: Client, business: Business, email: str) -> Response:
    """Open the mailed link and press its button."""
    link = await business.installation.mailed_link(email)
    visitor.csrf = _token((await visitor.page(link)).text)
    return await visitor.submit(link.partition("?")[0], {"token": link.partition("token=")[2], "password": PASSWORD})


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


async def _with_token(visitor: Client, business: Business) -> Any:
    page = await visitor.page("/app/onboarding")
    assert page.status_code == 200, page.text
    visitor.csrf = _token(page.text)
    return visitor


async def _application(person: Client, business: Business) -> dict[str, Any]:
    mine = (await person.get("/v1/organizations")).json()["items"][0]
    found: dict[str, Any] = (await person.get(f"/v1/organizations/{mine['id']}/onboarding")).json()
    return found


def _step(application: dict[str, Any], key: str) -> dict[str, Any]:
    return next(step for step in application["steps"] if step["key"] == key)


async def _do_every_step(person: Client, application: dict[str, Any]) -> dict[str, Any]:
    organization = f"/v1/organizations/{application['organization_id']}"
    steps = f"/v1/onboarding-applications/{application['id']}/steps"
    document = {"name": "extract.pdf", "content": base64.b64encode(PDF).decode()}
    sent = [
        await person.post(f"{steps}/{_step(application, 'register')['id']}/documents", document),
        await person.post(f"{organization}/tax-ids", {"country": "US", "kind": "ein", "number": "91-1144442"}),
        await person.post(
            f"{organization}/addresses",
            {"line1": "Am Kai 3", "postal_code": "20457", "city": "Hamburg", "country": "DE"},
        ),
        await person.put(
            f"{organization}/bank-account",
            {"holder": "Newcomer", "country": "DE", "account_number": "DE89 3704 0044 0532 0130 00"},
        ),
        await person.post(f"{steps}/{_step(application, 'terms')['id']}/complete", {"accepted": True}),
    ]
    assert [answer.status_code for answer in sent] == [200, 201, 201, 200, 200], [answer.text for answer in sent]
    found: dict[str, Any] = (await person.get(f"/v1/onboarding-applications/{application['id']}")).json()
    return found


async def test_a_visitor_applies_does_the_steps_and_is_let_in(installation: Installation, business: Business) -> None:
    template = await _template(business, STEPS)
    person = await _apply(business, template)
    application = await _application(person, business)
    assert (application["status"], application["organization_status"]) == ("open", "applied")
    assert {step["key"]: step["status"] for step in application["steps"]} == {
        "register": "todo",
        "tax": "todo",
        "address": "todo",
        "bank": "todo",
        "terms": "todo",
        "training": "todo",
        "unique": "waiting",
    }
    complete = await _do_every_step(person, application)
    assert (complete["status"], complete["organization_status"]) == ("in_review", "in_review")
    board = (await business.owner.get("/v1/onboarding-applications?status=in_review")).json()["items"]
    assert [item["organization_name"] for item in board] == ["Newcomer"]
    assert board[0]["missing"] == []
    approved = await business.owner.post(f"/v1/onboarding-applications/{application['id']}/approve")
    assert approved.json()["organization_status"] == "active"
    assert (await person.get(f"/v1/organizations/{application['organization_id']}/trading")).status_code == 200
    outcomes = await installation.drain()
    assert [outcome for name, outcome in outcomes if name == "organizations.mail_applicant"] == ["done", "done"]


async def test_when_every_check_passes_nobody_is_needed(business: Business) -> None:
    template = await _template(business, SHORT, approves_automatically=True)
    person = await _apply(business, template)
    application = await _application(person, business)
    step = f"/v1/onboarding-applications/{application['id']}/steps/{_step(application, 'terms')['id']}"
    done = (await person.post(f"{step}/complete", {"accepted": True})).json()
    assert (done["status"], done["organization_status"]) == ("approved", "active")


async def test_a_failed_check_waits_for_a_person(business: Business) -> None:
    template = await _template(business, SHORT, approves_automatically=True)
    await make(business.owner, "Newcomer")
    person = await _apply(business, template)
    application = await _application(person, business)
    assert _step(application, "name")["status"] == "failed"
    step = f"/v1/onboarding-applications/{application['id']}/steps/{_step(application, 'terms')['id']}"
    done = (await person.post(f"{step}/complete", {"accepted": True})).json()
    assert (done["status"], done["organization_status"]) == ("in_review", "in_review")


async def test_the_applicant_never_decides(business: Business) -> None:
    template = await _template(business, SHORT)
    person = await _apply(business, template)
    application = await _application(person, business)
    path = f"/v1/onboarding-applications/{application['id']}"
    await person.post(f"{path}/steps/{_step(application, 'terms')['id']}/complete", {"accepted": True})
    assert (await person.post(f"{path}/approve")).status_code == 403
    assert (await person.post(f"{path}/reject", {"reason": "x"})).status_code == 403


async def test_staff_who_filled_an_application_in_never_decide_about_it(business: Business) -> None:
    template = await _template(business, SHORT)
    manager = await business.join("manager")
    prospect = await make(manager, "By phone")
    started = await manager.post(f"/v1/organizations/{prospect['id']}/onboarding", {"template_id": template["id"]})
    assert started.status_code == 201, started.text
    path = f"/v1/onboarding-applications/{started.json()['id']}"
    done = await manager.post(f"{path}/steps/{_step(started.json(), 'terms')['id']}/complete", {"accepted": True})
    assert done.json()["status"] == "in_review"
    refused = await manager.post(f"{path}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "requester_cannot_decide")
    assert (await manager.post(f"{path}/reject", {"reason": "x"})).json()["code"] == "requester_cannot_decide"
    assert (await business.owner.post(f"{path}/approve")).status_code == 200
    again = await business.owner.post(f"{path}/approve")
    assert again.json()["code"] == "application_invalid_transition"


async def test_changes_are_asked_for_mended_and_sent_again(business: Business) -> None:
    template = await _template(business, STEPS)
    person = await _apply(business, template)
    application = await _do_every_step(person, await _application(person, business))
    path = f"/v1/onboarding-applications/{application['id']}"
    ask = {"reason": "The scan is blurred", "steps": [_step(application, "register")["id"]]}
    back = (await business.owner.post(f"{path}/ask-for-changes", ask)).json()
    assert (back["status"], back["organization_status"], back["message"]) == ("open", "applied", "The scan is blurred")
    assert (await person.post(f"{path}/submit")).json()["code"] == "application_invalid_transition"
    document = {"name": "again.pdf", "content": base64.b64encode(PDF).decode()}
    mended = (await person.post(f"{path}/steps/{_step(back, 'register')['id']}/documents", document)).json()
    assert _step(mended, "register")["status"] == "done"
    assert mended["status"] == "open"
    assert (await person.post(f"{path}/submit")).json()["status"] == "in_review"


async def test_a_refusal_ends_the_access_and_says_why(installation: Installation, business: Business) -> None:
    template = await _template(business, SHORT)
    person = await _apply(business, template)
    application = await _application(person, business)
    refused = await business.owner.post(
        f"/v1/onboarding-applications/{application['id']}/reject", {"reason": "We cannot serve your region"}
    )
    assert refused.json()["organization_status"] == "closed"
    assert (await person.get(f"/v1/organizations/{application['organization_id']}")).status_code in (401, 403, 404)
    await installation.drain()


async def test_steps_of_others_cannot_be_touched(business: Business, other_business: Business) -> None:
    template = await _template(business, STEPS)
    first = await _apply(business, template, "First")
    second = await _apply(business, template, "Second")
    theirs = await _application(second, business)
    path = f"/v1/onboarding-applications/{theirs['id']}"
    terms = _step(theirs, "terms")["id"]
    for client in (first, other_business.owner):
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/steps/{terms}/complete", {"accepted": True})).status_code == 404
        assert (await client.post(f"{path}/submit")).status_code == 404
    mine = await _application(first, business)
    crossed = f"/v1/onboarding-applications/{mine['id']}/steps/{terms}/complete"
    assert (await first.post(crossed, {"accepted": True})).status_code == 404
    board = (await first.get("/v1/onboarding-applications")).json()["items"]
    assert [item["organization_name"] for item in board] == ["First"]


async def test_documents_are_what_they_say_and_only_the_right_people_get_them(business: Business) -> None:
    template = await _template(business, STEPS)
    person = await _apply(business, template)
    application = await _application(person, business)
    documents = (
        f"/v1/onboarding-applications/{application['id']}/steps/{_step(application, 'register')['id']}/documents"
    )

    async def send(name: str, content: bytes) -> int:
        body = {"name": name, "content": base64.b64encode(content).decode()}
        return (await person.post(documents, body)).status_code

    assert await send("page.html", b"<html></html>") == 415
    assert await send("picture.svg", b"<svg/>") == 415
    assert await send("extract.pdf", b"<html></html>") == 422
    assert await send("extract.pdf", PDF) == 200
    step = _step(await _application(person, business), "register")
    (file,) = step["files"]
    link = await business.installation.visitor().get(file["link"])
    assert (link.status_code, link.content) == (200, PDF)
    tampered = file["link"][:-3] + ("aaa" if not file["link"].endswith("aaa") else "bbb")
    assert (await person.get(tampered)).status_code == 404
    removed = await person.delete(f"{documents}/{file['id']}")
    assert _step(removed.json(), "register")["status"] == "todo"


async def test_account_numbers_are_sealed_and_read_on_record(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    path = f"/v1/organizations/{made['id']}/bank-account"
    body = {"holder": "Kontor", "country": "DE", "account_number": "DE89370400440532013000"}
    saved = (await business.owner.put(path, body)).json()
    assert saved["last_four"] == "3000"
    assert "0532" not in str(saved)
    async with business.open() as ctx:
        row = await ctx.db.one("SELECT number_sealed FROM organization_bank_accounts")
        trail = await ctx.db.all("SELECT changes::text AS c FROM audit_entries")
    assert b"0532013000" not in bytes(row["number_sealed"])
    assert "0532013000" not in str(trail)
    manager = await business.join("manager")
    assert (await manager.get(path)).status_code == 200
    assert (await manager.get(f"{path}/number")).status_code == 403
    assert (await business.owner.get(f"{path}/number")).json()["account_number"] == "DE89370400440532013000"
    async with business.open() as ctx:
        assert (
            await ctx.db.value(
                "SELECT count(*) FROM audit_entries WHERE action = 'bank_account.reveal' AND outcome = 'allowed'"
            )
            == 1
        )
    wrong = await business.owner.put(path, {**body, "account_number": "DE89370400440532013001"})
    assert wrong.json()["errors"][0]["path"] == "account_number"
    assert (await business.owner.get(path)).json()["last_four"] == "3000"


async def test_an_answer_never_tells_whether_an_address_has_an_account(
    installation: Installation, business: Business
) -> None:
    template = await _template(business, SHORT)
    fields = {
        "template_id": template["id"],
        "organization_name": "Second company",
        "country": "DE",
        "display_name": "Olive",
        "password": "another long password 99",
    }
    pages = []
    for email in (business.owner.email, f"nobody@{business.tenant.handle}.example"):
        page = await _send(_visitor(business), business, {**fields, "email": email})
        pages.append((page.status_code, page.text.replace(email, "").partition("<main")[2].partition("</main")[0]))
    assert pages[0] == pages[1]
    assert "We sent a mail to" in pages[0][1]
    link = await installation.mailed_link(business.owner.email, "/login?next=")
    assert link == f"/t/{business.tenant.handle}/login?next=/t/{business.tenant.handle}/apply"
    assert (await business.owner.get("/v1/organizations")).json()["items"] == []


async def test_a_link_sends_one_application_and_only_to_its_business(
    business: Business, other_business: Business
) -> None:
    template = await _template(business, SHORT)
    visitor = _visitor(business)
    fields = {"template_id": template["id"], "organization_name": "Once", "country": "DE", "display_name": "N"}
    email = f"once@{business.tenant.handle}.example"
    await _send(visitor, business, {**fields, "email": email, "password": PASSWORD})
    link = await business.installation.mailed_link(email)
    token, path = link.partition("token=")[2], link.partition("?")[0]
    foreign = await visitor.submit(
        f"/t/{other_business.tenant.handle}/apply/confirm", {"token": token, "password": PASSWORD}
    )
    assert foreign.status_code >= 400
    assert (await visitor.submit(path, {"token": token, "password": PASSWORD})).status_code == 303
    again = await _visitor(business).submit(path, {"token": token, "password": PASSWORD})
    assert again.status_code >= 400
    assert names((await business.owner.get("/v1/organizations")).json()["items"]) == ["Once"]


async def test_the_public_form_is_limited(business: Business) -> None:
    template = await _template(business, SHORT)
    fields = {"template_id": template["id"], "organization_name": "X", "country": "DE", "display_name": "N"}
    codes = []
    visitor = _visitor(business)
    for _ in range(12):
        answer = await _send(visitor, business, {**fields, "email": "n@n.example", "password": "short"})
        codes.append(answer.status_code)
    assert set(codes) == {422, 429}


async def test_somebody_of_another_business_applies_here_and_changes_nothing_there(
    business: Business, other_business: Business
) -> None:
    template = await _template(business, SHORT)
    person = other_business.owner
    path = f"/t/{business.tenant.handle}/apply"
    form = await person.page(path)
    assert business.tenant.name in form.text
    fields = {"template_id": template["id"], "organization_name": "From next door", "country": "DE"}
    sent = await person.submit(path, fields)
    assert sent.status_code == 303, sent.text
    assert names((await business.owner.get("/v1/organizations")).json()["items"]) == ["From next door"]
    async with other_business.open() as ctx:
        assert await ctx.db.value("SELECT count(*) FROM organizations") == 0
        assert await ctx.db.value("SELECT count(*) FROM members") == 1
    async with business.open() as ctx:
        roles = await ctx.db.values(
            "SELECT r.kind FROM assignments a JOIN roles r ON r.id = a.role_id JOIN members m ON m.id = a.member_id"
            " WHERE m.email = %(email)s",
            {"email": person.email},
        )
    assert roles == ["organization"]


async def test_a_confirmed_address_lets_a_waiting_application_go_on(
    installation: Installation, business: Business
) -> None:
    check = {"key": "mail", "kind": "check", "check": "email_confirmed", "label": "Address is confirmed"}
    template = await _template(business, [*SHORT, check], approves_automatically=True)
    email = f"nina@{business.tenant.handle}.example"
    async with installation.open(None) as ctx:
        account = await ensure_account(ctx, email, "Nina New", PASSWORD)
        session = await start_session(ctx, account.id, None)
    person = Person(installation.app, session, None, email)
    fields = {"template_id": template["id"], "organization_name": "Newcomer", "country": "DE"}
    sent = await _send(person, business, fields)
    assert sent.status_code == 303, sent.text
    person.http.cookies.update(sent.cookies)
    await _with_token(person, business)
    application = await _application(person, business)
    step = f"/v1/onboarding-applications/{application['id']}/steps/{_step(application, 'terms')['id']}"
    waiting = (await person.post(f"{step}/complete", {"accepted": True})).json()
    assert (waiting["status"], _step(waiting, "mail")["status"]) == ("open", "waiting")
    link = await link_in_mail(installation, email, "/verify-email?token=")
    confirmed = await person.submit("/verify-email", {"token": link.partition("token=")[2]})
    assert confirmed.status_code == 303, confirmed.text
    async with business.open() as ctx:
        await ctx.services.jobs.enqueue(ctx, "organizations.recheck_applications", {})
    await installation.drain()
    assert (await _application(person, business))["organization_status"] == "active"
