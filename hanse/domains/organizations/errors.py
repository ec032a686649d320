"""What can go wrong with organizations, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class OrganizationInvalidTransition(Conflict):
    code = "organization_invalid_transition"
    title = "This is not possible in the organization's present state"


class TreeLoop(Invalid):
    code = "tree_loop"
    title = "An organization cannot be placed below itself"


class TreeTooDeep(Invalid):
    code = "tree_too_deep"
    title = "The tree of organizations has 20 levels at most"


class OrganizationInUse(Conflict):
    code = "organization_in_use"
    title = "Organizations below this one are still open; close or move them first"


class OrganizationCannotTrade(Conflict):
    code = "organization_cannot_trade"
    title = "No new business can be started with this organization in its present state"


class TooManyParts(Conflict):
    code = "too_many_parts"
    title = "There are too many of these at one organization; remove some first"
