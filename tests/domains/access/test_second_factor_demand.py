"""A business demands a second factor of everybody from a day on: who is kept out, who goes on, and the way back in."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.access.rules import Demand, is_proof_missing
from hanse.domains.identity.commands.sessions import NewSession, open_session
from hanse.domains.identity.types import AccountId, LogInMethod, ProviderId
from hanse.domains.tenants.types import TenantId
from hanse.testing.installation import Business, Client, Installation, Person
from tests.domains.access.people import organization
from tests.domains.identity.authenticator import Device
from tests.domains.identity.people import Browser, code_of

DEMAND = "/v1/second-factor-demand"


async def protect(installation: Installation, person: Person) -> None:
    """Set up an authenticator."""
    secret = (await person.post("/v1/account/totp")).json()["secret"]
    done = await person.post("/v1/account/totp/confirm", {"code": code_of(secret, installation)})
    assert done.status_code == 200, done.text


async def demand(by: Client, **wanted: Any) -> httpx.Response:
    return await by.put(DEMAND, {"staff_from": None, "partners_from": None, **wanted})


@pytest.fixture
async def strict(installation: Installation, business: Business) -> Business:
    """A business that demands it of everybody from today on, and whose owner has one."""
    await protect(installation, business.owner)
    today = installation.clock.now().date().isoformat()
    answer = await demand(business.owner, staff_from=today, partners_from=today)
    assert answer.status_code == 200, answer.text
    return business


def browser_of(installation: Installation, person: Person) -> Browser:
    """The browser a person is logged in with."""
    browser = Browser(installation)
    browser.http.cookies.set("hanse_session", person.session.token, domain="hanse.test")
    browser.csrf = person.csrf
    return browser


def is_kept_out(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and answer.json()["code"] == "second_factor_required"


async def test_whoever_has_none_reaches_nothing_but_their_account(installation: Installation, strict: Business) -> None:
    person, partner = await strict.join("admin"), await strict.join("buyer", await organization(strict))
    for one in (person, partner):
        for answer in (
            await one.get("/v1/members"),
            await one.get("/v1/products"),
            await one.post("/v1/roles", {"name": "mine", "kind": "tenant", "grants": []}),
            await one.get("/v1/price-lists"),
        ):
            assert is_kept_out(answer), answer.text
            assert answer.json()["extra"]["business"] == strict.tenant.name
            assert answer.json()["extra"]["set_up"] == "/account/second-factor"
        asked = await one.post("/graphql", {"query": "{ memberList { items { id } } }"})
        assert "second_factor_required" in asked.text
        assert strict.owner.email not in asked.text
        assert (await one.get("/v1/account")).status_code == 200
        assert (await one.get("/v1/me")).json()["tenant"] is None
    assert (await strict.owner.get("/v1/members")).status_code == 200


async def test_pages_lead_through_setting_it_up_and_on(installation: Installation, strict: Business) -> None:
    browser = browser_of(installation, await strict.join("member"))
    sent = await browser.page("/admin/members?status=active")
    assert sent.headers["location"] == "/account/second-factor?next=%2Fadmin%2Fmembers%3Fstatus%3Dactive"
    assert (await browser.page("/")).headers["location"] == "/account/second-factor"
    page = await browser.visit("/account/second-factor")
    assert f"{strict.tenant.name} asks everybody for a second factor" in page.text
    shown = await browser.fill("/account/security/totp")
    found = re.search(r'name="secret" value="([A-Z2-7]{32})"', shown.text)
    assert found is not None
    done = await browser.fill("/account/security/totp/confirm", code=code_of(found[1], installation), secret=found[1])
    assert 'href="/"' in done.text
    assert (await browser.page("/admin/members")).status_code == 200
    gone = await browser.page("/account/second-factor?next=/admin/members")
    assert (gone.status_code, gone.headers["location"]) == (303, "/admin/members")


async def test_a_passkey_counts_once_this_session_used_it(installation: Installation, strict: Business) -> None:
    person = await strict.join("member")
    browser, device = browser_of(installation, person), Device()
    begun = (await browser.script("/account/security/passkeys/begin")).json()
    made = json.dumps(device.create(begun["options"]))
    kept = await browser.script("/account/security/passkeys/finish", state=begun["state"], name="A", credential=made)
    assert kept.json() == {"next": "/account/second-factor"}
    assert is_kept_out(await person.get("/v1/members"))
    assert "Use your passkey" in (await browser.visit("/account/second-factor")).text
    asked = (await browser.script("/account/confirm/passkey/begin")).json()
    used = json.dumps(device.get(asked["options"]))
    proved = await browser.script("/account/confirm/passkey/finish", state=asked["state"], credential=used, next="/")
    assert proved.json() == {"next": "/"}
    assert (await browser.get("/v1/members")).status_code == 200


async def test_the_day_begins_where_the_business_is(installation: Installation) -> None:
    business = await installation.found(
        timezone="Pacific/Auckland"
    )  # 22:00 of the same day; midnight comes at 11:00 UTC
    person = await business.join("member")
    await protect(installation, business.owner)
    assert (await demand(business.owner, staff_from="2026-03-03")).status_code == 200
    now = installation.clock.now()
    assert now.date() <= date(2026, 3, 3)
    installation.clock.set(datetime(2026, 3, 2, 10, 59, 59, tzinfo=now.tzinfo)) if now.hour < 10 else None
    if installation.clock.now() < datetime(2026, 3, 2, 11, tzinfo=now.tzinfo):
        assert (await person.get("/v1/members")).status_code == 200
    installation.clock.set(max(installation.clock.now(), datetime(2026, 3, 2, 11, tzinfo=now.tzinfo)))
    assert is_kept_out(await person.get("/v1/members"))


async def test_staff_and_partners_are_asked_apart_and_keys_never(
    installation: Installation, business: Business
) -> None:
    await protect(installation, business.owner)
    staff, buyer = await business.join("member"), await business.join("buyer", await organization(business))
    key = await business.key("member.view")
    today = installation.clock.now().date().isoformat()
    await demand(business.owner, partners_from=today)
    assert (await staff.get("/v1/members")).status_code == 200
    assert is_kept_out(await buyer.get("/v1/members"))
    await demand(business.owner, staff_from=today)
    assert is_kept_out(await staff.get("/v1/members"))
    assert (await buyer.get("/v1/members")).status_code == 200
    assert (await key.get("/v1/members")).status_code == 200
    await demand(business.owner)
    assert (await staff.get("/v1/members")).status_code == 200


async def test_acting_for_somebody_asks_for_the_actors_own(installation: Installation, strict: Business) -> None:
    buyer = await strict.join("buyer", await organization(strict))
    path = f"/v1/members/{buyer.member_id}/act-on-behalf"
    acting = await strict.owner.post(path, {"reason": "On the phone"})
    assert acting.status_code == 200, acting.text
    client = Client(installation.app, csrf=acting.json()["session"]["csrf_token"])
    client.http.cookies.set("hanse_session", acting.json()["session"]["token"])
    assert (await client.get("/v1/me")).json()["on_behalf_of"] is not None  # although the buyer has none
    other = await strict.join("admin")
    assert is_kept_out(await other.post(path, {"reason": "On the phone"}))


async def test_a_company_log_in_counts_as_the_business_says(installation: Installation, strict: Business) -> None:
    person = await strict.join("member")
    async with strict.open() as ctx:
        me = (await person.get("/v1/account")).json()["id"]
        tenant = TenantId(strict.tenant.id)
        new = NewSession(
            account_id=AccountId.parse(me),
            tenant_id=tenant,
            limited_tenant_id=tenant,
            provider_id=ProviderId.new().uuid,  # type: ignore[arg-type]
            method=LogInMethod.OIDC,
        )
        session = await open_session(ctx, new)
    client = Person(installation.app, session, person.member_id, person.email)
    assert (await client.get("/v1/members")).status_code == 200
    today = installation.clock.now().date().isoformat()
    await demand(strict.owner, staff_from=today, company_log_in_counts=False)
    assert is_kept_out(await client.get("/v1/members"))
    page = await browser_of(installation, client).page("/account/second-factor")
    assert "Confirm with your own password or passkey" in page.text


async def test_nobody_shuts_themselves_out(installation: Installation, business: Business) -> None:
    today = installation.clock.now().date().isoformat()
    refused = await demand(business.owner, partners_from=today)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_second_factor_first")
    key = await business.key("second_factor.view", "second_factor.demand")
    assert (await demand(key, staff_from=today)).status_code in (403, 409)
    await protect(installation, business.owner)
    assert (await demand(business.owner, staff_from="2026-03-01")).status_code == 422
    assert (await demand(business.owner, staff_from="2028-06-01")).status_code == 422
    installation.clock.advance(timedelta(minutes=11))
    late = await demand(business.owner, staff_from=today)
    assert (late.status_code, late.json()["code"]) == (403, "confirm_it_is_you")


async def test_only_the_business_that_demands_it_is_shut(
    installation: Installation, strict: Business, other_business: Business
) -> None:
    person = await strict.join("member")
    assert (await other_business.owner.get("/v1/members")).status_code == 200
    assert is_kept_out(await person.get("/v1/members"))
    assert (await person.page("/switch")).status_code == 200


async def test_it_is_told_how_far_everybody_is(installation: Installation, strict: Business) -> None:
    await strict.join("member")
    await strict.join("buyer", await organization(strict))
    found = (await strict.owner.get(DEMAND)).json()
    assert found["staff"] == {"people": 2, "with_one": 1}
    assert found["partners"] == {"people": 1, "with_one": 0}
    page = (await strict.owner.page("/admin/log-in-security")).text
    assert "Who is ready" in page
    assert "50%" in page
    entries = (await strict.owner.get("/v1/audit-entries")).json()["items"]
    entry = next(one for one in entries if one["action"] == "second_factor.demand")
    changes = (await strict.owner.get(f"/v1/audit-entries/{entry['id']}")).text
    assert "staff_from" in changes
    said = await strict.owner.submit(
        "/admin/log-in-security", {"staff_from": "", "partners_from": "", "_version": str(found["version"])}
    )
    assert said.status_code == 303, said.text
    after = (await strict.owner.get(DEMAND)).json()
    assert (after["staff_from"], after["company_log_in_counts"]) == (None, False)


DAYS = st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 4))


@given(staff=DAYS, partners=DAYS, roles=st.lists(st.sampled_from([None, "org"]), max_size=3), hours=st.integers(0, 120))
def test_a_demand_holds_from_its_first_moment(
    staff: date | None, partners: date | None, roles: list[str | None], hours: int
) -> None:
    now = datetime.fromisoformat("2026-02-28T00:00:00+00:00") + timedelta(hours=hours)
    held = Demand(staff_from=staff, partners_from=partners).holds_for([("r", one) for one in roles], now, "Asia/Tokyo")
    there = (now + timedelta(hours=9)).date()
    days = [staff if one is None else partners for one in roles]
    assert held == any(day is not None and there >= day for day in days)


@pytest.mark.parametrize(
    ("proof", "counts", "missing"),
    [("own", False, False), ("company", True, False), ("company", False, True), ("none", True, True), ("", True, True)],
)
def test_what_proves_enough(proof: str, counts: bool, missing: bool) -> None:
    assert is_proof_missing(proof, Demand(company_log_in_counts=counts)) is missing
