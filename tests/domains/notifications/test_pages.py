"""The pages of notifications as people get them; what JavaScript would do is not needed here."""

from __future__ import annotations

import pytest

from hanse.testing.installation import Business
from tests.domains.notifications.telling import tell

pytestmark = pytest.mark.usefixtures("kinds")
INBOX, WORDINGS = "/account/notifications", "/admin/settings/notifications"


async def test_the_bell_counts_and_opening_reads(business: Business) -> None:
    person = await business.join("manager")
    assert 'data-unread="' not in (await person.page("/admin")).text
    for number in range(2):
        await tell(business, person, title=f"Offer {number}")
    assert 'data-unread="2"' in (await person.page("/admin")).text
    shown = (await person.page(INBOX)).text
    assert "Offer 0" in shown
    assert "Offer 1" in shown
    one = (await person.get("/v1/notifications")).json()["items"][0]["id"]
    assert (await person.page(f"{INBOX}/{one}/open")).status_code == 405
    opened = await person.submit(f"{INBOX}/{one}/open", {})
    assert opened.headers["location"] == "/app/quotes/quo_1"
    assert 'data-unread="1"' in (await person.page("/admin")).text
    only = (await person.page(f"{INBOX}?is_unread=true")).text
    assert "Offer 1" not in only
    kept = await person.submit(f"{INBOX}/{one}/keep", {"next": "https://elsewhere.example"})
    assert kept.headers["location"] == INBOX
    await person.submit(f"{INBOX}/read-all", {})
    assert 'data-unread="' not in (await person.page("/admin")).text
    assert (await business.owner.submit(f"{INBOX}/{one}/read", {})).status_code == 404


async def test_preferences_are_chosen_by_a_form(business: Business) -> None:
    person = await business.join("manager")
    page = (await person.page(f"{INBOX}/preferences")).text
    assert "Low stock" in page
    assert "Order shipped" not in page
    fields = {
        "email.quote.offered": "off",
        "email.stock.low": "now",
        "in_app.stock.low": "true",
        "digest.frequency": "weekly",
        "digest.hour": "6",
        "digest.weekday": "4",
    }
    saved = await person.submit(f"{INBOX}/preferences", fields)
    assert saved.status_code == 303, saved.text
    found = (await person.get("/v1/notification-preferences")).json()
    assert [(one["kind"], one["email"], one["is_in_app"]) for one in found["items"]] == [
        ("quote.offered", "off", False),
        ("stock.low", "now", True),
    ]
    assert (found["digest"]["frequency"], found["digest"]["hour"], found["digest"]["weekday"]) == ("weekly", 6, 4)
    refused = await person.submit(f"{INBOX}/preferences", {**fields, "digest.hour": "25"})
    assert refused.status_code == 422


async def test_wordings_are_written_and_previewed_by_forms(business: Business) -> None:
    owner = business.owner
    assert "Offer received" in (await owner.page(WORDINGS)).text
    new = await owner.page(f"{WORDINGS}/new?kind=quote.offered")
    assert "{{ recipient }}" in new.text
    fields = {"kind": "quote.offered", "locale": "de", "subject": "Angebot {{ total }}", "body": "Guten Tag"}
    shown = await owner.submit(f"{WORDINGS}/new", {**fields, "_action": "preview"})
    assert shown.status_code == 200
    assert "How it reads" in shown.text
    assert (await owner.get("/v1/notification-templates")).json()["items"] == []
    refused = await owner.submit(f"{WORDINGS}/new", {**fields, "body": "{{ secret }}"})
    assert refused.status_code == 422
    assert "{{ secret }} is not known here" in refused.text
    assert (await owner.submit(f"{WORDINGS}/new", fields)).status_code == 303
    template = (await owner.get("/v1/notification-templates")).json()["items"][0]
    one = f"{WORDINGS}/{template['id']}"
    assert "Angebot" in (await owner.page(one)).text
    changed = {"subject": "Neu", "body": "{{ title }}", "_version": "1"}
    assert (await owner.submit(one, changed)).status_code == 303
    assert (await owner.submit(one, changed)).status_code == 412
    assert (await owner.submit(f"{one}/delete", {"_version": "2"})).status_code == 303
    manager = await business.join("manager")
    assert (await manager.page(WORDINGS)).status_code == 200
    assert (await manager.page(f"{WORDINGS}/new?kind=quote.offered")).status_code == 403
    assert (await owner.page(f"{WORDINGS}/new?kind=nothing.known")).status_code == 404
