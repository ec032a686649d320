"""Attack 38: what people type is shown as they typed it, on every page that shows it, and runs nowhere.

Names, notes, remarks and reasons of every domain are attacks here; the pages are those that links lead to. What a real
browser makes of them is tried in tests/journeys/test_stored_markup.py.
"""

from __future__ import annotations

import os

from lxml import html

from hanse.testing.installation import Business, Client
from tests.attacks.angry import SPINE, SUM, SUMMED, TAG, AngryWorld, fill, pages

EVERYTHING = os.environ.get("HANSE_TESTS") == "all"
MOST = 1_000 if EVERYTHING else 60


async def test_no_text_becomes_markup_a_script_or_a_calculation(business: Business, other_business: Business) -> None:
    world = AngryWorld(business.installation, business, other_business)
    assert await fill(world, None if EVERYTHING else SPINE) > 15, "too few texts took an attack"
    await business.installation.drain()
    buyer, _ = await world.partner("company_admin")
    shown = 0
    for who, starts in ((world.owner, ("/admin", "/account")), (buyer, ("/app",))):
        shown += await look(who, starts)
    assert shown > 10, "hardly any page shows what was typed"


async def look(who: Client, starts: tuple[str, ...]) -> int:
    """Read pages; how many show an attack as text."""
    shown = 0
    async for path, text in pages(who, starts, MOST):
        tree = html.fromstring(text.encode())
        assert tree.findall(f".//{TAG}") == [], f"{path} shows markup that somebody typed"
        for element in tree.iter(html.etree.Element):
            assert not any(name.startswith("onx38") or name == "onerror" for name in element.attrib), path
            assert element.tag != "script" or "window.x38" not in (element.text or ""), path
        words = " ".join(tree.itertext())
        assert not (SUMMED in words and SUM not in words), f"{path} calculated what somebody typed"
        shown += TAG in words
    return shown


async def test_no_text_adds_a_line_to_a_header_or_a_log(business: Business) -> None:
    """Line ends in names go, and the name of a download is one header whatever stands in it."""
    broken = "Evil\r\nSet-Cookie: x38=1\r\n\r\n<script>"
    made = await business.owner.post("/v1/organizations", {"name": broken})
    assert made.status_code == 201
    assert "\n" not in made.json()["name"]
    exported = await business.owner.post("/v1/organization-exports", {"format": "csv"})
    file = await business.owner.get(exported.json()["link"])
    assert "x38" not in file.cookies
    assert file.text.count("Evil Set-Cookie") == 1
    rows = [cell for line in file.text.splitlines() for cell in line.split(",")]
    assert not [cell for cell in rows if cell.lstrip('"')[:1] in ("=", "+", "@")]
