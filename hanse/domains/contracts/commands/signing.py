"""Signing a version in the portal: by its own signatories, exactly as it was approved, with evidence.

Whoever signs is a person who just proved who they are. With the last signature the version is signed, and the
agreement is sealed.
"""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.commands.papers import print_signed
from hanse.domains.contracts.commands.steps import Moved, add_step, move
from hanse.domains.contracts.commands.telling import tell
from hanse.domains.contracts.errors import (
    ContractContentChanged,
    ContractInvalidTransition,
    ContractNotSignatory,
    ContractSignedAlready,
)
from hanse.domains.contracts.events import ContractSigned
from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.signatures import list_signatures, signatories_of
from hanse.domains.contracts.queries.versions import VersionRecord, lock_version
from hanse.domains.contracts.rules.freezing import hash_of, stored
from hanse.domains.contracts.rules.lifecycle import word_of
from hanse.domains.contracts.rules.signing import obstacle_of, same_name, statement_for
from hanse.domains.contracts.types import ContractVersionId
from hanse.domains.contracts.types.signatures import ContractSignatureId, Signatories, Signatory, SignVersion
from hanse.domains.identity.errors import ConfirmItIsYou
from hanse.domains.organizations.types import Side
from hanse.kit.errors import Forbidden, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO contract_signatures (id, contract_id, version_id, position, side, method, signed_name, member_id, email,
    ip, user_agent, request_id, content_hash, statement, signed_at)
VALUES (%(id)s, %(contract)s, %(version)s, %(position)s, %(side)s, 'in_app', %(name)s, %(member)s, %(email)s,
    %(ip)s, %(agent)s, %(request)s, %(hash)s, %(statement)s, %(now)s)
"""


@command("contract.sign")
async def sign_version(ctx: Ctx, version_id: ContractVersionId, data: SignVersion) -> Signatories:
    """Sign an approved version for one's side, as one of its signatories. The hash names what one has read.

    Raises ConfirmItIsYou when the last proof of identity is older than ten minutes, ContractNotSignatory,
    ContractContentChanged, ContractSignedAlready, ContractInvalidTransition, PreconditionFailed, PreconditionRequired,
    Forbidden for programs and deputies.
    """
    record = await lock_version(ctx, version_id, "contract.sign")
    ctx.check_version(record.version.version, required=True)
    _require_person(ctx)
    content_hash = await _checked_hash(ctx, record, data.content_hash)
    mine = await _own_place(ctx, record)
    if not same_name(data.name, mine.name):
        raise Invalid.field("name", f"Sign with your name as the contract has it: {mine.name}", "other_name")
    await ctx.db.run(
        INSERT,
        {
            "id": ContractSignatureId.new(),
            "contract": record.contract.id,
            "version": version_id,
            "position": mine.position,
            "side": mine.side,
            "name": clean_line(data.name),
            "member": ctx.principal.member_id,
            "email": ctx.principal.email or "",
            "ip": ctx.ip or "",
            "agent": (ctx.origin.user_agent or "")[:300],
            "request": ctx.request_id[:100],
            "hash": content_hash,
            "statement": statement_for(mine.party),
            "now": ctx.now,
        },
    )
    facts = {"signed_for": mine.party, "content_hash": content_hash, "position": mine.position}
    ctx.record("contract", record.contract.id, label=record.contract.number, after=facts)
    await add_step(ctx, record.contract.id, record.version, "signature", mine.side, f"For {mine.party}")
    await _go_on(ctx, record, mine)
    return await list_signatures(ctx, version_id)


async def _checked_hash(ctx: Ctx, record: VersionRecord, given: str) -> str:
    """The hash of what is signed: the one that was read, approved, and that the content has now."""
    version = record.version
    if problem := obstacle_of(version.status, word_of(version.status)):
        raise ContractInvalidTransition(problem)
    if version.content_hash is None or given != version.content_hash:
        raise ContractContentChanged()
    if hash_of(stored(await load_content(ctx, record))) != given:
        raise ContractContentChanged("The stored text is not the one that was approved; ask the seller to look into it")
    return given


async def _own_place(ctx: Ctx, record: VersionRecord) -> Signatory:
    """The place of the caller among the signatories. Raises ContractNotSignatory, ContractSignedAlready."""
    found = await signatories_of(ctx, record, await load_content(ctx, record))
    own = [one for one in found if one.is_you]
    if not own:
        names = " and ".join(one.name for one in found if one.side is record.side)
        raise ContractNotSignatory(f"The contract names {names} to sign for your side" if names else None)
    waiting = next((one for one in own if one.signed_at is None), None)
    if waiting is None:
        raise ContractSignedAlready()
    return waiting


def _require_person(ctx: Ctx) -> None:
    principal = ctx.principal
    if principal.session_id is None or principal.member_id is None:
        raise Forbidden("A contract is signed by a person who is logged in; a program cannot sign")
    if principal.on_behalf is not None:
        raise Forbidden("You act for somebody else; a signature is one's own, so stop acting for them first")
    if not principal.authenticated_strongly:
        raise ConfirmItIsYou()


async def _go_on(ctx: Ctx, record: VersionRecord, last: Signatory) -> None:
    """With the last signature the version is signed; before it, the others are told."""
    contract = record.contract
    everybody = await signatories_of(ctx, record, await load_content(ctx, record))
    if all(one.signed_at is not None for one in everybody):
        await finish_signing(ctx, record)
        return
    title = f"{last.name} signed {contract.number} for {last.party}"
    await tell(ctx, contract, last.side.other, title, record.version.title)


async def finish_signing(
    ctx: Ctx, record: VersionRecord, comment: str = "", *, is_printed: bool = True
) -> VersionRecord:
    """Everybody signed: the version waits to be put into force, and its paper is made and sealed."""
    after = await move(ctx, record, "sign", Moved(comment=comment), by_system=True)
    contract = after.contract
    if is_printed:
        await print_signed(ctx, after)
    await tell(ctx, contract, Side.SELLER, f"{contract.number} is signed", "It can be put into force now.")
    await tell(ctx, contract, Side.BUYER, f"{contract.number} is signed", "Find it with its papers in the portal.")
    event = ContractSigned(
        contract_id=contract.id, organization_id=contract.organization_id, version_id=after.version.id
    )
    ctx.emit(event, subject=contract)
    return after
