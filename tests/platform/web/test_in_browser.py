"""The design system in a real Chromium: axe, narrow and zoomed screens, keyboard, no script, and a silent console."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from hanse.platform.web.gallery import pages
from hanse.platform.web.shell import Theme
from tests.sampling import sampled

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted(pages(Theme.SYSTEM))
COLOUR_RULES = ("color-contrast", "link-in-text-block")


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    made = await chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield made
    await made.close()


@pytest.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page whose console must stay silent."""
    made = await context.new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    assert said == []


async def ready(page: Page) -> None:
    """Wait until the scripts a page loads on demand have arrived."""
    await page.wait_for_selector("html[data-ready]", state="attached")


async def violations(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """What axe finds, by all its rules or only some."""
    run = f", runOnly: {list(rules)}" if rules else ""
    found = await page.evaluate(f"axe.run(document, {{resultTypes: ['violations']{run}}})")
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]


@pytest.mark.slow
@pytest.mark.parametrize("name", sampled(PAGES, 4))
async def test_axe_finds_nothing(page: Page, samples: str, name: str) -> None:
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.goto(f"{samples}/{name}")
    await ready(page)
    # Evaluated by the debugger, which the content policy does not bind.
    await page.evaluate(AXE.read_text("utf-8"))
    assert await violations(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page, *COLOUR_RULES) == []
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await violations(page) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "opener"),
    sampled(
        [
            ("list.html", ".search-button"),
            ("list.html", ".chip-open"),
            ("list.html", "[popovertarget=organizations-columns]"),
            ("list.html", ".actions-cell > button"),
            ("list.html", "[popovertarget=user-menu]"),
            ("list.html", "[popovertarget=switcher]"),
            ("gallery.html", "[data-dialog=sample-dialog]"),
            ("gallery.html", "[data-dialog=sample-drawer]"),
            ("gallery.html", "form[data-confirm] .button-danger"),
        ],
        3,
    ),
)
async def test_axe_finds_nothing_in_what_floats(page: Page, samples: str, name: str, opener: str) -> None:
    await page.goto(f"{samples}/{name}")
    await ready(page)
    await page.locator(opener).last.click()
    await page.wait_for_selector("dialog[open], [popover]:popover-open")
    await page.evaluate(AXE.read_text("utf-8"))
    assert await violations(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page, *COLOUR_RULES) == []


@pytest.mark.parametrize("name", sampled(PAGES, 2))
async def test_nothing_scrolls_sideways(page: Page, samples: str, name: str) -> None:
    """720 px is what 200 % zoom leaves of a 1440 px screen; 320 px is WCAG 2.2, 1.4.10."""
    await page.goto(f"{samples}/{name}")
    await ready(page)
    for width in (320, 360, 480, 640, 720, 860, 1024, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        beyond = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond <= 0, f"{beyond} px at {width}"


async def test_the_palette_opens_searches_and_leads_away(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette")).to_be_visible()
    await page.keyboard.type("contr")
    await expect(page.locator("#palette [role=option]").first).to_contain_text("Contracts")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("hartm")
    await expect(page.locator("#palette [role=option]").first).to_contain_text("Hartmann Maschinenbau")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/detail.html")


async def test_rows_by_keyboard(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await expect(page.locator(".bulk-bar")).to_be_hidden()
    for key in ("j", "j", "x", "k", "x"):
        await page.keyboard.press(key)
    await expect(page.locator("[data-selected-count]")).to_have_text("2 selected")
    await expect(page.locator(".bulk-bar")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/organizations/org_*0000")


async def test_slash_g_and_question_mark(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await page.keyboard.press("?")
    await expect(page.locator("#shortcuts")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("#organizations-search")).to_be_focused()
    await page.locator("#content").focus()
    await page.keyboard.press("g")
    await page.keyboard.press("o")
    await page.wait_for_url("**/admin/orders")


async def test_a_list_answers_the_search_in_place_and_the_way_back(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await page.evaluate("window.stillTheSamePage = true")
    await page.locator("#organizations-search").press_sequentially("kestrel")
    await expect(page.locator("tbody tr")).to_have_count(1)
    assert re.search(r"[?&]q=kestrel", page.url)
    await expect(page.locator("#organizations-search")).to_be_focused()
    await expect(page.locator("#organizations-search")).to_have_value("kestrel")
    assert await page.evaluate("window.stillTheSamePage")
    await page.go_back()
    await expect(page.locator("tbody tr")).not_to_have_count(1)


async def test_chosen_columns_stay_chosen(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await page.get_by_role("button", name="Columns and row height").click()
    await page.locator("#organizations-columns").get_by_text("Manager").click()
    await expect(page.get_by_role("columnheader", name="Manager")).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("columnheader", name="Manager")).to_be_hidden()
    await expect(page.get_by_role("columnheader", name="Status")).to_be_visible()


async def test_a_dangerous_action_asks_first(page: Page, samples: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.goto(f"{samples}/detail.html")
    await ready(page)
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("button", name="Suspend").click()
    await expect(page.locator("#confirm")).to_contain_text("New orders and quotes stop at once")
    await expect(page.locator("#confirm").get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#confirm")).to_be_hidden()
    assert sent == []


async def test_a_wrong_field_says_how_to_mend_it_as_soon_as_it_is_left(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/auth.html")
    await ready(page)
    field = page.get_by_label("E-mail")
    await field.fill("ines@")
    await field.press("Tab")
    await expect(page.locator("#field-email-error")).to_have_text("Write an e-mail address such as name@company.com.")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill("ines@nordhaven.example")
    await expect(page.locator("#field-email-error")).to_have_count(0)


async def test_a_password_can_be_looked_at(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/auth.html")
    await ready(page)
    await page.locator("#field-password").fill("correct horse")
    await page.get_by_role("button", name="Show password").click()
    await expect(page.locator("#field-password")).to_have_attribute("type", "text")
    await page.get_by_role("button", name="Hide password").click()
    await expect(page.locator("#field-password")).to_have_attribute("type", "password")


async def test_typing_finds_a_choice(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/form.html")
    await ready(page)
    field = page.get_by_role("combobox", name="Account manager")
    await field.fill("ins")
    await expect(page.get_by_role("option", name="Inside sales")).to_be_visible()
    await field.press("Enter")
    await expect(field).to_have_value("Inside sales")
    assert await page.evaluate("new FormData(document.querySelector('form.form')).get('manager')") == "mem_2"


async def test_tags_are_sent_one_by_one(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/form.html")
    await ready(page)
    field = page.locator("#field-tags")
    await field.press_sequentially("urgent,")
    await field.press("Backspace")
    await field.press_sequentially("new")
    await field.press("Tab")
    sent = await page.evaluate("new FormData(document.querySelector('form.form')).getAll('tags')")
    assert [word for word in sent if word] == ["key account", "steel", "new"]


async def test_leaving_unsaved_changes_asks(page: Page, samples: str) -> None:
    asked: list[str] = []

    async def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        await dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    await page.goto(f"{samples}/form.html")
    await ready(page)
    await page.goto(f"{samples}/list.html")
    assert asked == []
    await page.goto(f"{samples}/form.html")
    await ready(page)
    await page.locator("#field-name").press_sequentially(" & Co")
    await expect(page.locator("[data-form-state]")).to_have_text("Unsaved changes")
    await page.goto(f"{samples}/list.html")
    assert asked == ["beforeunload"]


async def test_a_tree_by_keyboard(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/detail.html")
    await ready(page)
    await page.get_by_role("link", name="Hartmann Holding SE").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("link", name="Werk Esslingen")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_text("Tool shop")).to_be_hidden()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_text("Tool shop")).to_be_visible()


async def test_the_theme_changes_at_once(page: Page, samples: str) -> None:
    await page.route("**/theme", lambda route: route.fulfill(status=204))
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await page.locator("[popovertarget=user-menu]").click()
    await page.get_by_role("button", name="Dark").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_the_navigation_of_a_phone_is_a_drawer(page: Page, samples: str) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await expect(page.locator("#side")).to_be_hidden()
    await page.get_by_role("button", name="Open navigation").click()
    await expect(page.get_by_role("link", name="Price lists")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#side")).to_be_hidden()


async def test_everything_can_be_reached_with_the_tab_key(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/list.html")
    await ready(page)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    wanted = await page.evaluate(
        """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
        .filter((one) => one.checkVisibility() && !one.closest('dialog, [popover]:not(#side)'))
        .map((one) => (one.dataset.walk = '')).length"""
    )
    for _ in range(wanted + 5):
        marked, element = await page.evaluate(
            """(() => {
              const one = document.activeElement;
              delete one.dataset.walk;
              const marked = one === document.body || getComputedStyle(one).outlineStyle !== 'none';
              return [marked, one.outerHTML.slice(0, 200)];
            })()"""
        )
        assert marked, f"no mark shows the focus on {element}"
        await page.keyboard.press("Tab")
    assert await page.evaluate("document.querySelectorAll('[data-walk]').length") == 0


async def test_lists_forms_menus_and_navigation_work_without_a_script(chromium: Browser, samples: str) -> None:
    context = await chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(f"{samples}/list.html")
    await page.get_by_role("button", name="Open navigation").click()
    await expect(page.get_by_role("link", name="Price lists")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.locator(".chip-open").first.click()
    await page.get_by_role("checkbox", name="Prospect").check()
    await page.get_by_role("button", name="Apply", exact=True).first.click()
    await page.wait_for_url("**status=prospect**")
    await page.goto(f"{samples}/form.html")
    await expect(page.get_by_role("combobox", name="Account manager")).to_be_visible()
    await expect(page.locator("input[type=file]")).to_be_visible()
    await page.goto(f"{samples}/detail.html")
    await page.locator("details.tree-fold > summary").last.click()
    await expect(page.get_by_text("Tool shop")).to_be_hidden()
    await context.close()


async def test_print_leaves_out_the_frame(page: Page, samples: str) -> None:
    await page.goto(f"{samples}/detail.html")
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(page.locator("#side")).to_be_hidden()
    await expect(page.locator(".page-actions")).to_be_hidden()
    await expect(page.get_by_role("heading", name="Hartmann Maschinenbau GmbH")).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "oklch(1 0 264)"
