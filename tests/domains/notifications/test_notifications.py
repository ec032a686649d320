"""What people are told, in the portal and by e-mail, and how they choose."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, names
from tests.domains.notifications.telling import mails_of, profile, send_digests, tell

pytestmark = pytest.mark.usefixtures("kinds")
LIST, COUNTS = "/v1/notifications", "/v1/notification-counts"
PREFERENCES = "/v1/notification-preferences"


async def test_somebody_is_told_in_the_portal_and_by_mail(business: Business) -> None:
    person, bystander = await business.join("manager"), await business.join("manager")
    assert await tell(business, person, person) == 1
    found = (await person.get(LIST)).json()["items"]
    assert names(found, "title") == ["Offer Q-17 waits for you"]
    assert found[0]["facts"] == [{"name": "total", "label": "Total", "value": "£1,200.00"}]
    assert found[0]["kind_label"] == "Offer received"
    assert (await person.get(COUNTS)).json() == {"unread": 1}
    assert (await bystander.get(LIST)).json()["items"] == []
    await business.installation.drain()
    (mail,) = await mails_of(business.installation, person)
    assert mail.entry.subject == "Offer Q-17 waits for you"
    assert "Total: £1,200.00" in mail.text
    assert "http://hanse.test/app/quotes/quo_1" in mail.links
    assert await mails_of(business.installation, bystander) == []


async def test_reading_counts_down_and_belongs_to_the_reader(business: Business) -> None:
    person, other = await business.join("manager"), await business.join("manager")
    for number in range(3):
        await tell(business, person, title=f"Offer {number}")
    page = (await person.get(LIST, params={"limit": 2})).json()
    rest = (await person.get(LIST, params={"limit": 2, "cursor": page["next"]})).json()
    assert names([*page["items"], *rest["items"]], "title") == ["Offer 2", "Offer 1", "Offer 0"]
    one = page["items"][0]["id"]
    assert (await other.post(f"{LIST}/{one}/mark-read")).status_code == 404
    assert (await person.post(f"{LIST}/{one}/mark-read")).json()["read_at"] is not None
    assert (await person.get(COUNTS)).json() == {"unread": 2}
    unread = (await person.get(LIST, params={"is_unread": "true"})).json()["items"]
    assert names(unread, "title") == ["Offer 1", "Offer 0"]
    assert (await person.post(f"{LIST}/{one}/mark-unread")).json()["read_at"] is None
    assert (await person.post(f"{LIST}/mark-all-read")).json() == {"unread": 0}
    assert (await person.get(COUNTS)).json() == {"unread": 0}


async def test_visitors_keys_and_other_businesses_learn_nothing(business: Business, other_business: Business) -> None:
    person = await business.join("manager")
    await tell(business, person)
    one = (await person.get(LIST)).json()["items"][0]["id"]
    key = await business.key("*")
    for stranger in (business.installation.visitor(), key):
        for path in (LIST, COUNTS, PREFERENCES):
            assert (await stranger.get(path)).status_code == 401
        assert (await stranger.post(f"{LIST}/{one}/mark-read")).status_code == 401
    assert (await other_business.owner.get(LIST)).json()["items"] == []
    assert (await other_business.owner.post(f"{LIST}/{one}/mark-read")).status_code == 404
    async with other_business.open() as ctx:
        assert person.member_id is not None
        assert await ctx.db.value("SELECT count(*) FROM notifications") == 0
    assert await tell(other_business, person) == 0


async def test_suspended_and_shut_out_people_are_not_told(business: Business) -> None:
    person, late = await business.join("manager"), await business.join("manager")
    await business.owner.post(f"/v1/members/{person.member_id}/suspend", {"reason": "left"})
    assert await tell(business, person, late) == 1
    assert (await business.owner.post(f"/v1/members/{late.member_id}/suspend", {"reason": "left"})).status_code == 200
    await business.installation.drain()
    assert await mails_of(business.installation, person) == []
    assert await mails_of(business.installation, late) == []


async def test_preferences_decide_how_one_is_told(business: Business) -> None:
    person = await business.join("manager")
    shown = (await person.get(PREFERENCES)).json()
    assert [(one["kind"], one["email"], one["is_default"]) for one in shown["items"]] == [
        ("quote.offered", "now", True),
        ("stock.low", "digest", True),
    ]
    wanted = [{"kind": "quote.offered", "is_in_app": True, "email": "off"}]
    saved = await person.put(PREFERENCES, {"items": wanted})
    assert saved.status_code == 200, saved.text
    await tell(business, person)
    await business.installation.drain()
    assert await mails_of(business.installation, person) == []
    wanted = [{"kind": "quote.offered", "is_in_app": False, "email": "off"}]
    await person.put(PREFERENCES, {"items": wanted})
    assert await tell(business, person) == 0
    wanted = [{"kind": "quote.offered", "is_in_app": False, "email": "now"}]
    await person.put(PREFERENCES, {"items": wanted})
    assert await tell(business, person) == 1
    assert len((await person.get(LIST)).json()["items"]) == 1


async def test_preferences_know_only_what_concerns_one(business: Business) -> None:
    place = await business.owner.post("/v1/organizations", {"name": "North", "is_active": True})
    from_partner = await business.join("buyer", OrganizationId.parse(place.json()["id"]))
    kinds = names((await from_partner.get(PREFERENCES)).json()["items"], "kind")
    assert kinds == ["quote.offered", "order.shipped"]
    refused = await from_partner.put(
        PREFERENCES, {"items": [{"kind": "stock.low", "is_in_app": True, "email": "now"}], "digest": {"hour": 5}}
    )
    assert refused.status_code == 422
    assert names(refused.json()["errors"], "path") == ["items.0.kind"]
    assert (await from_partner.get(PREFERENCES)).json()["digest"]["hour"] == 8
    for wrong in ({"hour": 24}, {"hour": -1}, {"weekday": 7}, {"frequency": "hourly"}, {"is_owner": True}):
        assert (await from_partner.put(PREFERENCES, {"digest": wrong})).status_code == 422


async def test_whoever_pauses_mail_gets_none(business: Business) -> None:
    person = await business.join("manager")
    await tell(business, person, kind="stock.low", title="Waiting")
    await person.put(PREFERENCES, {"digest": {"is_paused": True}})
    await tell(business, person, is_urgent=True)
    await tell(business, person, kind="stock.low")
    assert (await person.get(COUNTS)).json() == {"unread": 3}
    business.installation.clock.advance(timedelta(days=2))
    await send_digests(business)
    assert await mails_of(business.installation, person) == []


async def test_a_digest_comes_once_at_its_hour_in_ones_own_zone(business: Business) -> None:
    person = await business.join("manager")
    installation = business.installation
    await profile(person, timezone="Asia/Kolkata")
    local = installation.clock.now().astimezone(ZoneInfo("Asia/Kolkata")) + timedelta(hours=1)
    await person.put(PREFERENCES, {"digest": {"hour": local.hour}})
    for title in ("Bolts run out", "Nuts run out", "Read already"):
        await tell(business, person, kind="stock.low", title=title)
    read = (await person.get(LIST)).json()["items"][0]["id"]
    await person.post(f"{LIST}/{read}/mark-read")
    await send_digests(business)
    assert await mails_of(installation, person) == []
    installation.clock.advance(timedelta(minutes=60 - local.minute))
    for _ in range(2):
        await send_digests(business)
    (mail,) = await mails_of(installation, person)
    assert mail.entry.subject.startswith("2 new notifications")
    assert "Bolts run out" in mail.text
    assert "Nuts run out" in mail.text
    assert "Read already" not in mail.text
    await tell(business, person, kind="stock.low", title="Later")
    installation.clock.advance(timedelta(hours=23, minutes=30))
    await send_digests(business)
    assert len(await mails_of(installation, person)) == 1
    installation.clock.advance(timedelta(minutes=30))
    await send_digests(business)
    assert "Later" in (await mails_of(installation, person))[0].entry.subject


async def test_an_urgent_one_does_not_wait_for_the_digest(business: Business) -> None:
    person = await business.join("manager")
    await tell(business, person, kind="stock.low", is_urgent=True)
    await business.installation.drain()
    assert len(await mails_of(business.installation, person)) == 1


async def test_hostile_words_stay_words(business: Business) -> None:
    person = await business.join("manager")
    hostile = "<script>alert(1)</script>\r\nBcc: all@example.com {{ title }} {% raw %}"
    await tell(business, person, title=hostile, body=hostile, facts={"total": hostile})
    await business.installation.drain()
    (mail,) = await mails_of(business.installation, person)
    assert "<script>" not in mail.html
    assert "{{ title }}" in mail.entry.subject
    assert mail.entry.to.count("@") == 1
    page = await person.page("/account/notifications")
    assert "<script>alert" not in page.text
