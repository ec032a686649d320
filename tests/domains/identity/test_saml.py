"""Logging in through a company's SAML provider, and what a malicious one, or whoever forges its answers, may not do."""

from __future__ import annotations

import base64
import copy
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import etree
from signxml import XMLSigner

from hanse.domains.identity.adapters import saml
from hanse.domains.identity.errors import CompanyLogInFailed
from hanse.kit.clock import ManualClock
from hanse.testing.installation import ORIGIN, START, Business, Installation, Person
from hanse.testing.saml import NAMES, A, Answer, SamlProvider
from tests.domains.identity.people import Browser, confirm_address
from tests.domains.identity.test_company_log_in import browser_of, visit

US, ACS, REQUEST = "https://hanse.example/metadata", "https://hanse.example/acs", "_" + "q" * 43


@pytest.fixture
def provider(installation: Installation) -> SamlProvider:
    return SamlProvider(installation.clock)


async def set_up(business: Business, provider: SamlProvider) -> dict[str, Any]:
    body = {"name": "Nordhaven ID", "metadata": provider.metadata()}
    answer = await business.owner.post("/v1/identity-providers/saml", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def bring(browser: Browser, answer: Answer) -> httpx.Response:
    """What a browser does with an answer: another site's page posts it, and the page it gets sends itself on."""
    path = urlsplit(answer.action).path
    other = {"origin": "https://login.nordhaven.example", "sec-fetch-site": "cross-site", "accept": "text/html"}
    kept = browser.http.cookies
    browser.http.cookies = httpx.Cookies()  # SameSite=Lax keeps them away from another site's post
    page = await browser.send("POST", path, data=answer.fields, headers=other)
    browser.http.cookies = kept
    assert page.status_code == 200, page.text
    assert f'action="{path}/answer"' in page.text
    form = {"saml_response": answer.fields["SAMLResponse"], "state": answer.state}
    own = {"origin": ORIGIN, "accept": "text/html"}
    return await browser.send("POST", f"{path}/answer", data=form, headers=own)


async def connect(installation: Installation, provider: SamlProvider, made: dict[str, Any], who: Person) -> None:
    await confirm_address(installation, who.email)
    browser = browser_of(installation, who)
    page = await browser.fill(f"/account/security/company/{made['id']}")
    assert page.status_code == 200, page.headers
    url = page.text.partition(f'href="{provider.sso_url}')[2].partition('"')[0].replace("&amp;", "&")
    done = await bring(browser, provider.answer(provider.sso_url + url, "s-1"))
    assert (done.status_code, done.headers.get("location")) == (303, "/account/security"), done.text


async def began(installation: Installation, business: Business, made: dict[str, Any]) -> tuple[Browser, str]:
    browser = Browser(installation)
    sent = await browser.page(f"/t/{business.tenant.handle}/login/company/{made['id']}?next=/account")
    assert sent.status_code == 303, sent.text
    return browser, sent.headers["location"]


async def test_a_connected_person_logs_in(
    installation: Installation, business: Business, provider: SamlProvider
) -> None:
    made = await set_up(business, provider)
    assert (made["protocol"], made["issuer"], made["has_client_secret"]) == ("saml", provider.entity_id, False)
    person = await business.join("member")
    await connect(installation, provider, made, person)
    for signs in ("assertion", "response", "both"):
        provider.signs = signs
        installation.clock.advance(timedelta(seconds=2))
        browser, url = await began(installation, business, made)
        done = await bring(browser, provider.answer(url, "s-1"))
        assert (done.status_code, done.headers["location"]) == (303, "/account")
        assert (await browser.get("/v1/me")).json()["email"] == person.email
    assert "Log in with Nordhaven ID" in (await Browser(installation).visit(f"/t/{business.tenant.handle}/login")).text


async def test_an_answer_counts_once_in_its_own_browser_and_time(
    installation: Installation, business: Business, provider: SamlProvider
) -> None:
    made = await set_up(business, provider)
    await connect(installation, provider, made, await business.join("member"))
    installation.clock.advance(timedelta(seconds=2))
    browser, url = await began(installation, business, made)
    answer, kept = provider.answer(url, "s-1"), browser.http.cookies.get("hanse_company")
    stranger, _ = await began(installation, business, made)
    assert (await bring(stranger, answer)).status_code == 401
    assert (await bring(browser, answer)).status_code == 303
    again = Browser(installation)
    again.http.cookies.set("hanse_company", str(kept), domain="hanse.test")
    assert (await bring(again, answer)).status_code == 401
    late, url = await began(installation, business, made)
    answer = provider.answer(url, "s-1")
    installation.clock.advance(timedelta(minutes=11))
    assert (await bring(late, answer)).status_code == 401
    assert (again.token, late.token, stranger.token) == ("", "", "")


async def test_an_unknown_subject_is_nobody_whatever_its_address_says(
    installation: Installation, business: Business, provider: SamlProvider
) -> None:
    made = await set_up(business, provider)
    mail = '<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>{}</saml:AttributeValue>'
    provider.says["attributes"] = mail.format(business.owner.email) + "</saml:Attribute></saml:AttributeStatement>"
    browser, url = await began(installation, business, made)
    done = await bring(browser, provider.answer(url, business.owner.email))
    assert (done.status_code, browser.token) == (401, "")
    assert "not connected to an account yet" in done.text


async def test_a_company_opens_its_own_business_only(
    installation: Installation, business: Business, other_business: Business, provider: SamlProvider
) -> None:
    """Attack 33: Eve's provider, in her own business, says that it is Olive; that opens Eve's business and no other."""
    made, olive = await set_up(other_business, provider), business.owner
    await connect(installation, provider, made, await visit(other_business, olive))
    installation.clock.advance(timedelta(seconds=2))
    stolen, url = await began(installation, other_business, made)
    assert (await bring(stolen, provider.answer(url, "s-1"))).status_code == 303
    assert (await stolen.get("/v1/me")).json()["tenant"]["handle"] == other_business.tenant.handle
    await stolen.visit("/account/security")
    headers = {"x-csrf-token": stolen.csrf, "origin": ORIGIN}
    for path, body in (
        ("/v1/account/password", {"new_password": "nine purple lanterns at noon"}),
        ("/v1/account/totp", {}),
    ):
        assert (await stolen.send("POST", path, json=body, headers=headers)).status_code == 403
    visitor = Browser(installation)
    assert (await visitor.page(f"/t/{business.tenant.handle}/login/company/{made['id']}")).status_code == 404
    theirs = await business.owner.put(f"/v1/identity-providers/{made['id']}/saml", {"name": "Mine"})
    assert theirs.status_code == 404
    # The same entity id, set up by another business with another key, vouches for nobody here.
    evil = SamlProvider(installation.clock)
    mine = await set_up(business, evil)
    browser, url = await began(installation, business, mine)
    assert (await bring(browser, provider.answer(url, "s-1"))).status_code == 401


async def test_what_another_site_posts_is_only_shown(installation: Installation, business: Business) -> None:
    nobody = "idp_01h455vb4pex5vsknk084sn02q"
    page = await installation.visitor().send(
        "POST",
        f"/login/company/{nobody}/saml",
        data={"SAMLResponse": '"><script>alert(1)</script>', "RelayState": "x"},
        headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    )
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    forged = await installation.visitor().send(
        "POST", f"/login/company/{nobody}/saml/answer", data={"state": "x"}, headers={"origin": "https://evil.example"}
    )
    assert forged.status_code == 403
    ours = await installation.visitor().get(f"/login/company/{nobody}/metadata")
    assert (ours.status_code, ours.headers["content-type"]) == (200, "application/samlmetadata+xml")
    root = etree.fromstring(ours.content)
    assert root.get("entityID") == f"{ORIGIN}/login/company/{nobody}/metadata"


async def test_pages_set_one_up_and_new_metadata_brings_a_new_certificate(
    installation: Installation, business: Business, provider: SamlProvider
) -> None:
    assert (await business.owner.page("/admin/company-log-in/new-saml")).status_code == 200
    for wrong in (
        "",
        "no xml",
        f"<!DOCTYPE a>{provider.metadata()}",
        provider.metadata().replace("https://", "http://"),
    ):
        refused = await business.owner.submit("/admin/company-log-in/new-saml", {"name": "ID", "metadata": wrong})
        assert refused.status_code == 422, wrong[:20]
    fields = {"name": "Nordhaven ID", "metadata": provider.metadata(), "is_enabled": "true"}
    done = await business.owner.submit("/admin/company-log-in/new-saml", fields)
    assert done.status_code == 303, done.text
    address = done.headers["location"]
    shown = await business.owner.page(address)
    assert "/metadata" in shown.text
    assert provider.entity_id in shown.text
    assert "SAML" in (await business.owner.page("/admin/company-log-in")).text
    made = {"id": address.rpartition("/")[2]}
    person = await business.join("member")
    await connect(installation, provider, made, person)
    provider.rotate()
    browser, url = await began(installation, business, made)
    assert (await bring(browser, provider.answer(url, "s-1"))).status_code == 401
    other = SamlProvider(installation.clock, entity_id="https://other.example")
    elsewhere = await business.owner.submit(f"{address}/saml", {"name": "N", "metadata": other.metadata()})
    assert elsewhere.status_code == 422
    changed = {"name": "N", "metadata": provider.metadata(), "is_enabled": "true", "_version": "1"}
    assert (await business.owner.submit(f"{address}/saml", changed)).status_code == 303
    assert (await business.owner.submit(f"{address}/saml", changed)).status_code == 412
    installation.clock.advance(timedelta(seconds=2))
    browser, url = await began(installation, business, made)
    assert (await bring(browser, provider.answer(url, "s-1"))).status_code == 303


# ---- forged answers ------------------------------------------------------------------------------------------------


def check(provider: SamlProvider, **says: str) -> saml.SamlAnswer:
    """Check an answer of the provider to the request at hand."""
    provider.says.update(says)
    party = saml.read_description(provider.metadata())
    document = provider.respond("s-1", {"to": ACS, "request": REQUEST, "audience": US})
    return saml.verify(base64.b64encode(document).decode(), party, US, ACS, (REQUEST, provider.clock.now()))


WRONG = [
    {"destination": "https://other.example/acs"},
    {"recipient": "https://other.example/acs"},
    {"recipient": ""},
    {"audience": "https://other.example/metadata"},
    {"issuer": "https://other.example"},
    {"request": "_another"},
    {"answers": "_another"},
    {"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"},
    {"until": "2026-03-02T08:58:00Z"},
    {"from": "2026-03-02T09:05:00Z"},
    {"confirmed_until": "2026-03-02T08:58:00Z"},
    {"confirmed_until": "for ever"},
    {"until": "for ever"},
    {"format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
    {"subject": ""},
    {"subject": "x" * 256},
]


@pytest.mark.parametrize("says", WRONG, ids="-".join)
def test_every_condition_is_checked(says: dict[str, str]) -> None:
    provider = SamlProvider(ManualClock(START))
    assert check(provider).subject == "s-1"
    with pytest.raises(CompanyLogInFailed):
        check(provider, **says)


def _evil(assertion: Any) -> Any:
    """A copy that names somebody else; unsigned."""
    forged = copy.deepcopy(assertion)
    for signature in forged.findall("ds:Signature", NAMES):
        forged.remove(signature)
    forged.set("ID", "_evil")
    forged.find("saml:Subject/saml:NameID", NAMES).text = "olive"
    return forged


def _assertion(root: Any) -> Any:
    return root.find("saml:Assertion", NAMES)


def before(provider: SamlProvider, root: Any) -> Any:
    root.insert(2, _evil(_assertion(root)))
    return root


def behind(provider: SamlProvider, root: Any) -> Any:
    root.append(_evil(_assertion(root)))
    return root


def around(provider: SamlProvider, root: Any) -> Any:
    """The signed assertion inside the signature of a forged one (wrapping)."""
    true = _assertion(root)
    forged = _evil(true)
    signature = copy.deepcopy(true.find("ds:Signature", NAMES))
    forged.insert(1, signature)
    root.replace(true, forged)
    holder = etree.SubElement(signature, f"{{{NAMES['ds']}}}Object")
    holder.append(true)
    return root


def same_id(provider: SamlProvider, root: Any) -> Any:
    """A forged assertion of the same id, the signed one in an extension of the response."""
    true = _assertion(root)
    forged = _evil(true)
    forged.set("ID", true.get("ID"))
    forged.insert(1, copy.deepcopy(true.find("ds:Signature", NAMES)))
    root.replace(true, forged)
    etree.SubElement(root, f"{{{NAMES['samlp']}}}Extensions").append(true)
    return root


def changed_subject(provider: SamlProvider, root: Any) -> Any:
    root.find(".//saml:NameID", NAMES).text = "olive"
    return root


def other_subject(provider: SamlProvider, root: Any) -> Any:
    _assertion(root).append(copy.deepcopy(root.find(".//saml:Subject", NAMES)))
    return root


def without_signature(provider: SamlProvider, root: Any) -> Any:
    _assertion(root).remove(root.find(".//ds:Signature", NAMES))
    return root


def by_a_stranger(provider: SamlProvider, root: Any) -> Any:
    """Signed by another key, whose certificate comes along as ours would."""
    stranger = SamlProvider(provider.clock)
    true = _assertion(root)
    true.remove(true.find("ds:Signature", NAMES))
    root.replace(true, stranger.signed(true))
    return root


class OldSigner(XMLSigner):
    """Signs as nobody should any more."""

    def check_deprecated_methods(self) -> None:
        """Let them be."""


def with_sha1(provider: SamlProvider, root: Any) -> Any:
    true = _assertion(root)
    true.remove(true.find("ds:Signature", NAMES))
    signed = provider.signed(true, signer=OldSigner, signature_algorithm="rsa-sha1", digest_algorithm="sha1")
    root.replace(true, signed)
    return root


def encrypted(provider: SamlProvider, root: Any) -> Any:
    etree.SubElement(root, f"{{{A}}}EncryptedAssertion")
    root.remove(_assertion(root))
    return root


@pytest.mark.parametrize(
    "alter",
    [
        before,
        behind,
        around,
        same_id,
        changed_subject,
        other_subject,
        without_signature,
        by_a_stranger,
        with_sha1,
        encrypted,
    ],
)
def test_only_what_the_provider_signed_counts(alter: Any) -> None:
    provider = SamlProvider(ManualClock(START))
    provider.alter = alter
    with pytest.raises(CompanyLogInFailed):
        check(provider)


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64 at all!",
        base64.b64encode(b"not xml").decode(),
        base64.b64encode(f'<!DOCTYPE x [<!ENTITY a0 "lol">{BOMB}]><x>&a11;</x>'.encode()).decode(),
        base64.b64encode(b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>').decode(),
        base64.b64encode(b'<!DOCTYPE x SYSTEM "http://169.254.169.254/latest"><x/>').decode(),
        base64.b64encode('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")).decode(),
        base64.b64encode(b"<x>" * 100_000).decode(),
        base64.b64encode(b"<x>" * 60_000 + b"</x>" * 1).decode(),
    ],
)
def test_documents_that_bite_are_put_down(text: str) -> None:
    provider = SamlProvider(ManualClock(START))
    party = saml.read_description(provider.metadata())
    with pytest.raises(CompanyLogInFailed):
        saml.verify(text, party, US, ACS, (REQUEST, START))
    with pytest.raises(CompanyLogInFailed):
        saml.read_description(text)


def test_a_comment_does_not_cut_a_name_short() -> None:
    provider = SamlProvider(ManualClock(START))
    assert check(provider, subject="olive<!-- x -->.evil").subject == "olive.evil"
