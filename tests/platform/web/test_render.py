"""Pages and fragments: escaped, strict, free of what the content policy forbids, and documented."""

import gzip
import itertools
import re
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import pytest

from hanse.platform.web.gallery import gallery_context, gallery_shell, pages
from hanse.platform.web.icons import IconsMissing, icon_names
from hanse.platform.web.parts import Action, Change, Column, Option, TimelineEntry, TreeNode
from hanse.platform.web.render import TEMPLATES, Renderer
from hanse.platform.web.samples import NOW, FormState
from hanse.platform.web.shell import Branding, NavGroup, NavItem, Shell, Theme

BAD = '"><img src=x onerror=alert(1)>'
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "design-system.md"
PAGES = sorted(pages(Theme.SYSTEM))


FOLDER: dict[str, Path] = {}
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    FOLDER["inline"] = tmp_path_factory.mktemp("inline")
    return Renderer(namespaces=FOLDER)


def show(renderer: Renderer, source: str, shell: Shell | None = None, **context: Any) -> str:
    """Render a template given as text."""
    name = f"{next(NUMBERS)}.html"
    (FOLDER["inline"] / name).write_text(source, "utf-8")
    return renderer.render(f"inline/{name}", context, shell or gallery_shell()).decode()


def page(renderer: Renderer, name: str) -> str:
    template, shell, extra = pages(Theme.SYSTEM)[name]
    return renderer.render(template, {**gallery_context(), **extra}, shell).decode()


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_nothing_the_content_policy_forbids(renderer: Renderer, name: str) -> None:
    html = page(renderer, name)
    tags = re.findall(r"<[a-zA-Z][^>]*>", html)
    assert not [tag for tag in tags if re.search(r"\sstyle=", tag)]
    assert not [tag for tag in tags if re.search(r"\son[a-z]+=", tag)]
    for tag in tags:
        if tag.startswith(("<script", "<style")):
            assert 'nonce="sample"' in tag


@pytest.mark.parametrize("name", PAGES)
def test_every_post_form_carries_the_token_and_forms_do_not_nest(renderer: Renderer, name: str) -> None:
    html = page(renderer, name)
    for form in re.findall(r'<form[^>]*method="post"[^>]*>(.*?)</form>', html, re.DOTALL):
        assert 'name="csrf_token"' in form
        assert "<form" not in form


@pytest.mark.parametrize("name", PAGES)
def test_element_ids_are_unique(renderer: Renderer, name: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page(renderer, name))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_small(renderer: Renderer, name: str) -> None:
    assert len(gzip.compress(page(renderer, name).encode(), 6)) < 60_000


def test_what_people_typed_is_escaped_in_every_component(renderer: Renderer) -> None:
    context = {
        "row": {"id": BAD, "name": BAD, "status": BAD, "tags": [BAD]},
        "columns": [Column("name", BAD, detail="id"), Column("status", BAD, "status"), Column("tags", BAD, "tags")],
        "entries": [
            TimelineEntry(BAD, BAD, NOW, on_behalf=BAD, changes=[Change(BAD, BAD, BAD)], note=BAD, via=BAD, href=BAD)
        ],
        "form": FormState(values={"x": BAD}, errors={"x": BAD}),
        "options": [Option(BAD, BAD, BAD)],
        "todo": Action(BAD, post=BAD, icon="plus", confirm=BAD, disabled=""),
        "tree": [TreeNode(BAD, BAD, (TreeNode(BAD),))],
    }
    html = show(
        renderer,
        """{{ ui.table(columns, [row], row.name, row_href="/x/{id}", select="id", name=row.name, actions=[todo]) }}
        {{ ui.timeline(entries) }}{{ ui.diff(entries[0].changes, row.name, row.name) }}
        {{ ui.text_field(form, "x", row.name, help=row.name) }}{{ ui.empty(row.name, row.name) }}
        {{ ui.select_field(form, "x", row.name, options) }}{{ ui.radio_field(form, "x", row.name, options) }}
        {{ ui.textarea_field(form, "x", row.name) }}{{ ui.tags_field(form, "x", row.name) }}
        {{ ui.error_summary(form, {"x": row.name}) }}{{ ui.person(row.name, row.id, row.id) }}
        {{ ui.page_header(row.name, row.status, primary=todo, more=[todo], meta=[row.name]) }}
        {{ ui.tree(tree, row.name) }}{{ ui.toast(row.name, href=row.id, link=row.name) }}{{ ui.id(row.id, short=true) }}
        {{ ui.facts([(row.name, row.name, row.name)]) }}{{ ui.secret(row.name) }}""",
        **context,
    )
    assert "<img" not in html
    assert "onerror=alert(1)&gt;" in html


def test_addresses_of_rows_quote_what_they_hold(renderer: Renderer) -> None:
    assert show(renderer, "{{ fill('/o/{id}/x', row) }}", row={"id": "a/b?c=1"}) == "/o/a%2Fb%3Fc%3D1/x"


def test_a_missing_value_is_an_error_not_a_blank(renderer: Renderer) -> None:
    with pytest.raises(jinja2.UndefinedError):
        show(renderer, "{{ nothing }}")
    with pytest.raises(jinja2.UndefinedError, match="no component named buton"):
        show(renderer, "{{ ui.buton('x') }}")


def test_a_block_is_rendered_alone_with_the_assignments_of_its_template(renderer: Renderer) -> None:
    context = gallery_context()
    html = renderer.render_block("samples/list.html", "content", context, gallery_shell()).decode()
    assert html.lstrip().startswith('<div class="list-view"')
    assert "Hartmann Maschinenbau" in html
    assert "<html" not in html
    with pytest.raises(KeyError):
        renderer.render_block("samples/list.html", "no_such_block", context, gallery_shell())


def test_ids_of_fragments_do_not_meet_those_of_their_page(renderer: Renderer) -> None:
    context = gallery_context()
    ids = [
        set(
            re.findall(
                r' id="([uf][^"]*)"',
                renderer.render_block("samples/detail.html", "header", context, gallery_shell()).decode(),
            )
        )
        for _ in range(2)
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_sorting_keeps_the_filters_and_leaves_the_page(renderer: Renderer) -> None:
    shell = gallery_shell(query="status=active&status=suspended&cursor=abc&sort=name", path="/admin/x")
    assert (
        show(renderer, "{{ query_url(sort='-name') }}", shell)
        == "/admin/x?status=active&amp;status=suspended&amp;sort=-name"
    )
    assert show(renderer, "{{ query_url(drop=['status', 'sort']) }}", shell) == "/admin/x"
    assert "cursor=n%3D" in show(renderer, "{{ ui.pager('n=', 50) }}", shell)


def test_sorted_columns_say_so_to_everyone(renderer: Renderer) -> None:
    source = "{{ ui.table([column('name', 'Name', sort='name')], [{'name': 'A'}], 'Names', sort=order) }}"
    assert 'aria-sort="descending"' in show(renderer, source, order="-name")
    assert 'aria-sort="ascending"' in show(renderer, source, order="name")
    assert "aria-sort" not in show(renderer, source, order="")


def test_a_disabled_action_is_no_link_and_says_why(renderer: Renderer) -> None:
    html = show(renderer, "{{ ui.action_button(action('Send', '/send', disabled='No lines yet')) }}")
    assert "/send" not in html
    assert 'aria-disabled="true"' in html
    assert "No lines yet" in html
    assert 'type="button"' in html


def test_fields_show_what_was_typed_and_how_to_mend_it(renderer: Renderer) -> None:
    form = FormState(
        values={"handle": "No!", "total.amount": "1,5"}, errors={"handle": ["Use letters."], "total": "Write 1.50."}
    )
    source = "{{ ui.text_field(form, 'handle', 'Handle', help='Short') }}"
    html = show(renderer, source + "{{ ui.money_field(form, 'total', 'Total', 'GBP') }}", form=form)
    assert 'value="No!"' in html
    assert 'value="1,5"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="field-handle-error field-handle-help"' in html
    assert "Use letters." in html
    assert "Write 1.50." in html


def test_passwords_are_never_sent_back(renderer: Renderer) -> None:
    html = show(renderer, "{{ ui.password_field(form, 'password') }}", form=FormState(values={"password": "secret-1"}))
    assert "secret-1" not in html


def test_cleared_lists_are_told_from_untouched_ones(renderer: Renderer) -> None:
    for source in ("ui.checkboxes_field", "ui.select_field"):
        more = ", multiple=true" if source.endswith("select_field") else ""
        html = show(renderer, "{{ " + source + "(none, 'types', 'Types', [option('a', 'A')]" + more + ") }}")
        assert '<input type="hidden" name="types" value="">' in html


def test_navigation_marks_the_longest_address_that_fits() -> None:
    nav = (
        NavGroup(
            items=(
                NavItem(label="Home", href="/admin"),
                NavItem(label="Orders", href="/admin/orders"),
                NavItem(label="Or", href="/admin/or"),
            )
        ),
    )
    assert gallery_shell(nav=nav, path="/admin/orders/ord_1").active_href == "/admin/orders"
    assert gallery_shell(nav=nav, path="/admin/ordersx").active_href == ""
    assert gallery_shell(nav=nav, path="/admin").active_href == "/admin"
    assert gallery_shell(nav=nav, path="/elsewhere").active_href == ""


def test_the_accent_of_a_tenant_stands_in_a_style_element_with_the_nonce(renderer: Renderer) -> None:
    shell = msgspec.structs.replace(gallery_shell(), tenant=Branding(name="Loom", accent="#b45309"))
    html = renderer.render("samples/list.html", gallery_context(), shell).decode()
    assert '<style nonce="sample">:root{--accent:light-dark(' in html


def test_themes(renderer: Renderer) -> None:
    for theme, expected in ((Theme.DARK, '<html lang="en" data-theme="dark">'), (Theme.SYSTEM, '<html lang="en">')):
        assert expected in renderer.render("samples/list.html", gallery_context(), gallery_shell(theme=theme)).decode()


def test_every_icon_named_in_a_template_is_installed(renderer: Renderer) -> None:
    known = set(icon_names())
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'(?:\bicon\(|icon=)"([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert used - known == set()
    for name in known:
        assert str(renderer.icons.svg(name)).startswith("<svg")
    with pytest.raises(IconsMissing):
        renderer.icons.svg("no-such-icon")


def test_every_component_is_documented(renderer: Renderer) -> None:
    text = REFERENCE.read_text("utf-8")
    frame = set(vars(renderer.environment.get_template("components/shell.html").module))
    missing = [
        name for name in renderer.component_names() if name not in frame and not re.search(rf"\bui\.{name}\b", text)
    ]
    # Drawn by other components, never by a page.
    assert sorted(missing) == ["confirm_dialog", "menu_action", "on_behalf_banner"]


def test_domain_templates_are_reached_by_their_domains_name(tmp_path: Path) -> None:
    folder = tmp_path / "orders" / "templates"
    folder.mkdir(parents=True)
    source = '{% extends "layouts/bare.html" %}{% block content %}{{ ui.status("in_review") }}{% endblock %}'
    (folder / "list.html").write_text(source, "utf-8")
    html = Renderer([folder]).render("orders/list.html", {}, gallery_shell()).decode()
    assert "In review" in html
