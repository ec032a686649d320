"""Pure decisions of access: who may lose which role, what a key may be given, how a role is named."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hanse.domains.access.errors import LastOwner, MemberInvalidTransition, OwnLimits
from hanse.domains.access.types import Assignment, Member, MemberId, MemberStatus, RoleKind
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.money import Money
from hanse.kit.structs import Data
from hanse.kit.text import HANDLE_LIMIT, RESERVED_HANDLES, slugify
from hanse.platform.authz import Grant, Permission, Principal, Reach, builtin_grants

TRANSITIONS = {
    "member.suspend": (MemberStatus.ACTIVE, MemberStatus.SUSPENDED),
    "member.reactivate": (MemberStatus.SUSPENDED, MemberStatus.ACTIVE),
}
NETWORKS_MAXIMUM = 50
LONGEST_NOTICE = timedelta(days=731)
ASSIGNMENTS_MAXIMUM = 200
_NOT_KEY = re.compile(r"[^a-z0-9]+")


class Demand(Data, frozen=True, kw_only=True):
    """From which day on a business demands a second factor of its staff and of its partners' people; None: of nobody.

    A day begins where the business is.
    """

    staff_from: date | None = None
    partners_from: date | None = None
    company_log_in_counts: bool = True

    def holds_for(self, assignments: Iterable[Sequence[str | None]], now: datetime, timezone: str) -> bool:
        """Whether somebody with these roles, as [role, organization], must prove more than a password now."""
        if self.staff_from is None and self.partners_from is None:
            return False
        today = now.astimezone(ZoneInfo(timezone)).date()
        days = {self.staff_from if organization is None else self.partners_from for _, organization in assignments}
        return any(day is not None and day <= today for day in days)


def is_proof_missing(proof: str, demand: Demand) -> bool:
    """Whether a session proven this way (own, company, none) is not enough for the demand."""
    return not (proof == "own" or (proof == "company" and demand.company_log_in_counts))


def check_demand(wanted: Demand, present: Demand, today: date) -> None:
    """Refuse a day in the past that is not the present one. Raises Invalid."""
    for name in ("staff_from", "partners_from"):
        day = getattr(wanted, name)
        if day is not None and day != getattr(present, name) and not today <= day <= today + LONGEST_NOTICE:
            raise Invalid.field(name, "Choose today or a day within the next two years", "out_of_range")


def next_status(member: Member, action: str) -> MemberStatus:
    """The state after `action`. Raises MemberInvalidTransition."""
    before, after = TRANSITIONS[action]
    if member.status is not before:
        raise MemberInvalidTransition(f"{member.display_name} is {member.status}, so this cannot be done")
    return after


def holds_ownership(assignments: Iterable[Assignment]) -> bool:
    """Whether one of these roles is the tenant's owner."""
    return any(is_ownership(item) for item in assignments)


def is_ownership(assignment: Assignment) -> bool:
    """Whether this is the built-in owner role; only it may be held by tenant staff under that name."""
    return assignment.organization_id is None and assignment.role_kind is RoleKind.TENANT and assignment.is_owner


def keep_an_owner(member: Member, other_owners: int) -> None:
    """Refuse what would leave the business without an active owner. Raises LastOwner."""
    if member.status is MemberStatus.ACTIVE and holds_ownership(member.assignments) and other_owners == 0:
        raise LastOwner()


def is_partner_only(member: Member) -> bool:
    """Whether all of a member's roles are at organizations, so that staff may act for them."""
    return bool(member.assignments) and all(item.organization_id is not None for item in member.assignments)


def role_grants(permissions: Iterable[Permission], row: Mapping[str, Any]) -> tuple[Grant, ...]:
    """What a role allows, without a place: declared in code for a built-in one, stored for one a business made."""
    if row["is_builtin"]:
        return builtin_grants(permissions, row["kind"], row["key"])
    return tuple(
        Grant(
            permission=item["permission"], reach=Reach(item["reach"]), condition=item.get("condition"), role=row["key"]
        )
        for item in row["grants"]
    )


def placed(grants: Iterable[Grant], organization: UUID | None) -> tuple[Grant, ...]:
    """The same grants as they count at an organization, or for the business itself."""
    return tuple(msgspec.structs.replace(grant, organization_id=organization) for grant in grants)


def is_self(principal: Principal, member_id: MemberId) -> bool:
    """Whether a member is the one who acts or the one acted for, who get no more from this than from themselves."""
    acting = principal.on_behalf.member_id if principal.on_behalf else None
    return member_id.uuid in (principal.member_id, acting)


def check_approval_limit(setter: Principal, member: Member, wanted: Money | None) -> None:
    """Refuse an approval limit that its setter may not give: their own, or more than they may approve themselves.

    Somebody without a limit of their own may set any. Raises OwnLimits, Invalid.
    """
    if is_self(setter, member.id):
        raise OwnLimits()
    if wanted is None:
        return
    if wanted.minor < 0:
        raise Invalid.field("approval_limit", "An approval limit is zero or more")
    own = setter.attributes.get("approval_limit")
    if not isinstance(own, Money):
        return
    if own.currency != wanted.currency:
        raise Invalid.field("approval_limit", f"Your own limit is in {own.currency}; set limits in that currency")
    if wanted.minor > own.minor:
        sentence = f"You may approve up to {own.amount} {own.currency} yourself, so you cannot give a higher limit"
        raise Invalid.field("approval_limit", sentence, "more_than_you_hold")


def free_handles(handle: str) -> list[str]:
    """What a business could be called when a handle is taken, best first."""
    stem = handle[: HANDLE_LIMIT - 4].rstrip("-")
    return [f"{stem}-{number}" for number in range(2, 30)]


def suggested_handle(name: str) -> str:
    """A handle made of a business's name, as far as the name has Latin letters; empty otherwise."""
    made = slugify(name, HANDLE_LIMIT).lstrip("-0123456789")
    return f"{made}-trade" if made in RESERVED_HANDLES else made


def role_key(name: str, taken: Iterable[str]) -> str:
    """A short name for a role made of what people call it, unlike those taken."""
    stem = _NOT_KEY.sub("_", name.casefold()).strip("_")[:50]
    stem = stem if stem[:1].isalpha() else f"role_{stem}".rstrip("_")
    used = set(taken)
    candidates = (stem if number == 1 else f"{stem}_{number}" for number in range(1, len(used) + 3))
    return next(candidate for candidate in candidates if candidate not in used)


def check_networks(networks: Sequence[str]) -> list[str]:
    """The allow-list of a key in canonical form. Raises Invalid naming the line that is not an address or network."""
    if len(networks) > NETWORKS_MAXIMUM:
        raise Invalid.field("allowed_networks", f"List at most {NETWORKS_MAXIMUM} addresses or networks")
    result, wrong = [], []
    for position, text in enumerate(networks):
        try:
            result.append(str(ipaddress.ip_network(text.strip(), strict=False)))
        except ValueError:
            sentence = f"{text!r} is neither an address nor a network such as 203.0.113.0/24"
            wrong.append(FieldError(f"allowed_networks.{position}", sentence))
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return result
