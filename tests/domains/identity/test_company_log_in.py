"""Logging in through a company's OpenID Connect provider, and what a malicious one of another business may not do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from hanse.domains.access.api import add_member
from hanse.domains.access.types import AssignmentInput
from hanse.domains.identity.api import find_account, start_session
from hanse.domains.tenants.types import TenantId
from hanse.platform.outbound import GuardedClient, OutboundPolicy
from hanse.testing.installation import ORIGIN, Business, Installation, Person
from hanse.testing.oidc import (
    OidcProvider,
    open_provider,
    signed_by_a_stranger,
    signed_with_the_public_key,
    unsigned,
)
from tests.domains.identity.people import Browser, confirm_address, mails_to


@pytest.fixture
async def provider(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OidcProvider]:
    """A provider on loopback that the installation may reach."""
    async with open_provider(installation.clock) as found:
        policy = OutboundPolicy(internal_hosts=frozenset({found.origin}))
        async with GuardedClient(policy, installation.clock) as client:
            monkeypatch.setattr(installation.services, "http", client)
            yield found


def settings_for(provider: OidcProvider, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Nordhaven ID",
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        **changes,
    }


async def set_up(business: Business, provider: OidcProvider) -> str:
    """Set the provider up for a business; gives its id."""
    answer = await business.owner.post("/v1/identity-providers", settings_for(provider))
    assert answer.status_code == 201, answer.text
    provider.redirect_uris.append(answer.json()["redirect_uri"])
    return str(answer.json()["id"])


def browser_of(installation: Installation, person: Person) -> Browser:
    """The browser a person is logged in with."""
    browser = Browser(installation)
    browser.http.cookies.set("hanse_session", person.session.token, domain="hanse.test")
    browser.csrf = person.csrf
    return browser


async def come_back(browser: Browser, location: str) -> httpx.Response:
    """Follow the provider's redirect as a browser does: the page, then the form that sends itself."""
    parts = urlsplit(location)
    assert f"{parts.scheme}://{parts.netloc}" == ORIGIN
    page = await browser.visit(f"{parts.path}?{parts.query}")
    assert page.status_code == 200
    fields = dict(pair.split("=", 1) for pair in parts.query.split("&"))
    return await browser.fill(
        parts.path, **{name: httpx.QueryParams(f"x={value}")["x"] for name, value in fields.items()}
    )


async def connect(
    installation: Installation,
    business: Business,
    provider: OidcProvider,
    provider_id: str,
    person: Person,
    subject: str,
) -> httpx.Response:
    """Connect a person's account to a subject, on the security page."""
    await confirm_address(installation, person.email)
    browser = browser_of(installation, person)
    page = await browser.fill(f"/account/security/company/{provider_id}")
    assert page.status_code == 200, page.headers
    address = page.text.partition(f'href="{provider.issuer}')[2].partition('"')[0].replace("&amp;", "&")
    return await come_back(browser, provider.authorize(provider.issuer + address, subject, email=person.email))


async def log_in(
    installation: Installation,
    business: Business,
    provider: OidcProvider,
    provider_id: str,
    subject: str,
    **claims: Any,
) -> tuple[Browser, httpx.Response]:
    """Log in on the business's log-in page."""
    browser = Browser(installation)
    page = await browser.visit(f"/t/{business.tenant.handle}/login?next=/account")
    assert "Log in with Nordhaven ID" in page.text
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}?next=/account")
    assert sent.status_code == 303
    return browser, await come_back(browser, provider.authorize(sent.headers["location"], subject, **claims))


async def visit(business: Business, person: Person) -> Person:
    """A person of another business becomes a member here too, and has a second session here."""
    role_id = await business.role("member")
    async with business.open() as ctx:
        account = await find_account(ctx, person.email)
        assert account is not None
        member = await add_member(ctx, account, [AssignmentInput(role_id=role_id)])
        session = await start_session(ctx, account.id, TenantId(business.tenant.id), strong=True)
    return Person(business.installation.app, session, member.id, person.email)


async def test_a_connected_person_logs_in_through_the_company(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    assert (await connect(installation, business, provider, provider_id, person, "s-1")).headers["location"] == (
        "/account/security"
    )
    browser, answer = await log_in(installation, business, provider, provider_id, "s-1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    me = (await browser.get("/v1/me")).json()
    assert (me["email"], me["tenant"]["handle"]) == (person.email, business.tenant.handle)
    assert "A company log-in was connected" in [
        mail.entry.subject for mail in await mails_to(installation, person.email)
    ]


async def test_an_unknown_subject_is_nobody_whatever_its_address_says(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    browser, answer = await log_in(
        installation, business, provider, provider_id, "s-unknown", email=business.owner.email, email_verified=True
    )
    assert answer.status_code == 401
    assert "not connected to an account yet" in answer.text
    assert browser.token == ""


async def test_a_subject_belongs_to_one_account(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    first, second = await business.join("member"), await business.join("member")
    assert (await connect(installation, business, provider, provider_id, first, "s-1")).status_code == 303
    assert (await connect(installation, business, provider, provider_id, second, "s-1")).status_code == 409


# ---- a malicious provider of another business (attack 33) ----------------------------------------------------------


async def test_a_company_opens_its_own_business_only(
    installation: Installation, business: Business, other_business: Business, provider: OidcProvider
) -> None:
    """Eve runs a business with a provider of her own; Olive works there too. Eve lets her provider say it is Olive."""
    eve, provider_id = other_business, await set_up(other_business, provider)
    olive = business.owner
    visiting = await visit(eve, olive)
    assert (await connect(installation, eve, provider, provider_id, visiting, "olive")).status_code == 303
    stolen, answer = await log_in(installation, eve, provider, provider_id, "olive")
    assert answer.status_code == 303
    assert (await stolen.get("/v1/me")).json()["tenant"]["handle"] == eve.tenant.handle
    headers = {"x-csrf-token": stolen.csrf, "origin": ORIGIN}
    await stolen.visit("/account/security")
    headers["x-csrf-token"] = stolen.csrf
    # She cannot leave her own business,
    await stolen.fill(f"/switch/{TenantId(business.tenant.id)}")
    assert (await stolen.get("/v1/me")).json()["tenant"]["handle"] == eve.tenant.handle
    # nor touch how Olive logs in elsewhere,
    attempts = [
        ("POST", "/v1/account/password", {"new_password": "nine purple lanterns at noon"}),
        ("POST", "/v1/account/totp", None),
        ("POST", "/v1/account/passkeys/begin", None),
        ("POST", "/v1/account/email", {"email": "eve@evil.example"}),
        ("POST", "/v1/account/recovery-codes", None),
        ("POST", "/v1/sessions/end-others", None),
    ]
    for method, path, body in attempts:
        refused = await stolen.send(method, path, json={} if body is None else body, headers=headers)
        assert refused.status_code == 403, (path, refused.text)
    # nor see or end her other sessions.
    seen = (await stolen.get("/v1/sessions")).json()["items"]
    assert [item["is_current"] for item in seen] == [True]
    assert (await olive.get("/v1/me")).status_code == 200


async def test_a_provider_of_one_business_is_none_of_another(
    installation: Installation, business: Business, other_business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    visitor = Browser(installation)
    page = await visitor.page(f"/t/{other_business.tenant.handle}/login/company/{provider_id}")
    assert page.status_code == 404
    assert "Nordhaven ID" not in (await visitor.page(f"/t/{other_business.tenant.handle}/login")).text
    for method, body in (("GET", None), ("PUT", settings_for(provider)), ("DELETE", None)):
        answer = await other_business.owner.send(method, f"/v1/identity-providers/{provider_id}", json=body)
        assert answer.status_code == 404


async def test_proving_oneself_lifts_the_limit(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    owner = business.owner
    await connect(installation, business, provider, provider_id, owner, "s-1")
    browser, _ = await log_in(installation, business, provider, provider_id, "s-1")
    await browser.visit("/account/confirm")
    done = await browser.fill("/account/confirm", password="a long sentence nobody guesses 47")
    assert done.status_code == 303
    assert not (await browser.get("/v1/account/security")).json()["is_limited"]


# ---- what the answer must hold up to -------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [unsigned, signed_by_a_stranger, signed_with_the_public_key])
async def test_only_the_providers_own_signature_counts(
    installation: Installation, business: Business, provider: OidcProvider, sign: Any
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    provider.sign = sign
    browser, answer = await log_in(installation, business, provider, provider_id, "s-1")
    assert (answer.status_code, browser.token) == (401, "")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": ["hanse-client", "another-client"]},
        {"azp": "another-client"},
        {"nonce": "another nonce, of another browser"},
        {"exp": 1},
        {"exp": "never"},
        {"iat": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
async def test_every_claim_is_checked(
    installation: Installation, business: Business, provider: OidcProvider, claims: dict[str, Any]
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    provider.claims = claims
    browser, answer = await log_in(installation, business, provider, provider_id, "s-1")
    assert (answer.status_code, browser.token) == (401, "")


@pytest.mark.parametrize("name", ["nonce", "exp", "iat", "sub", "iss", "aud"])
async def test_no_claim_may_be_missing(
    installation: Installation, business: Business, provider: OidcProvider, name: str
) -> None:
    provider_id = await set_up(business, provider)
    provider.leave_out = (name,)
    browser, answer = await log_in(installation, business, provider, provider_id, "s-1")
    assert (answer.status_code, browser.token) == (401, "")


async def test_keys_may_change_at_any_time(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    provider.rotate()
    _, answer = await log_in(installation, business, provider, provider_id, "s-1")
    assert answer.status_code == 303


async def test_an_answer_is_worth_nothing_in_another_browser(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    mine = Browser(installation)
    sent = await mine.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    location = provider.authorize(sent.headers["location"], "s-1")
    victim = Browser(installation)
    assert (await come_back(victim, location)).status_code == 401
    assert victim.token == ""
    started = Browser(installation)
    await started.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    assert (await come_back(started, location)).status_code == 401


async def test_looking_at_the_answer_logs_nobody_in(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    location = urlsplit(provider.authorize(sent.headers["location"], "s-1"))
    before = len(provider.requests)
    assert (await browser.page(f"{location.path}?{location.query}")).status_code == 200
    assert len(provider.requests) == before
    assert browser.token == ""


async def test_a_code_is_used_once(installation: Installation, business: Business, provider: OidcProvider) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    kept = browser.http.cookies.get("hanse_company")
    location = provider.authorize(sent.headers["location"], "s-1")
    assert (await come_back(browser, location)).status_code == 303
    again = Browser(installation)
    again.http.cookies.set("hanse_company", str(kept), domain="hanse.test")
    assert (await come_back(again, location)).status_code == 401


async def test_the_way_there_ends_after_ten_minutes(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    location = provider.authorize(sent.headers["location"], "s-1")
    installation.clock.advance(timedelta(minutes=10))
    assert (await come_back(browser, location)).status_code == 401


async def test_a_refusal_at_the_company_is_told(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    state = httpx.URL(sent.headers["location"]).params["state"]
    await browser.visit("/login")
    answer = await browser.fill(f"/login/company/{provider_id}", state=state, error="access_denied")
    assert answer.status_code == 401
    assert "refused or cancelled there" in answer.text


async def test_a_provider_that_says_who_it_is_must_say_it_right(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider.names_itself = True
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    assert (await connect(installation, business, provider, provider_id, person, "s-1")).status_code == 303
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}")
    location = provider.authorize(sent.headers["location"], "s-1").replace("127.0.0.1", "127.0.0.2")
    assert (await come_back(browser, location)).status_code == 401


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_the_way_back_stays_on_this_site(
    installation: Installation, business: Business, provider: OidcProvider, target: str
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{provider_id}?next={target}")
    answer = await come_back(browser, provider.authorize(sent.headers["location"], "s-1"))
    assert answer.headers["location"] == "/"


# ---- setting up ----------------------------------------------------------------------------------------------------


async def test_the_secret_is_never_given_back(business: Business, provider: OidcProvider) -> None:
    provider_id = await set_up(business, provider)
    for path in (f"/v1/identity-providers/{provider_id}", "/v1/identity-providers"):
        answer = await business.owner.get(path)
        assert provider.client_secret not in answer.text
    page = await business.owner.page(f"/admin/company-log-in/{provider_id}")
    assert page.status_code == 200
    assert provider.client_secret not in page.text
    assert f"/login/company/{provider_id}" in page.text


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_the_client_proves_itself_the_way_the_provider_wants(
    installation: Installation, business: Business, provider: OidcProvider, method: str
) -> None:
    provider.auth_methods = (method,)
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    assert (await connect(installation, business, provider, provider_id, person, "s-1")).status_code == 303


@pytest.mark.parametrize(
    "issuer",
    [
        "http://169.254.169.254/latest",
        "http://localhost:1",
        "http://10.0.0.1",
        "http://[::1]:8080",
        "file:///etc/passwd",
        "https://user@evil.example",
        "not an address",
    ],
)
async def test_an_issuer_never_leads_inside(business: Business, provider: OidcProvider, issuer: str) -> None:
    answer = await business.owner.post("/v1/identity-providers", settings_for(provider, issuer=issuer))
    assert (answer.status_code, answer.json()["code"]) == (422, "provider_unusable")


async def test_an_issuer_that_leads_elsewhere_or_speaks_for_another_is_refused(
    business: Business, provider: OidcProvider
) -> None:
    provider.redirect_discovery_to = "http://169.254.169.254/"
    assert (await business.owner.post("/v1/identity-providers", settings_for(provider))).status_code == 422
    provider.redirect_discovery_to, provider.issuer_says = "", "https://login.example.com"
    assert (await business.owner.post("/v1/identity-providers", settings_for(provider))).status_code == 422


async def test_the_issuer_of_those_who_are_connected_stays(business: Business, provider: OidcProvider) -> None:
    provider_id = await set_up(business, provider)
    version = (await business.owner.get(f"/v1/identity-providers/{provider_id}")).json()["version"]
    changed = settings_for(provider, issuer=provider.issuer + "/")
    provider.issuer_says = provider.issuer + "/"
    answer = await business.owner.put(
        f"/v1/identity-providers/{provider_id}", changed, headers={"if-match": f'"{version}"'}
    )
    assert answer.status_code == 422


async def test_switching_off_and_removing_end_its_sessions(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    provider_id = await set_up(business, provider)
    person = await business.join("member")
    await connect(installation, business, provider, provider_id, person, "s-1")
    browser, _ = await log_in(installation, business, provider, provider_id, "s-1")
    version = (await business.owner.get(f"/v1/identity-providers/{provider_id}")).json()["version"]
    off = settings_for(provider, is_enabled=False)
    headers = {"if-match": f'"{version}"'}
    assert (await business.owner.put(f"/v1/identity-providers/{provider_id}", off, headers=headers)).status_code == 200
    assert (await browser.get("/v1/me")).status_code == 401
    assert "Nordhaven ID" not in (await Browser(installation).page(f"/t/{business.tenant.handle}/login")).text
    assert (await business.owner.delete(f"/v1/identity-providers/{provider_id}")).status_code == 204
    assert (await browser_of(installation, person).get("/v1/account/security")).json()["external_identities"] == []


async def test_setting_up_asks_for_a_fresh_proof_and_the_right(
    installation: Installation, business: Business, provider: OidcProvider
) -> None:
    member = await business.join("manager")
    assert (await member.post("/v1/identity-providers", settings_for(provider))).status_code == 403
    installation.clock.advance(timedelta(minutes=11))
    answer = await business.owner.post("/v1/identity-providers", settings_for(provider))
    assert (answer.status_code, answer.json()["code"]) == (403, "confirm_it_is_you")
    page = await business.owner.page("/admin/company-log-in/new")
    assert page.headers["location"].startswith("/account/confirm?next=")


async def test_the_pages_set_a_provider_up(business: Business, provider: OidcProvider) -> None:
    page = await business.owner.page("/admin/company-log-in/new")
    assert page.status_code == 200
    fields = {**settings_for(provider), "scopes": "openid, profile", "is_enabled": "true"}
    done = await business.owner.submit("/admin/company-log-in", fields)
    assert done.status_code == 303
    shown = await business.owner.page(done.headers["location"])
    assert "openid, profile" in shown.text
    assert "Nordhaven ID" in (await business.owner.page("/admin/company-log-in")).text
    wrong = await business.owner.submit(
        "/admin/company-log-in", {**fields, "issuer": "http://10.0.0.1", "client_id": "b"}
    )
    assert wrong.status_code == 422
    assert "check the issuer" in wrong.text


async def test_disconnecting_ends_it(installation: Installation, business: Business, provider: OidcProvider) -> None:
    provider_id = await set_up(business, provider)
    await connect(installation, business, provider, provider_id, business.owner, "s-1")
    link = (await business.owner.get("/v1/account/security")).json()["external_identities"][0]["id"]
    assert (await business.owner.delete(f"/v1/account/company-log-ins/{link}")).status_code == 204
    _, answer = await log_in(installation, business, provider, provider_id, "s-1")
    assert answer.status_code == 401
