"""Attacks 5 and 34 on accounts: registering somebody else's address, look-alike addresses, and what answers tell."""

from __future__ import annotations

import itertools

import pytest

from hanse.domains.identity.api import ensure_account, start_session
from hanse.testing.installation import ORIGIN, PASSWORD, Business, Client, Installation, Person
from tests.attacks.visits import link_to, mails_to, partner, stranger_at

_numbers = itertools.count(1)


def somebody() -> str:
    """An address nobody has an account for."""
    return f"victim{next(_numbers)}@squatted.example"


async def squat(installation: Installation, email: str) -> Client:
    """Somebody logged in to an account whose address, which is another person's, nobody confirmed."""
    async with installation.open(None) as ctx:
        account = await ensure_account(ctx, email, "Sly", PASSWORD)
        session = await start_session(ctx, account.id, None, strong=True)
    return Person(installation.app, session, None, email)


async def test_signing_up_with_anothers_address_makes_no_account(installation: Installation) -> None:
    """Not even when that person opens the link: they do not know the password, and who does has no link."""
    email, visitor = somebody(), stranger_at(installation)
    body = {"name": "Squatters", "display_name": "Sly", "email": email, "password": PASSWORD}
    assert (await visitor.post("/v1/tenants", body)).json() == {"state": "mail_sent", "business": None}
    assert (await visitor.post("/v1/sessions", {"email": email, "password": PASSWORD})).status_code == 401
    token = (await link_to(installation, email, "/signup/confirm?token=")).partition("token=")[2]
    own = {"token": token, "password": "another sentence that nobody guesses 58"}
    assert (await stranger_at(installation).post("/v1/tenants/confirm", own)).status_code == 422
    assert (await visitor.post("/v1/sessions", {"email": email, "password": PASSWORD})).status_code == 401


async def test_who_registers_anothers_address_keeps_no_way_in(installation: Installation) -> None:
    """Neither an authenticator (which would lock its owner out) nor a passkey can be left behind."""
    email = somebody()
    stranger = await squat(installation, email)
    for path in ("/v1/account/totp", "/v1/account/passkeys/begin"):
        answer = await stranger.post(path)
        assert (answer.status_code, answer.json()["code"]) == (409, "email_not_confirmed"), path
    owner = stranger_at(installation)
    assert (await owner.post("/v1/password-resets", {"email": email})).status_code in (202, 204)
    token = (await link_to(installation, email, "/reset?token=")).partition("token=")[2]
    own = "another sentence that nobody guesses 58"
    assert (await owner.post("/v1/password-resets/use", {"token": token, "password": own})).status_code in (200, 204)
    assert (await stranger.get("/v1/me")).status_code == 401
    assert (await owner.post("/v1/sessions", {"email": email, "password": PASSWORD})).status_code == 401
    entered = await owner.post("/v1/sessions", {"email": email, "password": own})
    assert (entered.status_code, entered.json()["state"]) == (201, "logged_in")


async def test_a_confirmation_by_the_addresss_owner_does_not_help_who_registered_it(installation: Installation) -> None:
    email = somebody()
    stranger = await squat(installation, email)
    link = await link_to(installation, email, "/verify-email?token=")
    token = link.partition("token=")[2]
    reader = stranger_at(installation)
    assert (await reader.page(link.removeprefix(ORIGIN))).status_code == 303  # to log in, which the reader cannot
    answer = await reader.post("/v1/account/email/verify", {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "log_in_to_confirm")
    assert (await stranger.post("/v1/account/totp")).json()["code"] == "email_not_confirmed"


async def test_nobody_confirms_for_another_account(business: Business, installation: Installation) -> None:
    email = somebody()
    stranger = await squat(installation, email)
    token = (await link_to(installation, email, "/verify-email?token=")).partition("token=")[2]
    assert (await business.owner.post("/v1/account/email/verify", {"token": token})).status_code == 401
    assert (await stranger.get("/v1/account")).json()["email_verified_at"] is None


LOOK_ALIKES = (
    "{upper}",
    " {email} ",
    "{email}.",
    "{email}\u200b",
    "{fullwidth}",
    "\u202e{email}",
    "{email}\r\nBcc: x@y.example",
    "{email},x@y.example",
    '"{email}"@y.example',
)


@pytest.mark.parametrize("form", LOOK_ALIKES, ids=[repr(form) for form in LOOK_ALIKES])
async def test_an_address_in_other_letters_is_the_same_or_none(
    form: str, business: Business, installation: Installation
) -> None:
    """No second account for one mailbox, and no mail to a second recipient."""
    email = business.owner.email
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in email)
    typed = form.format(email=email, upper=email.upper(), fullwidth=wide)
    body = {"name": "Twin", "display_name": "Twin", "email": typed, "password": PASSWORD}
    answer = await stranger_at(installation).post("/v1/tenants", body)
    assert answer.status_code in (201, 422), answer.text
    mails = await mails_to(installation, email)
    assert not any("/signup/confirm" in link for mail in mails for link in mail.links), "no second account"
    role = str(await business.role("member"))
    invited = await business.owner.post("/v1/invitations", {"email": typed, "assignments": [{"role_id": role}]})
    assert invited.status_code in (409, 422), invited.text


async def test_a_homoglyph_is_another_address_and_reaches_nobody_elses_mailbox(
    business: Business, installation: Installation
) -> None:
    """`e` in Cyrillic: its own domain in ASCII form, so a reset for it never goes to the owner."""
    email = business.owner.email
    local, _, domain = email.partition("@")
    twin = local + "@" + domain.replace("e", "\u0435", 1)
    before = len(await mails_to(installation, email))
    answer = await stranger_at(installation).post("/v1/password-resets", {"email": twin})
    assert answer.status_code in (202, 204, 422)
    assert len(await mails_to(installation, email)) == before


async def test_handles_have_no_look_alikes(installation: Installation) -> None:
    for handle in (
        "Admin",
        "admin",
        "\u0430cme",
        "acme.",
        "acme/..",
        "a",
        "-a",
        "acme\u200b",
        "acme%00",
        "acme ",
        "\uff21\uff23\uff2d\uff25",
    ):
        body = {"name": "X", "handle": handle, "display_name": "X", "email": somebody(), "password": PASSWORD}
        answer = await stranger_at(installation).post("/v1/tenants", body)
        assert answer.status_code == 422, f"{handle!r}: {answer.text}"


async def test_answers_do_not_tell_who_has_an_account(business: Business, installation: Installation) -> None:
    """Log-in, reset and change of address: byte for byte the same for a known and an unknown address."""
    known, unknown = business.owner.email, somebody()
    visitor = stranger_at(installation)
    for path, field in (("/v1/sessions", "password"), ("/v1/password-resets", None)):
        answers = []
        for email in (known, unknown):
            body = {"email": email, **({field: "a wrong sentence nobody has 1"} if field else {})}
            answer = await visitor.post(path, body)
            answers.append((answer.status_code, answer.content))
        assert answers[0] == answers[1], path
    taken = await business.owner.post("/v1/account/email", {"email": (await installation.found()).owner.email})
    free = await business.owner.post("/v1/account/email", {"email": somebody()})
    assert (taken.status_code, taken.content) == (free.status_code, free.content)


async def test_a_partner_admin_learns_nothing_of_people_elsewhere(business: Business) -> None:
    """Inviting somebody who belongs to another partner, or whom another partner invited, answers as for anybody."""
    first, place = await partner(business)
    second, other_place = await partner(business)
    stranger, _ = await partner(business, "buyer")
    role = str(await business.role("buyer", "organization"))
    elsewhere = somebody()
    offered = {"email": elsewhere, "assignments": [{"role_id": role, "organization_id": other_place}]}
    assert (await second.post("/v1/invitations", offered)).status_code == 201
    answers = []
    for email in (stranger.email, elsewhere, somebody()):
        body = {"email": email, "assignments": [{"role_id": role, "organization_id": place}]}
        answers.append((await first.post("/v1/invitations", body)).status_code)
    assert answers == [201, 201, 201]
