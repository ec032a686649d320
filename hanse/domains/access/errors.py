"""What can go wrong with members, roles, invitations and keys, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, HanseError, NotFound


class LastOwner(Conflict):
    code = "last_owner"
    title = "A business keeps at least one active owner; make somebody else an owner first"


class MoreThanYouHold(Forbidden):
    code = "more_than_you_hold"
    title = "You cannot give rights that you do not hold yourself"


class HoldsMore(Forbidden):
    code = "holds_more"
    title = "This person holds rights that you do not hold; only somebody who does can decide over them"


class OwnLimits(Forbidden):
    code = "own_limits"
    title = "Nobody sets their own approval limit or manager; ask another administrator"


class OwnSecondFactorFirst(Conflict):
    code = "own_second_factor_first"
    title = "Log in with a second factor of your own first; then you can demand one of others"


class OwnMembership(Forbidden):
    code = "own_membership"
    title = "You cannot suspend or remove yourself; ask another administrator"


class OwnRoles(Forbidden):
    code = "own_roles"
    title = "Nobody changes their own roles; ask another administrator"


class BuiltInRole(Conflict):
    code = "builtin_role"
    title = "Built-in roles are not changed; copy this one and change the copy"


class RoleInUse(Conflict):
    code = "role_in_use"
    title = "People still hold this role; give them another one first"


class MemberInvalidTransition(Conflict):
    code = "member_invalid_transition"
    title = "This is not possible in the member's present state"


class AlreadyMember(Conflict):
    code = "already_member"
    title = "This person belongs to the business already"


class PlaceTakesNobody(Conflict):
    code = "organization_takes_nobody"
    title = "Nobody can be given a role at this organization now"


class InvitationInvalid(NotFound):
    code = "invitation_invalid"
    title = "This invitation is not valid any more; ask for a new one"


class InvitationForSomebodyElse(Forbidden):
    code = "invitation_for_somebody_else"
    title = "This invitation was sent to another e-mail address; log out and open the link again"


class LogInToAccept(Conflict):
    code = "log_in_to_accept"
    title = "You have an account already; log in, and the invitation is waiting for you"


class LogInToSignUp(Conflict):
    code = "log_in_to_sign_up"
    title = "This address has an account already; log in with it, then create the business"


class InvitationCannotBeKept(InvitationInvalid):
    title = "Whoever invited you can no longer give these rights; ask for a new invitation"


class MembershipSuspended(Conflict):
    code = "membership_suspended"
    title = "Your access to this business is suspended; ask its administrator"


class CannotActFor(Forbidden):
    code = "cannot_act_for"
    title = "You can act only for active people whose roles are all at partner organizations"


class KeyCannot(HanseError):
    status = 403
    code = "key_cannot"
    title = "An API key cannot do this; log in as yourself"
