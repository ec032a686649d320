"""What other domains and the surfaces may call of access."""

from hanse.domains.access.commands.assignments import assign_role, block_organization, unassign_role
from hanse.domains.access.commands.demands import demand_second_factor
from hanse.domains.access.commands.founding import confirm_sign_up, sign_up
from hanse.domains.access.commands.invitations import (
    check_may_invite,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from hanse.domains.access.commands.jobs import replay_job
from hanse.domains.access.commands.joining import accept_invitation, add_member
from hanse.domains.access.commands.keys import create_api_key, revoke_api_key
from hanse.domains.access.commands.members import (
    reactivate_member,
    remove_member,
    suspend_member,
    update_member,
)
from hanse.domains.access.commands.roles import copy_role, create_role, delete_role, update_role
from hanse.domains.access.commands.switching import act_on_behalf, stop_acting, switch_organization, switch_tenant
from hanse.domains.access.queries.audit import (
    changes_per_day,
    export_audit_entries,
    get_audit_entry,
    known_actions,
    list_audit_entries,
    list_events,
    timeline_of,
)
from hanse.domains.access.queries.demands import get_second_factor_demand
from hanse.domains.access.queries.home import find_people, find_places, get_home_figures
from hanse.domains.access.queries.invitations import get_invitation, list_invitations, preview_invitation
from hanse.domains.access.queries.jobs import list_failed_jobs
from hanse.domains.access.queries.keys import get_api_key, list_api_keys
from hanse.domains.access.queries.members import get_member, list_members, reindex_members_at
from hanse.domains.access.queries.memberships import list_my_places, list_my_tenants
from hanse.domains.access.queries.roles import find_builtin_role, get_role, list_permissions, list_roles

__all__ = [
    "accept_invitation",
    "act_on_behalf",
    "add_member",
    "assign_role",
    "block_organization",
    "changes_per_day",
    "check_may_invite",
    "confirm_sign_up",
    "copy_role",
    "create_api_key",
    "create_role",
    "delete_role",
    "demand_second_factor",
    "export_audit_entries",
    "find_builtin_role",
    "find_people",
    "find_places",
    "get_api_key",
    "get_audit_entry",
    "get_home_figures",
    "get_invitation",
    "get_member",
    "get_role",
    "get_second_factor_demand",
    "invite_member",
    "known_actions",
    "list_api_keys",
    "list_audit_entries",
    "list_events",
    "list_failed_jobs",
    "list_invitations",
    "list_members",
    "list_my_places",
    "list_my_tenants",
    "list_permissions",
    "list_roles",
    "preview_invitation",
    "reactivate_member",
    "reindex_members_at",
    "remove_member",
    "replay_job",
    "resend_invitation",
    "revoke_api_key",
    "revoke_invitation",
    "sign_up",
    "stop_acting",
    "suspend_member",
    "switch_organization",
    "switch_tenant",
    "timeline_of",
    "unassign_role",
    "update_member",
    "update_role",
]
