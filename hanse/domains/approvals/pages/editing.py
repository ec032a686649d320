"""The levels of the policy editor: from posted fields to the API's body and back. No rule and no SQL.

Fields are named `level.<n>.<field>` and `level.<n>.group.<m>.<field>`; approvers are texts such as `manager`,
`role:rol_...`, `member:mem_...`.
"""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.approvals.types import Policy
from hanse.platform.web.requests import PageRequest

LEVELS_MAXIMUM: Final = 10
GROUPS_MAXIMUM: Final = 10
Level = dict[str, Any]


def to_fields(policy: Policy) -> list[Level]:
    """The levels of a policy as the editor shows them."""
    return [
        {
            "name": level.name,
            "timeout_hours": level.timeout_hours,
            "remind_hours": level.remind_hours or "",
            "on_timeout": level.on_timeout.value,
            "fallback": [str(one) for one in level.fallback],
            "groups": [
                {
                    "label": group.label,
                    "quorum": group.quorum,
                    "resolvers": [_text(one) for one in group.resolvers],
                }
                for group in level.groups
            ],
        }
        for level in policy.levels
    ]


def _text(resolver: Any) -> str:
    reference = resolver.member_id or resolver.role_id
    return f"{resolver.kind.value}:{reference}" if reference else str(resolver.kind.value)


def posted_levels(request: PageRequest) -> list[Level]:
    """The levels in their order on the page."""
    levels: dict[int, Level] = {}
    groups: dict[tuple[int, int], dict[str, Any]] = {}
    for name, value in request.fields:
        parts = name.split(".")
        if parts[0] != "level" or not isinstance(value, str) or not all(part.isdigit() for part in parts[1:4:2]):
            continue
        if len(parts) == 3:
            level = levels.setdefault(int(parts[1][:3]), {"groups": [], "fallback": []})
            if parts[2] == "fallback":
                level["fallback"] += [value] if value else []
            else:
                level[parts[2]] = value
        elif len(parts) == 5 and parts[2] == "group":
            group = groups.setdefault((int(parts[1][:3]), int(parts[3][:3])), _new_group())
            if parts[4] == "resolvers":
                group["resolvers"] += [value] if value else []
            else:
                group[parts[4]] = value
    for (at, _), group in sorted(groups.items()):
        levels.setdefault(at, {"groups": [], "fallback": []})["groups"].append(group)
    return [levels[at] for at in sorted(levels)][:LEVELS_MAXIMUM]


def rearranged(levels: list[Level], action: str) -> list[Level]:
    """The levels after `add`, `up:<n>`, `down:<n>`, `remove:<n>`, `add_group:<n>` or `remove_group:<n>:<m>`."""
    verb, *numbers = action.split(":")
    places = [int(number) for number in numbers if number.isdigit()]
    kept = [dict(level) for level in levels]
    if verb == "add" and len(kept) < LEVELS_MAXIMUM:
        kept.append({"name": "", "groups": [_new_group()], "fallback": []})
        return kept
    if not places or places[0] >= len(kept):
        return kept
    at = places[0]
    if verb == "remove":
        kept.pop(at)
    elif verb == "add_group" and len(kept[at]["groups"]) < GROUPS_MAXIMUM:
        kept[at]["groups"] = [*kept[at]["groups"], _new_group()]
    elif verb == "remove_group" and len(places) > 1:
        kept[at]["groups"] = [group for place, group in enumerate(kept[at]["groups"]) if place != places[1]]
    other = at - 1 if verb == "up" else at + 1
    if verb in ("up", "down") and 0 <= other < len(kept):
        kept[at], kept[other] = kept[other], kept[at]
    return kept


def _new_group() -> dict[str, Any]:
    return {"label": "", "resolvers": [], "quorum": 1}


def body_of(values: dict[str, Any], levels: list[Level]) -> dict[str, Any]:
    """The policy as the API takes it."""
    return {
        **values,
        "priority": values["priority"] or 100,
        "organization_id": values["organization_id"] or None,
        "levels": [_level(level) for level in levels],
    }


def _level(level: Level) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": level.get("name", "").strip(),
        "timeout_hours": level.get("timeout_hours") or 48,
        "on_timeout": level.get("on_timeout") or "escalate",
        "fallback": level["fallback"],
        "groups": [
            {
                "label": group.get("label", "").strip(),
                "quorum": group.get("quorum") or 1,
                "resolvers": [_resolver(text) for text in group["resolvers"]],
            }
            for group in level["groups"]
        ],
    }
    if str(level.get("remind_hours") or "").strip():
        body["remind_hours"] = level["remind_hours"]
    return body


def _resolver(text: str) -> dict[str, str]:
    kind, _, reference = text.partition(":")
    body = {"kind": kind}
    if kind in ("member", "role"):
        body[f"{kind}_id"] = reference
    return body
