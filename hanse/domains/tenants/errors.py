"""What can go wrong with tenants, named."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class HandleTaken(Conflict):
    code = "handle_taken"
    title = "Another business has this handle; choose another"


class InsideAnotherTenant(Conflict):
    code = "inside_another_tenant"
    title = "A business is created outside of any other; leave this one first"


class TenantInvalidTransition(Conflict):
    code = "tenant_invalid_transition"
    title = "The business is not in a state that allows this"


class SuspendedByOperator(Conflict):
    code = "suspended_by_operator"
    title = "The operator of this installation paused the business; ask them to end the pause"


class UnknownSetting(Invalid):
    code = "unknown_setting"
    title = "There is no setting with this name"


class UnknownFeature(Invalid):
    code = "unknown_feature"
    title = "There is no feature with this name"


class UnreadableColour(Invalid):
    code = "unreadable_colour"
    title = "A colour is written as # and six hexadecimal digits, for example #1d4ed8"


class LogoNotAccepted(Invalid):
    code = "logo_not_accepted"
    title = "Use a PNG, JPEG or WebP picture of at most 1 MB and 2,000 pixels each way"


class DomainNotAccepted(Invalid):
    code = "domain_not_accepted"
    title = "Write a full internet domain, such as trade.example.com"


class DomainTaken(Conflict):
    code = "domain_taken"
    title = "Another business has proven this domain"


class NoDomain(Conflict):
    code = "no_domain"
    title = "Name a domain first"


class ParentNotPossible(Invalid):
    code = "parent_not_possible"
    title = "This business cannot be the parent: it does not exist, is this business itself, or stands below it"
