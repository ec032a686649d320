"""From what a command noted to audit rows: the lasting part, and beside it the personal part that may be erased.

Pure: no SQL and no clock. The personal part is bound to the lasting one by a salted hash, so that it can be proved
while it is there, and be erased without a trace of it staying guessable.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from hanse.kit.diff import Change, diff
from hanse.kit.ids import Id, uuid7
from hanse.kit.structs import to_builtins, to_json

if TYPE_CHECKING:
    from hanse.platform.context import AuditNote, Ctx

INSTALLATION: Final = UUID(int=0)
"""Stands for the installation itself where a table wants a tenant."""

SECRET_FIELDS: Final = frozenset(
    """
    password password_hash secret secret_hash token token_hash code recovery_codes hash private_key api_key csrf_secret
    totp_secret client_secret signing_secret card_number cvc authorization cookie
    """.split()  # noqa: SIM905 - a list of this length reads better as text
)
PERSONAL_FIELDS: Final = frozenset(
    """
    email emails phone phones mobile first_name last_name given_name family_name full_name person_name contact_name
    display_name birth_date date_of_birth street address address_line line1 line2 postal_code iban bic account_holder
    ip user_agent
    """.split()  # noqa: SIM905 - a list of this length reads better as text
)
PERSONAL_KINDS: Final = frozenset(
    {"account", "member", "contact", "person", "invitation", "session", "address", "api_key"}
)
SUBJECTS_LIMIT: Final = 200

_LIMITS: Final = {"action": 100, "label": 300, "reason": 2000, "name": 200, "agent": 400, "request": 100, "kind": 60}


@dataclass(frozen=True, slots=True)
class ActionNote:
    """One entry to be: what was done (or tried) to which subject. `changes` is a finished diff."""

    action: str
    outcome: str = "allowed"
    subject_kind: str | None = None
    subject_id: UUID | None = None
    label: str = ""
    reason: str | None = None
    changes: tuple[Change, ...] = ()
    details: dict[str, Any] | None = None


def note_of(note: AuditNote, action: str, redacted: Collection[str]) -> ActionNote:
    """Compare before and after of what a command recorded."""
    changes = () if note.before is None and note.after is None else tuple(diff(note.before, note.after, redacted))
    return ActionNote(
        action=action,
        subject_kind=note.subject_kind,
        subject_id=note.subject_id,
        label=note.label,
        reason=note.reason,
        changes=changes,
    )


def notes_of_result(action: str, noun: str, result: Any) -> list[ActionNote]:
    """What a command that recorded nothing did: one entry for each id its result names, or one without a subject."""
    found = _ids_of(result)
    if not found:
        return [ActionNote(action=action, subject_kind=noun)]
    kept = found[:SUBJECTS_LIMIT]
    notes = [ActionNote(action=action, subject_kind=noun, subject_id=identity.uuid) for identity in kept]
    if len(found) > len(kept):
        more = Change(path="", before=None, after=f"and {len(found) - len(kept)} more subjects")
        notes.append(ActionNote(action=action, subject_kind=noun, changes=(more,)))
    return notes


def _ids_of(result: Any) -> list[Id]:
    if isinstance(result, Id):
        return [result]
    single = getattr(result, "id", None)
    if isinstance(single, Id):
        return [single]
    several = getattr(result, "ids", None)
    if several is None:
        several = [getattr(item, "id", None) for item in getattr(result, "items", None) or ()]
    return [item for item in several if isinstance(item, Id)] if isinstance(several, (list, tuple)) else []


def build_row(ctx: Ctx, note: ActionNote) -> dict[str, Any]:
    """One row for both tables, ready for jsonb_to_recordset."""
    principal, origin = ctx.principal, ctx.origin
    lasting, personal = split_changes(note)
    person_is_subject = note.subject_kind in PERSONAL_KINDS
    people: dict[str, Any] = {
        "actor_name": _cut(principal.display_name, "name"),
        "on_behalf_name": _cut(principal.on_behalf.display_name, "name") if principal.on_behalf else None,
        "ip": plain_address(origin.ip),
        "user_agent": _cut(origin.user_agent, "agent"),
        "details": _details(note, personal, _cut(note.label, "label") if person_is_subject else None),
    }
    salt = secrets.token_bytes(16)
    return {
        "id": uuid7(),
        "occurred_at": ctx.now,
        "actor_kind": principal.kind.value,
        "actor_id": principal.member_id or principal.account_id,
        "on_behalf_of": principal.on_behalf.member_id if principal.on_behalf else None,
        "api_key_id": principal.api_key_id,
        "session_id": principal.session_id,
        "request_id": _cut(origin.request_id, "request"),
        "causation_id": origin.causation_id,
        "action": _cut(note.action, "action"),
        "outcome": note.outcome,
        "subject_kind": _cut(note.subject_kind, "kind"),
        "subject_id": note.subject_id,
        "subject_label": None if person_is_subject else _cut(note.label, "label"),
        "reason": _cut(note.reason, "reason"),
        "changes": lasting,
        "people_hash": people_hash(salt, people).hex(),
        "salt": salt.hex(),
        **people,
    }


def split_changes(note: ActionNote) -> tuple[list[Any] | None, list[Any] | None]:
    """Part a diff into what stays for ever and what is about a person."""
    whole_person = note.subject_kind in PERSONAL_KINDS
    lasting: list[Any] = []
    personal: list[Any] = []
    has_nul = b"\\u0000" in to_json(note.changes)
    for change in note.changes:
        plain = _without_nul(to_builtins(change)) if has_nul else to_builtins(change)
        about_person = whole_person or not PERSONAL_FIELDS.isdisjoint(change.path.split("."))
        (personal if about_person else lasting).append(plain)
    return lasting or None, personal or None


def _details(note: ActionNote, personal: list[Any] | None, label: str | None) -> dict[str, Any] | None:
    found: dict[str, Any] = dict(_without_nul(to_builtins(note.details))) if note.details else {}
    if personal:
        found["changes"] = personal
    if label:
        found["label"] = label
    return found or None


def people_hash(salt: bytes, people: dict[str, Any]) -> bytes:
    """The seal over the personal part: SHA-256 of salt and canonical JSON."""
    return sha256(salt + canonical(people)).digest()


def canonical(value: Any) -> bytes:
    """JSON in which equal values are equal bytes: sorted keys, no white space."""
    return msgspec.json.encode(to_builtins(value), order="deterministic")


def plain_address(text: str | None) -> str | None:
    """An IP address in its one canonical spelling; None for what is none (a unix socket)."""
    try:
        return str(ipaddress.ip_address(text.partition("%")[0])) if text else None
    except ValueError:
        return None


def _cut(text: str | None, limit: str) -> str | None:
    """Fit into the column; a NUL cannot be stored."""
    if not text:
        return None
    return text.replace("\x00", "")[: _LIMITS[limit]] or None


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "") if "\x00" in value else value
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    return value
