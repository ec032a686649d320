"""What can go wrong with organizations, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, Invalid


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


class ImportInvalidTransition(Conflict):
    code = "import_invalid_transition"
    title = "This is not possible in the import's present state"


class TooManyParts(Conflict):
    code = "too_many_parts"
    title = "There are too many of these at one organization; remove some first"


class RequesterCannotDecide(Forbidden):
    code = "requester_cannot_decide"
    title = "Whoever made or filled in an application cannot decide about it; ask a colleague"


class ApplicationInvalidTransition(Conflict):
    code = "application_invalid_transition"
    title = "This is not possible in the application's present state"


class AlreadyApplying(Conflict):
    code = "already_applying"
    title = "This organization goes through a checklist already"


class StepNeedsOther(Conflict):
    code = "step_needs_other"
    title = "This step is not completed this way"
