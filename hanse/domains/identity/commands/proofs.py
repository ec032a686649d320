"""Beginning something as a new person: the address is proved by a mail before an account or anything else is made.

Whether an address has an account is told in a mail to that address, never in an answer: the answer, and its time, are
the same. What was wanted travels sealed, with the password as its hash only.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any, Final

from hanse.domains.identity.adapters.passwords import passwords_of
from hanse.domains.identity.commands.accounts import CREATE
from hanse.domains.identity.commands.passwords import accept_password
from hanse.domains.identity.commands.proving import limit_tries, take_token
from hanse.domains.identity.errors import LinkNotValid
from hanse.domains.identity.queries.rows import PEEK_TOKEN, AccountRow, look_up_token
from hanse.domains.identity.rules import limits
from hanse.domains.identity.rules.passwords import is_long
from hanse.domains.identity.rules.people import normalise_email
from hanse.domains.identity.types import AccountId, AccountRef, LinkKind, NewPerson
from hanse.kit.errors import Invalid
from hanse.kit.structs import Data, from_json, to_json
from hanse.kit.text import clean_line
from hanse.platform.context import Ctx
from hanse.platform.crypto import SecretUnreadable, token_hash

PROOF: Final = LinkKind.ADDRESS_PROOF.value
PROOF_JOB: Final = "identity.send_address_proof"
PROOF_LIFETIME: Final = timedelta(hours=24)
PURPOSE: Final = "identity.address_proof"


class Wanted(Data, frozen=True, kw_only=True):
    """What somebody wants to begin: for whom, and the facts of whatever it is (`purpose`)."""

    purpose: str
    email: str
    display_name: str
    password_hash: str
    is_long: bool
    facts: dict[str, Any]


async def ask_for_proof(ctx: Ctx, purpose: str, person: NewPerson, facts: dict[str, Any], page: str) -> None:
    """Mail a link to `page?token=...` with which it goes on, or to an address with an account that it has one.

    Hashes before the transaction takes a connection: call it before anything is read. Raises EmailNotAccepted,
    PasswordNotAccepted, Invalid, TooManyRequests.
    """
    email = normalise_email(person.email)
    name = clean_line(person.display_name)
    if not name:
        raise Invalid.field("display_name", "Enter your name", "required")
    await accept_password(ctx, person.password, (name, email))
    await limit_tries(ctx, "mail", subject=email, limits={"account": limits.MAIL_ACCOUNT})
    wanted = Wanted(
        purpose=purpose,
        email=email,
        display_name=name[:200],
        password_hash=await passwords_of(ctx.services).hash(person.password),
        is_long=is_long(person.password),
        facts=facts,
    )
    business = ctx.tenant_or_none.handle if ctx.tenant_or_none else None
    payload = {"email": email, "sealed": seal(ctx, wanted), "page": page, "what": purpose, "business": business}
    await ctx.services.jobs.enqueue(ctx, PROOF_JOB, payload, priority=10)


async def take_proof(ctx: Ctx, purpose: str, token: str, password: str) -> tuple[AccountRef, dict[str, Any]]:
    """Use a link's token up: makes the account, whose address is proved, and gives the facts of what was wanted.

    The password chosen at the beginning is asked for again: else somebody could begin with another person's address,
    let that person open the link, and own a password of their account. Call it before anything is read. Raises
    Invalid for another password, LinkNotValid, also when the address got an account in the meantime.
    """
    params = {"kind": PROOF, "hash": token_hash(token), "now": ctx.now}
    found = await look_up_token(ctx.services, PEEK_TOKEN, params)
    if found is None:
        raise LinkNotValid
    try:
        plain = ctx.services.crypto.decrypt(PURPOSE, b64decode(found.payload["sealed"]))
    except SecretUnreadable:
        raise LinkNotValid from None
    wanted = from_json(plain, Wanted)
    if wanted.purpose != purpose:
        raise LinkNotValid
    if not await passwords_of(ctx.services).verify(wanted.password_hash, password):
        raise Invalid.field("password", "This is not the password you chose when you began", "wrong_password")
    if await take_token(ctx, PROOF, token) is None:
        raise LinkNotValid
    params = {
        "id": AccountId.new(),
        "email": wanted.email,
        "name": wanted.display_name,
        "hash": wanted.password_hash,
        "long": wanted.is_long,
        "verified_at": ctx.now,
        "now": ctx.now,
    }
    created = await ctx.db.maybe(CREATE, params, into=AccountRow)
    if created is None:
        raise LinkNotValid("This address has an account by now; log in to go on")
    return created.ref(is_new=True), wanted.facts


def seal(ctx: Ctx, wanted: Wanted) -> str:
    """Encrypted for the queue and the token's row."""
    return b64encode(ctx.services.crypto.encrypt(PURPOSE, to_json(wanted))).decode()
