"""Actions of the audit trail in words people use: "member.suspend" is "suspended member". Words only."""

from __future__ import annotations

from typing import Final

from hanse.domains.access.types import AuditRecord
from hanse.platform.context import Ctx

_OWN: Final = {
    "account.log_in": "logged in",
    "account.log_out": "logged out",
    "api_key.create": "made the API key",
    "audit.export": "exported the audit trail",
    "invitation.accept": "accepted an invitation",
    "invitation.resend": "sent the invitation again to",
    "invitation.revoke": "took back the invitation of",
    "member.act_on_behalf": "began to act for",
    "member.invite": "invited",
    "member.stop_acting": "stopped acting for",
    "organization.switch": "went on in another organization",
    "role.assign": "gave a role to",
    "role.unassign": "took a role from",
    "session.end": "ended a session",
    "tenant.sign_up": "founded the business",
    "tenant.switch": "went on in another business",
}
_IRREGULAR: Final = dict(
    zip(
        ("find", "give", "hold", "make", "send", "set", "ship", "stop", "take", "update", "withdraw", "write"),
        ("found", "gave", "held", "made", "sent", "set", "shipped", "stopped", "took", "changed", "withdrew", "wrote"),
        strict=True,
    )
)
_PEOPLE: Final = {"tenant": "business"}


def told(ctx: Ctx, record: AuditRecord) -> str:
    """What was done, to stand after a name: "suspended member"; what was refused by the right it took."""
    if record.outcome == "allowed":
        return past(record.action)
    known = ctx.services.registry.permissions.get(record.action)
    what = known.label if known else past(record.action)
    return f"was refused: {what}" if record.outcome == "denied" else f"failed at: {what}"


def past(action: str) -> str:
    """An action in the past tense."""
    if action in _OWN:
        return _OWN[action]
    noun, _, verb = action.rpartition(".")
    first, *rest = verb.split("_")
    subject = _PEOPLE.get(noun, noun.replace("_", " ").replace(".", " "))
    return " ".join((_past_of(first), *rest, *(("of",) if rest else ()), subject))


def _past_of(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}ed"
