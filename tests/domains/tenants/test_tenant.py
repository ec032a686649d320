"""A business through REST and its pages, as its people, visitors and other businesses meet it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from hanse.domains.tenants.api import evaluate_feature, is_on, setting
from hanse.domains.tenants.errors import UnknownFeature, UnknownSetting
from hanse.kit.ids import uuid7
from hanse.platform.registry import Feature, TenantSetting
from hanse.testing.installation import Business, Installation, Person


async def tenant(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = (await person.get("/v1/tenant")).json()
    return found


async def form_page(person: Person, path: str) -> str:
    """A page of settings."""
    answer = await person.page(path)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


# ---- profile ---------------------------------------------------------------------------------------------------------


async def test_the_owner_changes_the_profile(business: Business) -> None:
    before = await tenant(business.owner)
    wanted = {"name": "Nordhaven  Supply", "timezone": "Europe/Berlin", "currency": "CHF", "locale": "de_CH"}
    answer = await business.owner.patch("/v1/tenant", wanted, headers={"if-match": f'"{before["version"]}"'})
    assert answer.status_code == 200
    after = await tenant(business.owner)
    assert (after["name"], after["timezone"], after["currency"], after["locale"]) == (
        "Nordhaven Supply",
        "Europe/Berlin",
        "CHF",
        "de-CH",
    )
    assert after["version"] == before["version"] + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("currency", "XXQ"),
        ("currency", "eur"),
        ("locale", "klingon"),
        ("name", " \u200b "),
        ("handle", "Not A Handle"),
        ("handle", "admin"),
        ("website", "javascript:alert(1)"),
        ("website", "https://user:secret@example.com"),
        ("kind", "empire"),
        ("status", "closed"),
        ("access_version", 1),
        ("id", "ten_00000000000000000000000000"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_changes(business: Business, field: str, value: object) -> None:
    before = await tenant(business.owner)
    headers = {"if-match": f'"{before["version"]}"'}
    answer = await business.owner.patch("/v1/tenant", {"tagline": "changed?", field: value}, headers=headers)
    assert answer.status_code == 422
    assert await tenant(business.owner) == before


async def test_a_change_names_the_version_it_saw(business: Business) -> None:
    version = (await tenant(business.owner))["version"]
    assert (await business.owner.patch("/v1/tenant", {"tagline": "a"}, headers={"if-match": f'"{version}"'})).is_success
    stale = await business.owner.patch("/v1/tenant", {"tagline": "b"}, headers={"if-match": f'"{version}"'})
    assert stale.status_code == 412
    assert (await tenant(business.owner))["tagline"] == "a"


async def test_a_handle_belongs_to_one_business_and_a_former_one_still_leads_there(
    installation: Installation, business: Business, other_business: Business
) -> None:
    version = (await tenant(business.owner))["version"]
    taken = await business.owner.patch(
        "/v1/tenant", {"handle": other_business.tenant.handle}, headers={"if-match": f'"{version}"'}
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "handle_taken")
    fresh = f"n{uuid7().hex[-10:]}"
    assert (
        await business.owner.patch("/v1/tenant", {"handle": fresh}, headers={"if-match": f'"{version}"'})
    ).is_success
    visitor = installation.visitor()
    for handle in (fresh, business.tenant.handle):
        assert business.tenant.name in (await visitor.page(f"/t/{handle}")).text
    former = await other_business.owner.patch(
        "/v1/tenant",
        {"handle": business.tenant.handle},
        headers={"if-match": f'"{(await tenant(other_business.owner))["version"]}"'},
    )
    assert former.status_code == 409


@pytest.mark.parametrize("role", ["manager", "approver", "member", "viewer"])
async def test_others_may_look_but_not_change(business: Business, role: str) -> None:
    person = await business.join(role)
    assert (await tenant(person))["allowed_actions"] == ["tenant.view"]
    for path, body in (("/v1/tenant", {"name": "x"}), ("/v1/tenant/branding", {"accent": "#000000"})):
        assert (await person.patch(path, body)).status_code == 403
    assert (await person.post("/v1/tenant/suspend", {"reason": "because"})).status_code == 403
    page = await form_page(person, "/admin/settings")
    assert "Save settings" not in page


async def test_an_administrator_neither_pauses_nor_closes(business: Business) -> None:
    admin = await business.join("admin")
    for action in ("suspend", "close"):
        assert (await admin.post(f"/v1/tenant/{action}", {"reason": "because"})).status_code == 403


async def test_the_settings_page_saves_and_shows_what_to_mend(business: Business) -> None:
    page = await form_page(business.owner, "/admin/settings")
    assert f'value="{business.tenant.name}"' in page
    fields = {
        "name": "Loom & Weft",
        "handle": business.tenant.handle,
        "kind": "manufacturer",
        "locale": "en-GB",
        "timezone": "Europe/London",
        "currency": "GBP",
        "tagline": "Cloth by the metre",
        "about": "",
        "website": "",
    }
    wrong = await business.owner.submit("/admin/settings", {**fields, "timezone": "Nowhere/Land"})
    assert wrong.status_code == 422
    assert "Choose a time zone" in wrong.text
    assert "Loom &amp; Weft" in wrong.text
    assert (await business.owner.submit("/admin/settings", fields)).status_code == 303
    assert (await tenant(business.owner))["name"] == "Loom & Weft"


# ---- branding --------------------------------------------------------------------------------------------------------


def picture(kind: str = "PNG", side: int = 64) -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), "#0f766e").save(buffer, kind)
    return buffer.getvalue()


async def test_a_colour_is_kept_in_one_spelling_and_colours_the_pages(business: Business) -> None:
    answer = await business.owner.patch("/v1/tenant/branding", {"accent": "#0F766E"})
    assert answer.json()["accent"] == "#0f766e"
    page = await form_page(business.owner, "/admin/settings/branding")
    assert "--accent:light-dark(" in page


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "url(x)", "#fff;}body{display:none}"])
async def test_what_is_no_colour_is_refused(business: Business, colour: str) -> None:
    answer = await business.owner.patch("/v1/tenant/branding", {"accent": colour})
    assert answer.status_code == 422
    assert (await tenant(business.owner))["accent"] is None


async def test_the_preview_shows_readable_shades_and_changes_nothing(business: Business) -> None:
    for colour in ("#ffff00", "#ffffff", "#000000", "#808080"):
        page = await business.owner.page(
            f"/admin/settings/branding?accent=%23{colour[1:]}", headers={"hx-request": "true"}
        )
        assert page.status_code == 200
        assert "<html" not in page.text
        contrasts = [float(part.split()[0]) for part in page.text.split("links ")[1:]]
        contrasts += [float(part.split()[0]) for part in page.text.split("buttons ")[1:] if part[0].isdigit()]
        assert len(contrasts) == 4
        assert min(contrasts) >= 4.5
    assert (await tenant(business.owner))["accent"] is None


@pytest.mark.parametrize(("name", "kind"), [("logo.png", "PNG"), ("logo.jpg", "JPEG"), ("logo.webp", "WEBP")])
async def test_a_logo_is_uploaded_and_served_as_a_picture_only(
    installation: Installation, business: Business, name: str, kind: str
) -> None:
    files = {"logo": (name, picture(kind), f"image/{kind.lower()}")}
    answer = await business.owner.submit("/admin/settings/branding", {"accent": "#0f766e"}, files=files)
    assert answer.status_code == 303
    page = (await installation.visitor().page(f"/t/{business.tenant.handle}")).text
    address = page.partition(f'src="/t/{business.tenant.handle}/logo/')[2].partition('"')[0]
    shown = await installation.visitor().get(f"/t/{business.tenant.handle}/logo/{address}")
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("image/")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("logo.png", b"<html><script>alert(1)</script>"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
        ("logo.html", picture()),
        ("logo.png", b"\x89PNG" + b"x" * 1_000_001),
    ],
)
async def test_what_is_no_logo_is_refused(business: Business, name: str, content: bytes) -> None:
    files = {"logo": (name, content, "image/png")}
    answer = await business.owner.submit("/admin/settings/branding", {"accent": "#0f766e"}, files=files)
    assert answer.status_code == 422
    after = await tenant(business.owner)
    assert (after["logo_key"], after["accent"]) == (None, None)


async def test_another_businesss_logo_is_not_taken(business: Business, other_business: Business) -> None:
    files = {"logo": ("logo.png", picture(), "image/png")}
    await other_business.owner.submit("/admin/settings/branding", {"accent": "#0f766e"}, files=files)
    key = (await tenant(other_business.owner))["logo_key"]
    answer = await business.owner.patch("/v1/tenant/branding", {"logo_key": key})
    assert answer.status_code == 422
    assert (await tenant(business.owner))["logo_key"] is None


# ---- the public page -------------------------------------------------------------------------------------------------


async def test_visitors_see_what_the_business_is_and_where_to_go(
    installation: Installation, business: Business
) -> None:
    version = (await tenant(business.owner))["version"]
    about = {"tagline": "On time since 1974", "about": "First.\n\n<b>Second.</b>"}
    await business.owner.patch("/v1/tenant", about, headers={"if-match": f'"{version}"'})
    page = (await installation.visitor().page(f"/t/{business.tenant.handle}")).text
    assert "On time since 1974" in page
    assert "&lt;b&gt;Second." in page
    assert f'href="/t/{business.tenant.handle}/login"' in page
    assert f'href="/t/{business.tenant.handle}/apply"' in page


async def test_people_of_another_business_see_the_page_they_asked_for(
    business: Business, other_business: Business
) -> None:
    page = (await other_business.owner.page(f"/t/{business.tenant.handle}")).text
    assert f"<h1>{business.tenant.name}</h1>" in page


async def test_there_is_no_page_of_what_does_not_exist(installation: Installation) -> None:
    for handle in ("nobody-here", "Ä", "a" * 300, "%2e%2e", "%00"):
        assert (await installation.visitor().page(f"/t/{handle}")).status_code == 404


# ---- pausing and closing ---------------------------------------------------------------------------------------------


async def test_the_owner_pauses_and_goes_on(business: Business) -> None:
    paused = await business.owner.post("/v1/tenant/suspend", {"reason": "Stocktaking"})
    assert (paused.json()["status"], paused.json()["suspended_by"]) == ("suspended", "owner")
    assert "Stocktaking" in await form_page(business.owner, "/admin/settings")
    begun = await business.owner.post("/v1/organizations", {"name": "New partner"})
    assert (begun.status_code, begun.json()["code"]) == (409, "business_paused")
    assert (await business.owner.get("/v1/organizations")).status_code == 200
    again = await business.owner.post("/v1/tenant/suspend", {"reason": "Twice"})
    assert (again.status_code, again.json()["code"]) == (409, "tenant_invalid_transition")
    assert (await business.owner.post("/v1/tenant/reactivate")).json()["status"] == "active"
    assert (await business.owner.post("/v1/organizations", {"name": "New partner"})).status_code == 201


async def test_a_pause_of_the_operator_is_not_the_owners_to_end(business: Business) -> None:
    from hanse.domains.tenants.api import suspend_tenant
    from hanse.domains.tenants.types import Suspend

    async with business.open() as ctx:
        await suspend_tenant(ctx, Suspend(reason="Unpaid"))
    answer = await business.owner.post("/v1/tenant/reactivate")
    assert (answer.status_code, answer.json()["code"]) == (409, "suspended_by_operator")
    assert (await business.owner.post("/v1/tenant/close", {"reason": "Then close"})).status_code == 409
    assert (await tenant(business.owner))["status"] == "suspended"


async def test_a_closed_business_is_gone_for_everybody(installation: Installation, business: Business) -> None:
    person = await business.join("member")
    typed = await business.owner.submit("/admin/settings/close", {"reason": "Over", "typed": "something else"})
    assert typed.status_code == 303
    assert (await tenant(business.owner))["status"] == "active"
    await business.owner.submit("/admin/settings/close", {"reason": "Over", "typed": business.tenant.name})
    for who in (person, business.owner):
        assert (await who.get("/v1/tenant")).status_code in (401, 403)
    assert (await installation.visitor().page(f"/t/{business.tenant.handle}")).status_code == 404


# ---- features and settings -------------------------------------------------------------------------------------------


@pytest.fixture
def declared(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature and two settings that some domain declares."""
    registry = installation.services.registry
    monkeypatch.setitem(
        registry.features, "punch_out", Feature("punch_out", "Punch-out", False, "Buying from the ERP.")
    )
    for item in (
        TenantSetting("quote_days", "Quotes are valid for", int, 30, "Days"),
        TenantSetting("open_catalogue", "Open catalogue", bool, False),
    ):
        monkeypatch.setitem(registry.settings, item.name, item)


async def test_a_feature_is_its_default_until_somebody_chooses(business: Business, declared: None) -> None:
    async with business.open() as ctx:
        assert not await is_on(ctx, "punch_out")
        assert (await evaluate_feature(ctx, "punch_out")).reason == "DEFAULT"
        with pytest.raises(UnknownFeature):
            await is_on(ctx, "time_travel")
    state = (await business.owner.patch("/v1/tenant/features", {"name": "punch_out", "is_on": True})).json()
    assert (state["is_on"], state["reason"]) == (True, "TARGETING_MATCH")
    async with business.open() as ctx:
        assert await is_on(ctx, "punch_out")
    await business.owner.submit("/admin/settings/features", {"name": "punch_out", "state": "default"})
    async with business.open() as ctx:
        assert not await is_on(ctx, "punch_out")


async def test_features_of_one_business_do_not_reach_another(
    business: Business, other_business: Business, declared: None
) -> None:
    await business.owner.patch("/v1/tenant/features", {"name": "punch_out", "is_on": True})
    async with other_business.open() as ctx:
        assert not await is_on(ctx, "punch_out")


async def test_settings_have_types_and_defaults(business: Business, declared: None) -> None:
    async with business.open() as ctx:
        assert await setting(ctx, "quote_days") == 30
        with pytest.raises(UnknownSetting):
            await setting(ctx, "quote_years")
    wrong = await business.owner.patch("/v1/tenant/settings", {"values": {"quote_days": "many"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "values.quote_days")
    unknown = await business.owner.patch("/v1/tenant/settings", {"values": {"quote_years": 1}})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_setting")
    page = await business.owner.submit(
        "/admin/settings/values", {"values.quote_days": "45", "values.open_catalogue": "true"}
    )
    assert page.status_code == 303
    async with business.open() as ctx:
        assert (await setting(ctx, "quote_days"), await setting(ctx, "open_catalogue")) == (45, True)
    items = (await business.owner.get("/v1/tenant/settings")).json()["items"]
    assert {item["name"]: item["value"] for item in items}["quote_days"] == 45
    await business.owner.patch("/v1/tenant/settings", {"values": {"quote_days": None}})
    async with business.open() as ctx:
        assert await setting(ctx, "quote_days") == 30


async def test_the_features_page_shows_them_all(business: Business, declared: None) -> None:
    page = await form_page(business.owner, "/admin/settings/features")
    assert "Punch-out" in page
    assert "Quotes are valid for" in page
    member = await business.join("member")
    assert "Turn on" not in await form_page(member, "/admin/settings/features")
