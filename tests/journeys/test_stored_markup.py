"""Attack 38 in a real browser: a business full of names that bite, read page by page, and nothing of them ever runs."""

from __future__ import annotations

import pytest

from hanse.testing.installation import Installation
from tests.attacks.angry import SUMMED, TAG, AngryWorld, fill, pages
from tests.journeys.conftest import Visit
from tests.sampling import deep, sampled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RAN = f"() => [window.x38 === undefined, document.querySelectorAll('{TAG}, [onx38], img[src=\"x\"]').length]"


@deep
async def test_nothing_that_was_typed_runs(site: Installation, visit: Visit) -> None:
    business, other = await site.found("Angry Supplies"), await site.found()
    world = AngryWorld(site, business, other)
    assert await fill(world) > 15
    await site.drain()
    buyer, _ = await world.partner("company_admin")
    for who, starts in ((world.owner, ("/admin", "/account")), (buyer, ("/app",))):
        biting = [path async for path, text in pages(who, starts, 60) if TAG in text]
        assert biting, "no page shows what was typed"
        visitor = await visit(who)
        for path in sampled(biting, 6):
            page = await visitor.go(path)
            assert await page.evaluate(RAN) == [True, 0], path
    palette = await visit(world.owner)
    page = await palette.go("/admin")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("x38", delay=20)
    await page.get_by_role("option").first.wait_for()
    assert await page.evaluate(RAN) == [True, 0]
    assert SUMMED not in (await page.title())
