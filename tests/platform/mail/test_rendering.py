"""How mails look: both forms say the same, text from people stays text, links stay links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest

from hanse.kit.errors import Invalid
from hanse.platform.mail import Branding, MailRenderer, Message, render_mail

BRAND = Branding(
    name="Loom & Weft", accent="#ffd000", footer="Loom & Weft, 1 Mill Lane", home_url="https://loom.example"
)
NOTICE: dict[str, Any] = {
    "subject": "Quote Q-17 is waiting",
    "title": "Quote Q-17 is waiting for you",
    "paragraphs": ["Anna from Nordhaven sent an offer.", "It is valid until 31 March."],
    "facts": [("Total", "£1,234.50"), ("Lines", 12)],
    "action": {"label": "Open the quote", "url": "https://loom.example/q/17?a=1&b=2"},
    "note": "You get this because you asked for the quote.",
}


def test_both_forms_say_everything() -> None:
    mail = render_mail("mail/notice", NOTICE, BRAND)
    assert mail.subject == "Quote Q-17 is waiting"
    for words in ("Quote Q-17 is waiting for you", "valid until 31 March", "Total", "£1,234.50", "Open the quote"):
        assert words in mail.text
        assert words in mail.html
    assert "https://loom.example/q/17?a=1&b=2" in mail.text
    assert 'href="https://loom.example/q/17?a=1&amp;b=2"' in mail.html
    assert "Loom & Weft, 1 Mill Lane" in mail.text
    assert "Loom &amp; Weft, 1 Mill Lane" in mail.html
    assert "\n\n\n" not in mail.text
    assert all(len(line) <= 78 for line in mail.text.splitlines())


def test_a_short_notice_needs_little() -> None:
    mail = render_mail("mail/notice", {"subject": "Hi", "title": "Hi"}, BRAND)
    assert mail.text.splitlines()[0] == "Loom & Weft"
    assert "None" not in mail.text + mail.html


def test_the_brand_sets_colour_logo_and_language() -> None:
    html = render_mail("mail/notice", NOTICE, BRAND).html
    assert "background:#ffd000" in html
    assert "color:#16181d;text-decoration:none" in html  # dark letters on yellow
    dark = Branding(name="N", accent="#103060", logo_url="https://n.example/logo.png", language="de")
    html = render_mail("mail/notice", NOTICE, dark).html
    assert "color:#ffffff;text-decoration:none" in html
    assert '<img src="https://n.example/logo.png" alt="N"' in html
    assert '<html lang="de">' in html


def test_text_from_people_stays_text() -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7*7 }}"
    context = {**NOTICE, "subject": f"a\r\nBcc: x@example.org {attack}", "title": attack, "paragraphs": [attack]}
    context["facts"] = [(attack, attack)]
    mail = render_mail("mail/notice", context, Branding(name=attack, footer=attack))
    assert "<script>" not in mail.html
    assert "<img" not in mail.html
    assert "49" not in mail.html
    assert "\n" not in mail.subject
    assert "<script>alert(1)</script>" in mail.text  # plain text is shown as it is
    message = Message(to="a@example.org", subject=mail.subject, text=mail.text, html=mail.html)
    assert message.subject == mail.subject


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil", "https://", "https://a b", "x"])
def test_links_lead_to_the_web_only(url: str) -> None:
    context = {**NOTICE, "action": {"label": "x", "url": url}}
    with pytest.raises(ValueError, match="http or https"):
        render_mail("mail/notice", context, BRAND)
    with pytest.raises(Invalid):
        Branding(name="x", logo_url=url)


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#123456;background:url(x)", ""])
def test_colours_are_colours(accent: str) -> None:
    with pytest.raises(Invalid):
        Branding(name="x", accent=accent)


def test_a_domain_brings_its_own_mails_filters_and_only_those(tmp_path: Path) -> None:
    folder = tmp_path / "identity"
    folder.mkdir()
    (folder / "reset.txt.j2").write_text(
        '{% extends "mail/layout.txt.j2" %}{% import "mail/parts.txt.j2" as parts %}'
        "{% block subject %}Reset for {{ name|shout }}{% endblock %}"
        "{% block content %}{{ parts.button('Choose a password', url, brand) }}{% endblock %}"
    )
    (folder / "reset.html.j2").write_text(
        '{% extends "mail/layout.html.j2" %}{% import "mail/parts.html.j2" as parts %}'
        "{% block content %}{{ parts.title(name) }}{{ parts.button('Choose a password', url, brand) }}{% endblock %}"
    )
    renderer = MailRenderer([tmp_path], filters={"shout": str.upper})
    mail = renderer.render("identity/reset", {"name": "Anna & Co", "url": "https://x.example/r"}, BRAND)
    assert mail.subject == "Reset for ANNA & CO"
    assert "Anna &amp; Co" in mail.html
    assert "Choose a password:\nhttps://x.example/r" in mail.text
    with pytest.raises(jinja2.UndefinedError):
        renderer.render("identity/reset", {"name": "Anna"}, BRAND)
    with pytest.raises(jinja2.TemplateNotFound):
        renderer.render("../identity/reset", {}, BRAND)


def test_templates_run_in_a_sandbox(tmp_path: Path) -> None:
    (tmp_path / "bad.txt.j2").write_text("{% block subject %}{{ ''.__class__.__mro__ }}{% endblock %}")
    (tmp_path / "bad.html.j2").write_text("x")
    with pytest.raises(jinja2.exceptions.SecurityError):
        MailRenderer([tmp_path]).render("bad", {}, BRAND)
