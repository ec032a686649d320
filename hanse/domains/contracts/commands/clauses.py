"""Changing the text of the version on its way: clauses, the values of variables, and the parties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from hanse.domains.contracts.commands.versions import open_version, put_variables, touch
from hanse.domains.contracts.errors import ContractIncomplete
from hanse.domains.contracts.queries.content import load_clauses, load_variables, text_of
from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.domains.contracts.rules.variables import is_broken
from hanse.domains.contracts.types import (
    CLAUSES_MAXIMUM,
    AddClause,
    ContractClause,
    ContractClauseId,
    ContractText,
    ContractVersionId,
    MoveClause,
    SetParties,
    SetVariables,
    UpdateClause,
    VariableInput,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import FieldError, Invalid, NotFound
from hanse.kit.text import clean_line, clean_text, slugify
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT_CLAUSE: Final = """
INSERT INTO contract_clauses (id, version_id, position, key, heading, body, library_clause_id, library_version,
    is_required, is_standard, fallback)
VALUES (%(id)s, %(version)s, %(position)s, %(key)s, %(heading)s, %(body)s, %(library_clause_id)s, %(library_version)s,
    %(is_required)s, %(is_standard)s, %(fallback)s)
"""
UPDATE_CLAUSE: Final = """
UPDATE contract_clauses SET heading = %(heading)s, body = %(body)s, is_standard = %(is_standard)s,
    fallback = %(fallback)s
WHERE id = %(id)s
"""
DELETE_CLAUSE: Final = "DELETE FROM contract_clauses WHERE id = %(id)s"
ARRANGE: Final = """
UPDATE contract_clauses c SET position = given.position
FROM unnest(%(keys)s::text[]) WITH ORDINALITY AS given (key, position)
WHERE c.version_id = %(version)s AND c.key = given.key AND c.position <> given.position
"""
VERSION_OF: Final = "SELECT version_id FROM contract_clauses WHERE id = %(id)s"
LIBRARY: Final = """
SELECT id, key, heading, body, is_required, fallbacks, version, status FROM library_clauses WHERE id = %(id)s
"""
OF_TEMPLATE: Final = """
SELECT t.heading, t.body FROM contract_template_clauses t
JOIN contract_versions v ON v.tenant_id = t.tenant_id AND v.template_id = t.template_id
WHERE v.id = %(version)s AND t.key = %(key)s
"""
DROP_VARIABLES: Final = """
DELETE FROM contract_variables WHERE version_id = %(version)s AND name = ANY(%(names)s)
"""
DROP_PARTIES: Final = "DELETE FROM contract_parties WHERE version_id = %(version)s"
INSERT_PARTY: Final = """
INSERT INTO contract_parties (version_id, position, side, name, address, registration, organization_id, signatory_name,
    signatory_role, signatory_email, signatory_member_id)
VALUES (%(version)s, %(position)s, %(side)s, %(name)s, %(address)s, %(registration)s, %(organization)s,
    %(signatory_name)s, %(signatory_role)s, %(signatory_email)s, %(signatory_member_id)s)
"""
MEMBERS: Final = "SELECT id, display_name FROM members WHERE id = ANY(%(ids)s) AND status = 'active'"


@command("contract.add_clause", permission="contract.edit")
async def add_clause(ctx: Ctx, version_id: ContractVersionId, data: AddClause) -> ContractText:
    """Add a clause to the version on its way, written here or taken from the library.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    values = await _new_clause(ctx, data)
    await insert_clause(ctx, record, values, data.after_key, at_end=data.after_key is None)
    return await _changed(ctx, record)


async def _new_clause(ctx: Ctx, data: AddClause) -> dict[str, Any]:
    if data.library_clause_id is None:
        needed = [FieldError(name, "Write it", "required") for name in ("heading", "body") if not getattr(data, name)]
        if needed:
            raise Invalid("A clause needs a heading and a text, or one of the library", fields=needed)
        wording = {"heading": clean_line(data.heading or ""), "body": clean_text(data.body or "")}
        return _blank() | wording | {"key": data.key, "is_required": data.is_required}
    library = await ctx.db.maybe(LIBRARY, {"id": data.library_clause_id})
    if library is None or library["status"] != "active":
        raise Invalid.field("library_clause_id", "There is no such clause in the library", "not_found")
    body = clean_text(data.body) if data.body else library["body"]
    if data.fallback is not None:
        body = _fallback(library["fallbacks"], data.fallback)
    return _blank() | {
        "key": data.key or library["key"],
        "heading": clean_line(data.heading) if data.heading else library["heading"],
        "body": body,
        "library_clause_id": library["id"],
        "library_version": library["version"],
        "is_required": data.is_required or library["is_required"],
        "is_standard": body == library["body"],
        "fallback": _label_of(library["fallbacks"], body),
    }


def _blank() -> dict[str, Any]:
    return {"library_clause_id": None, "library_version": None, "is_standard": False, "fallback": None}


def _fallback(fallbacks: Sequence[dict[str, str]], label: str) -> str:
    for one in fallbacks:
        if one["label"] == label:
            return one["body"]
    known = ", ".join(one["label"] for one in fallbacks) or "it has none"
    raise Invalid.field("fallback", f"The library clause has no such fallback ({known})", "not_found")


def _label_of(fallbacks: Sequence[dict[str, str]], body: str) -> str | None:
    return next((one["label"] for one in fallbacks if one["body"] == body), None)


async def insert_clause(
    ctx: Ctx, record: VersionRecord, values: dict[str, Any], after_key: str | None, *, at_end: bool = False
) -> str:
    """Write a new clause behind another one (None: first); its key. Raises Invalid."""
    version_id = record.version.id
    clauses = await load_clauses(ctx, version_id, {})
    if len(clauses) >= CLAUSES_MAXIMUM:
        raise Invalid.field("heading", f"A contract has {CLAUSES_MAXIMUM} clauses at most", "too_many")
    _check_braces(values["body"])
    keys = [clause.key for clause in clauses]
    key = values["key"] or new_key(values["heading"], keys)
    if key in keys:
        heading = next(clause.heading for clause in clauses if clause.key == key)
        raise Invalid.field("key", f"There is a clause {key} already ({heading})", "taken")
    place = len(keys) if at_end else _place(keys, after_key)
    order = [*keys[:place], key, *keys[place:]]
    row = {**values, "key": key, "id": ContractClauseId.new(), "version": version_id, "position": len(keys) + 1}
    await ctx.db.run(INSERT_CLAUSE, row)
    await ctx.db.run(ARRANGE, {"version": version_id, "keys": order})
    return key


def new_key(heading: str, taken: Sequence[str]) -> str:
    """A key for a clause, made from its heading."""
    slug = slugify(heading, 50)
    base = slug if slug[:1].isalpha() else f"clause-{slug}".rstrip("-")
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, CLAUSES_MAXIMUM + 2))) if key not in taken)


def _place(keys: Sequence[str], after_key: str | None) -> int:
    if after_key is None:
        return 0
    if after_key not in keys:
        raise Invalid.field("after_key", f"There is no clause {after_key} in this version", "not_found")
    return keys.index(after_key) + 1


def _check_braces(body: str) -> None:
    if is_broken(body):
        message = "Braces that name no variable: write {{name}} with small letters, digits and _"
        raise Invalid.field("body", message, "broken_variable")


@command("contract.update_clause", permission="contract.edit")
async def update_clause(ctx: Ctx, clause_id: ContractClauseId, data: UpdateClause) -> ContractText:
    """Change heading or text of a clause, or take a wording of the library instead.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record, clause = await _open_clause(ctx, clause_id)
    body = clause.body if data.body is UNSET else clean_text(data.body)
    if data.fallback is not UNSET:
        body = await _library_wording(ctx, clause, data.fallback)
    heading = clause.heading if data.heading is UNSET else clean_line(data.heading)
    await write_clause(ctx, record, clause, heading, body)
    return await _changed(ctx, record)


async def _library_wording(ctx: Ctx, clause: ContractClause, label: str | None) -> str:
    library = await ctx.db.maybe(LIBRARY, {"id": clause.library_clause_id}) if clause.library_clause_id else None
    if library is None:
        raise Invalid.field("fallback", "This clause is not from the library", "not_found")
    body: str = library["body"]
    return body if label is None else _fallback(library["fallbacks"], label)


async def write_clause(ctx: Ctx, record: VersionRecord, clause: ContractClause, heading: str, body: str) -> None:
    """Give a clause another wording, and say whether that is a standard one."""
    _check_braces(body)
    is_standard, fallback = await _standing(ctx, record, clause, body)
    values = {"id": clause.id, "heading": heading, "body": body, "is_standard": is_standard, "fallback": fallback}
    await ctx.db.run(UPDATE_CLAUSE, values)


async def _standing(ctx: Ctx, record: VersionRecord, clause: ContractClause, body: str) -> tuple[bool, str | None]:
    """Whether a text is word for word that of the library or template, or which fallback it is."""
    if clause.library_clause_id is not None:
        library = await ctx.db.one(LIBRARY, {"id": clause.library_clause_id})
        if body == library["body"]:
            return True, None
        label = _label_of(library["fallbacks"], body)
        if label is not None:
            return False, label
    template = await ctx.db.maybe(OF_TEMPLATE, {"version": record.version.id, "key": clause.key})
    return template is not None and template["body"] == body, None


@command("contract.remove_clause", permission="contract.edit")
async def remove_clause(ctx: Ctx, clause_id: ContractClauseId) -> ContractText:
    """Take a clause out of the version on its way; a required one stays.

    Raises ContractIncomplete, ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired.
    """
    record, clause = await _open_clause(ctx, clause_id)
    await drop_clause(ctx, record, clause)
    return await _changed(ctx, record)


async def drop_clause(ctx: Ctx, record: VersionRecord, clause: ContractClause) -> None:
    """Delete a clause. Raises ContractIncomplete for one that every contract has to have."""
    if clause.is_required:
        raise ContractIncomplete(f"“{clause.heading}” is required; change its text or take a fallback instead")
    keys = [one.key for one in await load_clauses(ctx, record.version.id, {}) if one.key != clause.key]
    await ctx.db.run(DELETE_CLAUSE, {"id": clause.id})
    await ctx.db.run(ARRANGE, {"version": record.version.id, "keys": keys})


@command("contract.move_clause", permission="contract.edit")
async def move_clause(ctx: Ctx, clause_id: ContractClauseId, data: MoveClause) -> ContractText:
    """Put a clause behind another one, or first.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record, clause = await _open_clause(ctx, clause_id)
    await place_clause(ctx, record, clause.key, data.after_key)
    return await _changed(ctx, record)


async def place_clause(ctx: Ctx, record: VersionRecord, key: str, after_key: str | None) -> None:
    """Put a clause behind another one (None: first). Raises Invalid."""
    keys = [one.key for one in await load_clauses(ctx, record.version.id, {}) if one.key != key]
    place = _place(keys, after_key)
    await ctx.db.run(ARRANGE, {"version": record.version.id, "keys": [*keys[:place], key, *keys[place:]]})


async def _open_clause(ctx: Ctx, clause_id: ContractClauseId) -> tuple[VersionRecord, ContractClause]:
    version_id: UUID | None = await ctx.db.value(VERSION_OF, {"id": clause_id})
    if version_id is None:
        ctx.authorize_absent("contract.edit")
        raise NotFound()
    record = await open_version(ctx, ContractVersionId(version_id), "contract.edit")
    clauses = await load_clauses(ctx, record.version.id, await load_variables(ctx, record.version.id))
    clause = next((one for one in clauses if one.id == clause_id), None)
    if clause is None:
        raise NotFound()
    return record, clause


async def _changed(ctx: Ctx, record: VersionRecord) -> ContractText:
    return await text_of(ctx, await touch(ctx, record))


@command("contract.set_variables", permission="contract.edit")
async def set_variables(ctx: Ctx, version_id: ContractVersionId, data: SetVariables) -> ContractText:
    """Give variables their values; an empty one takes a value away.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    values = {one.name: clean_line(one.value) for one in data.variables}
    kept = [VariableInput(name=name, value=value) for name, value in values.items() if value]
    await put_variables(ctx, version_id, kept)
    gone = [name for name, value in values.items() if not value]
    await ctx.db.run(DROP_VARIABLES, {"version": version_id, "names": gone})
    return await _changed(ctx, record)


@command("contract.set_parties", permission="contract.edit")
async def set_parties(ctx: Ctx, version_id: ContractVersionId, data: SetParties) -> ContractText:
    """Say between whom the contract is, and who signs for them.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    if {party.side for party in data.parties} != {Side.SELLER, Side.BUYER}:
        raise Invalid.field("parties", "Name at least one party of each side", "one_sided")
    known = await _signatories(ctx, data)
    await ctx.db.run(DROP_PARTIES, {"version": version_id})
    for position, party in enumerate(data.parties, 1):
        fields = msgspec.structs.asdict(party)
        member = known.get(party.signatory_member_id.uuid) if party.signatory_member_id else None
        row = {
            **fields,
            "name": clean_line(party.name),
            "address": clean_text(party.address),
            "signatory_name": clean_line(party.signatory_name) or (member or ""),
            "version": version_id,
            "position": position,
            "organization": record.contract.organization_id if party.side is Side.BUYER else None,
        }
        await ctx.db.run(INSERT_PARTY, row)
    return await _changed(ctx, record)


async def _signatories(ctx: Ctx, data: SetParties) -> dict[UUID, str]:
    ids = [party.signatory_member_id.uuid for party in data.parties if party.signatory_member_id is not None]
    rows = await ctx.db.all(MEMBERS, {"ids": ids}) if ids else []
    known = {row["id"]: row["display_name"] for row in rows}
    wrong = [
        FieldError(f"parties.{place}.signatory_member_id", "There is no such active member", "not_found")
        for place, party in enumerate(data.parties)
        if party.signatory_member_id is not None and party.signatory_member_id.uuid not in known
    ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return known
