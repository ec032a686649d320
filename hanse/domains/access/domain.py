"""The manifest of access."""

from __future__ import annotations

from hanse.domains.access import api
from hanse.domains.access.events import EVENTS
from hanse.domains.access.jobs import JOBS
from hanse.domains.access.pages.home import load_people
from hanse.domains.access.pages.table import PAGES
from hanse.domains.access.policies import PERMISSIONS
from hanse.domains.access.queries.members import reindex_members
from hanse.domains.access.routes import ROUTES
from hanse.platform.registry import Domain, HomeSource, NavItem, Place, Searchable

DOMAIN = Domain(
    name="access",
    places=(
        Place("Switch business or organization", "/switch", "chevrons-up-down"),
        Place("Invite a colleague", "/admin/invitations/new", "user-round-plus"),
        Place("Invite a colleague", "/app/invitations/new", "user-round-plus"),
        Place("New role", "/admin/roles/new", "plus"),
        Place("New API key", "/admin/api-keys/new", "plus"),
        Place("Failed work", "/admin/jobs", "triangle-alert"),
    ),
    runs_while_paused=True,
    tables=("members", "roles", "assignments", "invitations", "api_keys", "second_factor_demands"),
    global_tables=("api_key_prefixes",),
    definer_functions=(
        "api_key_register",
        "api_key_used",
        "assignments_of",
        "invitation_tenant",
        "member_security",
        "member_sessions_end",
        "memberships_of",
        "resolve_api_key",
        "resolve_session",
        "second_factor_figures",
        "session_proof",
        "staff_without_second_factor",
        "tenants_of_account",
    ),
    definer_tables=("members", "roles", "assignments", "invitations", "api_keys"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    home=(HomeSource("admin", load_people, None, 10),),
    events=EVENTS,
    nav=(
        NavItem("admin", "Home", "/admin", "house", None, "", 10, "h"),
        NavItem("admin", "People", "/admin/members", "users-round", "member.view", "Business", 200, "p"),
        NavItem("app", "Home", "/app", "house", None, "", 10, "h"),
        NavItem("app", "People", "/app/members", "users-round", "member.view", "Your company", 200, "p"),
        NavItem("app", "Invitations", "/app/invitations", "mail", "invitation.view", "Your company", 205),
        NavItem("admin", "Invitations", "/admin/invitations", "mail", "invitation.view", "Business", 205),
        NavItem("admin", "Roles", "/admin/roles", "shield", "role.view", "Business", 210),
        NavItem("admin", "API keys", "/admin/api-keys", "key-round", "api_key.view", "Business", 220),
        NavItem(
            "admin", "Log-in security", "/admin/log-in-security", "shield-check", "second_factor.view", "Business", 225
        ),
        NavItem("admin", "Audit trail", "/admin/audit", "scroll-text", "audit.view", "Business", 230),
    ),
    searchable=(Searchable("member", "People", "member.view", "user-round", reindex_members),),
    jobs=JOBS,
    constraints={
        "roles_kind_name_key": ("name", "Another role has this name already"),
        "invitations_open_email_key": ("email", "An invitation to this address is open already; send it again instead"),
    },
    redacted=frozenset({"secret_hash", "token_hash"}),
)
