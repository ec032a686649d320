"""The tenant's own wordings of e-mails, by kind and language."""

from __future__ import annotations

import pytest

from hanse.testing.installation import Business, names
from tests.domains.notifications.telling import mails_of, profile, tell

pytestmark = pytest.mark.usefixtures("kinds")
TEMPLATES = "/v1/notification-templates"
GERMAN = {
    "kind": "quote.offered",
    "locale": "de",
    "subject": "Angebot über {{ total }}",
    "body": "Guten Tag {{recipient}},\n\n{{ body }}\n\n{{ business }}",
}


async def test_a_wording_is_used_for_readers_of_its_language(business: Business) -> None:
    made = await business.owner.post(TEMPLATES, GERMAN)
    assert made.status_code == 201, made.text
    reader, other = await business.join("manager", name="Rita"), await business.join("manager")
    await profile(reader, locale="de-CH")
    await tell(business, reader, other, facts={"total": "1.200 {{ business }}"})
    await business.installation.drain()
    (mail,) = await mails_of(business.installation, reader)
    assert mail.entry.subject == "Angebot über 1.200 {{ business }}"
    assert "Guten Tag Rita," in mail.text
    assert business.tenant.name in mail.text
    (plain,) = await mails_of(business.installation, other)
    assert plain.entry.subject == "Offer Q-17 waits for you"


@pytest.mark.parametrize(
    ("subject", "body", "path", "code"),
    [
        ("{{ price }}", "x", "subject", "unknown_placeholder"),
        ("x", "{{ total }} {{ secret }}", "body", "unknown_placeholder"),
        ("x", "{{ title.__class__ }}", "body", "bad_placeholder"),
        ("x", "{{ 7 * 7 }}", "body", "bad_placeholder"),
        ("x", "{{ title", "body", "bad_placeholder"),
    ],
)
async def test_what_a_wording_cannot_name_is_refused(
    business: Business, subject: str, body: str, path: str, code: str
) -> None:
    for address in (TEMPLATES, "/v1/notification-template-previews"):
        wording = {"kind": "quote.offered", "subject": subject, "body": body}
        refused = await business.owner.post(address, {**wording, "locale": "en"} if address == TEMPLATES else wording)
        assert refused.status_code == 422, refused.text
        assert (path, code) in [(one["path"], one["code"]) for one in refused.json()["errors"]]


async def test_wordings_are_changed_previewed_and_deleted(business: Business) -> None:
    made = (await business.owner.post(TEMPLATES, GERMAN)).json()
    assert (await business.owner.post(TEMPLATES, GERMAN)).json()["code"] == "notification_template_exists"
    one = f"{TEMPLATES}/{made['id']}"
    wording = {"subject": "Neu", "body": "{{ title }}"}
    stale = await business.owner.put(one, wording, headers={"if-match": '"9"'})
    assert stale.status_code == 412
    changed = await business.owner.put(one, wording, headers={"if-match": '"1"'})
    assert (changed.json()["subject"], changed.json()["version"]) == ("Neu", 2)
    shown = await business.owner.post(
        "/v1/notification-template-previews", {"kind": "quote.offered", "subject": "{{ business }}", "body": "a\n\nb"}
    )
    assert shown.json() == {"subject": business.tenant.name, "paragraphs": ["a", "b"]}
    kinds = (await business.owner.get("/v1/notification-kinds")).json()["items"]
    assert "total" in names(kinds[0]["placeholders"])
    assert (await business.owner.delete(one)).status_code == 204
    assert (await business.owner.get(TEMPLATES)).json()["items"] == []


async def test_wordings_belong_to_one_business(business: Business, other_business: Business) -> None:
    made = (await business.owner.post(TEMPLATES, GERMAN)).json()
    assert (await other_business.owner.get(f"{TEMPLATES}/{made['id']}")).status_code == 404
    assert (await other_business.owner.get(TEMPLATES)).json()["items"] == []
    viewer = await business.join("viewer")
    assert (await viewer.get(TEMPLATES)).status_code == 403
    manager = await business.join("manager")
    assert (await manager.get(TEMPLATES)).status_code == 200
    assert (await manager.post(TEMPLATES, {**GERMAN, "locale": "fr"})).status_code == 403
    for wrong in ({"locale": "../x"}, {"kind": "nothing.known"}, {"subject": ""}, {"version": 3}):
        assert (await business.owner.post(TEMPLATES, {**GERMAN, "locale": "fr", **wrong})).status_code == 422
