"""Passkeys: registering, logging in, renaming, removing. A challenge has one purpose and is used once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hanse.domains.identity.adapters import passkeys as webauthn
from hanse.domains.identity.adapters.second_factor import decode, encode
from hanse.domains.identity.commands.log_in import finish_log_in, strengthened, try_challenge, use_challenge
from hanse.domains.identity.commands.passwords import tell
from hanse.domains.identity.commands.proving import (
    CREATE_TOKEN,
    NewToken,
    limit_tries,
    note,
    note_apart,
    own_account,
    require_confirmed,
    take_apart,
)
from hanse.domains.identity.errors import LastWayIn, PasskeyFailed, PasskeyKnown
from hanse.domains.identity.queries.rows import look_up_account
from hanse.domains.identity.rules import limits
from hanse.domains.identity.types import (
    AccountId,
    BeginPasskey,
    FinishPasskeyLogIn,
    FinishPasskeyRegistration,
    LogInMethod,
    LogInOutcome,
    Passkey,
    PasskeyChallenge,
    PasskeyId,
    RenamePasskey,
    SessionToken,
)
from hanse.kit.errors import Forbidden
from hanse.kit.structs import Data, from_row
from hanse.platform.commands import command
from hanse.platform.context import Ctx

LIFETIME: Final = timedelta(minutes=5)
REGISTRATION: Final = "passkey_registration"
LOG_IN: Final = "passkey_log_in"
MOST_PASSKEYS: Final = 20
LIST: Final = "SELECT * FROM account_passkey_list(%(account)s)"
FIND: Final = "SELECT * FROM account_passkey_find(%(credential)s)"
USED: Final = "SELECT account_passkey_used(%(id)s, %(before)s, %(count)s, %(synced)s, %(now)s) AS flag"
ADD: Final = (
    "SELECT * FROM account_passkey_add(%(id)s, %(account)s, %(credential)s, %(key)s, %(count)s, %(name)s,"
    " %(transports)s, %(synced)s, %(now)s)"
)
RENAME: Final = "SELECT * FROM account_passkey_rename(%(account)s, %(id)s, %(name)s)"
REMOVE: Final = "SELECT * FROM account_passkey_remove(%(account)s, %(id)s)"


class PasskeyRow(Data, frozen=True, kw_only=True):
    """A passkey with its public key."""

    id: PasskeyId
    account_id: AccountId
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]

    def known(self) -> webauthn.Known:
        """What checking an answer needs."""
        return webauthn.Known(self.credential_id, self.public_key, self.sign_count, self.transports)


@command("passkey.begin_registration", access="self")
async def begin_passkey_registration(ctx: Ctx) -> PasskeyChallenge:
    """Start adding a passkey; needs a fresh proof that it is you.

    Raises ConfirmItIsYou, SessionLimitedToTenant, EmailNotConfirmed.
    """
    account = await own_account(ctx, "passkey.begin_registration")
    require_confirmed(account)
    known = await ctx.db.all(LIST, {"account": account.id}, into=PasskeyRow)
    if len(known) >= MOST_PASSKEYS:
        raise Forbidden(f"An account has at most {MOST_PASSKEYS} passkeys; remove one first")
    challenge = webauthn.new_challenge()
    made = NewToken(REGISTRATION, account.id, LIFETIME, ctx.now, {"challenge": encode(challenge)})
    await ctx.db.run(CREATE_TOKEN, made.params)
    names = (account.email or account.display_name, account.display_name)
    options = webauthn.registration_options(
        ctx.services.settings, challenge, account.id.uuid.bytes, names, [item.known() for item in known]
    )
    return PasskeyChallenge(state=made.text, options=options)


@command("passkey.finish_registration", access="self")
async def finish_passkey_registration(ctx: Ctx, data: FinishPasskeyRegistration) -> Passkey:
    """Add the passkey the browser made. Raises PasskeyFailed, PasskeyKnown."""
    ctx.authorize_self("passkey.finish_registration")
    state = await take_apart(ctx, REGISTRATION, data.state)
    account = await own_account(ctx, "passkey.finish_registration")
    if state is None or state.account_id != account.id:
        raise PasskeyFailed
    made = webauthn.check_registration(ctx.services.settings, decode(state.payload["challenge"]), data.credential)
    params = {
        "id": PasskeyId.new(),
        "account": account.id,
        "credential": made.credential_id,
        "key": made.public_key,
        "count": made.sign_count,
        "name": data.name.strip() or "Passkey",
        "transports": made.transports,
        "synced": made.is_synced,
        "now": ctx.now,
    }
    added = await ctx.db.maybe(ADD, params, into=Passkey)
    if added is None:
        raise PasskeyKnown
    await note(ctx, account.id, "passkey_added", name=added.name)
    await tell(ctx, account, "passkey_added")
    ctx.record("account", account.id, label=account.display_name, after={"passkey": added.name})
    return added


@command("passkey.begin_log_in", access="public")
async def begin_passkey_log_in(ctx: Ctx, data: BeginPasskey) -> PasskeyChallenge:
    """Ask for a challenge to log in with a passkey; the device offers the passkeys it has, so nobody is named here."""
    ctx.authorize_anyone("passkey.begin_log_in")
    await limit_tries(ctx, "passkey", limits={"address": limits.PASSKEY})
    challenge = webauthn.new_challenge()
    made = NewToken(LOG_IN, None, LIFETIME, ctx.now, {"challenge": encode(challenge)})
    await ctx.db.run(CREATE_TOKEN, made.params)
    return PasskeyChallenge(state=made.text, options=webauthn.log_in_options(ctx.services.settings, challenge))


@command("passkey.finish_log_in", access="public")
async def finish_passkey_log_in(ctx: Ctx, data: FinishPasskeyLogIn) -> LogInOutcome:
    """Log in with a passkey. It stands for both factors: the device, and the finger, face or PIN that opened it.

    With the challenge of a password log-in it is that log-in's second factor. Raises PasskeyFailed, ChallengeOver.
    """
    ctx.authorize_anyone("passkey.finish_log_in")
    await limit_tries(ctx, "passkey", limits={"address": limits.PASSKEY})
    business = data.business
    expected = None
    if data.challenge is not None:
        expected, business = await try_challenge(ctx, data.challenge)
    row = await _prove(ctx, data.state, data.credential)
    account = await look_up_account(ctx.services, account_id=row.account_id)
    if account is None or not account.is_active or (expected is not None and expected.id != account.id):
        raise PasskeyFailed
    if data.challenge is not None:
        await use_challenge(ctx, data.challenge)
    session = await finish_log_in(ctx, account, LogInMethod.PASSKEY, business)
    return LogInOutcome(state="logged_in", account_id=account.id, session=session)


@command("passkey.step_up", access="self")
async def step_up_with_passkey(ctx: Ctx, data: FinishPasskeyLogIn) -> SessionToken:
    """Prove again that it is you, with one of your own passkeys, and get a new session. Raises PasskeyFailed."""
    account_id = AccountId(ctx.authorize_self("passkey.step_up"))
    await limit_tries(ctx, "step-up", subject=str(account_id), limits={"account": limits.STEP_UP})
    row = await _prove(ctx, data.state, data.credential)
    if row.account_id != account_id:
        raise PasskeyFailed
    await note(ctx, account_id, "confirmed")
    ctx.record("account", account_id, label=ctx.principal.display_name)
    return await strengthened(ctx, account_id, LogInMethod.PASSKEY)


@command("passkey.rename", access="self")
async def rename_passkey(ctx: Ctx, passkey_id: PasskeyId, data: RenamePasskey) -> Passkey:
    """Give one of your own passkeys another name. Raises NotFound."""
    account = await own_account(ctx, "passkey.rename", strong=False)
    params = {"account": account.id, "id": passkey_id, "name": data.name.strip() or "Passkey"}
    renamed = await ctx.db.one(RENAME, params, into=Passkey)
    ctx.record("account", account.id, label=account.display_name, after={"passkey": renamed.name})
    return renamed


@command("passkey.remove", access="self")
async def remove_passkey(ctx: Ctx, passkey_id: PasskeyId) -> None:
    """Remove one of your own passkeys. Raises NotFound, ConfirmItIsYou, LastWayIn."""
    account = await own_account(ctx, "passkey.remove")
    removed = await ctx.db.one(REMOVE, {"account": account.id, "id": passkey_id}, into=Passkey)
    left = await ctx.db.all(LIST, {"account": account.id}, into=PasskeyRow)
    if not left and account.password_hash is None:
        raise LastWayIn
    await note(ctx, account.id, "passkey_removed", name=removed.name)
    ctx.record("account", account.id, label=account.display_name, before={"passkey": removed.name})


async def _prove(ctx: Ctx, state_text: str, answer: dict[str, Any]) -> PasskeyRow:
    """The passkey that signed a challenge of ours. The challenge is used up whatever happens. Raises PasskeyFailed."""
    state = await take_apart(ctx, LOG_IN, state_text)
    if state is None:
        raise PasskeyFailed
    found = await ctx.services.database.lookup(FIND, {"credential": webauthn.credential_id_of(answer)})
    if found is None:
        raise PasskeyFailed
    row = from_row(found, PasskeyRow)
    used = webauthn.check_log_in(ctx.services.settings, decode(state.payload["challenge"]), row.known(), answer)
    # WebAuthn level 3, section 7.2 step 22: a counter that is in use and does not grow may mean a copied authenticator.
    went_back = (used.sign_count or row.sign_count) and used.sign_count <= row.sign_count
    params = {
        "id": row.id,
        "before": row.sign_count,
        "count": used.sign_count,
        "synced": used.is_synced,
        "now": ctx.now,
    }
    accepted = None if went_back else await ctx.services.database.lookup(USED, params)
    if accepted is None or not accepted["flag"]:
        await note_apart(ctx, row.account_id, "passkey_refused")
        raise PasskeyFailed
    return row
