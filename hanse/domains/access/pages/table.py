"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.access.pages import (
    audit,
    conditions,
    demands,
    entering,
    home,
    invitations,
    jobs,
    keys,
    members,
    roles,
    switching,
)
from hanse.platform.registry import PageRoute

_PUBLIC = "public"
_ACCOUNT = "account"


def _people(root: str) -> tuple[PageRoute, ...]:
    """The pages about people, which staff and partners' administrators have alike."""
    one = f"{root}/members/{{member_id}}"
    offer = f"{root}/invitations/{{invitation_id}}"
    return (
        PageRoute("GET", f"{root}/members", members.list_page, permission="member.view"),
        PageRoute("GET", f"{root}/members/options", members.people_options, permission="member.view"),
        PageRoute("GET", f"{root}/members/places", members.places_options, permission="role.assign"),
        PageRoute("GET", one, members.member_page, permission="member.view"),
        PageRoute("GET", f"{one}/edit", members.edit_page, permission="member.update"),
        PageRoute("POST", f"{one}/edit", members.save, permission="member.update"),
        PageRoute("POST", f"{one}/roles", members.give_role, permission="role.assign"),
        PageRoute("POST", f"{one}/roles/{{assignment_id}}/remove", members.take_role, permission="role.assign"),
        PageRoute("GET", f"{one}/suspend", members.suspend_page, permission="member.suspend"),
        PageRoute("POST", f"{one}/suspend", members.suspend, permission="member.suspend"),
        PageRoute("POST", f"{one}/reactivate", members.reactivate, permission="member.suspend"),
        PageRoute("GET", f"{one}/remove", members.remove_page, permission="member.remove"),
        PageRoute("POST", f"{one}/remove", members.remove, permission="member.remove"),
        PageRoute("GET", f"{root}/invitations", invitations.list_page, permission="invitation.view"),
        PageRoute("GET", f"{root}/invitations/new", invitations.new_page, permission="member.invite"),
        PageRoute("POST", f"{root}/invitations/new", invitations.invite, permission="member.invite"),
        PageRoute("POST", f"{offer}/resend", invitations.resend, permission="invitation.revoke"),
        PageRoute("POST", f"{offer}/revoke", invitations.revoke, permission="invitation.revoke"),
    )


PAGES = (
    PageRoute("GET", "/", entering.start, _PUBLIC),
    PageRoute("GET", "/signup", entering.sign_up_page, _PUBLIC, tenantless=True),
    PageRoute("POST", "/signup", entering.sign_up, _PUBLIC, tenantless=True),
    PageRoute("GET", "/signup/confirm", entering.confirm_page, _PUBLIC, tenantless=True),
    PageRoute("POST", "/signup/confirm", entering.confirm_sign_up, _PUBLIC, tenantless=True),
    PageRoute("GET", "/invitations/{token}", entering.invitation_page, _PUBLIC, tenantless=True),
    PageRoute("POST", "/invitations/{token}", entering.accept_invitation, _PUBLIC, tenantless=True),
    PageRoute("GET", "/switch", switching.switch_page, _ACCOUNT),
    PageRoute("POST", "/switch/{tenant_id}", switching.switch_tenant, _ACCOUNT),
    PageRoute("POST", "/switch/organization/{organization_id}", switching.switch_organization),
    PageRoute("POST", "/session/on-behalf/stop", switching.stop_acting),
    PageRoute("GET", "/admin", home.staff_home),
    PageRoute("GET", "/app", home.partner_home),
    *_people("/admin"),
    *_people("/app"),
    PageRoute("GET", "/admin/members/{member_id}/act", members.act_page, permission="member.act_on_behalf"),
    PageRoute("POST", "/admin/members/{member_id}/act", members.act, permission="member.act_on_behalf"),
    PageRoute("GET", "/admin/roles", roles.list_page, permission="role.view"),
    PageRoute("GET", "/admin/roles/new", roles.new_page, permission="role.create"),
    PageRoute("POST", "/admin/roles/new", roles.create, permission="role.create"),
    PageRoute("GET", "/admin/roles/{role_id}", roles.role_page, permission="role.view"),
    PageRoute("POST", "/admin/roles/{role_id}", roles.save, permission="role.update"),
    PageRoute("GET", "/admin/roles/{role_id}/conditions/{permission}", conditions.page, permission="role.update"),
    PageRoute("POST", "/admin/roles/{role_id}/conditions/{permission}", conditions.save, permission="role.update"),
    PageRoute("POST", "/admin/roles/{role_id}/copy", roles.copy, permission="role.create"),
    PageRoute("POST", "/admin/roles/{role_id}/delete", roles.delete, permission="role.delete"),
    PageRoute("GET", "/admin/api-keys", keys.list_page, permission="api_key.view"),
    PageRoute("GET", "/admin/api-keys/new", keys.new_page, permission="api_key.create"),
    PageRoute("POST", "/admin/api-keys/new", keys.create, permission="api_key.create"),
    PageRoute("POST", "/admin/api-keys/{api_key_id}/revoke", keys.revoke, permission="api_key.revoke"),
    PageRoute("GET", demands.PAGE, demands.demand_page, permission="second_factor.view"),
    PageRoute("POST", demands.PAGE, demands.save_demand, permission="second_factor.demand"),
    PageRoute("GET", "/admin/audit", audit.list_page, permission="audit.view"),
    PageRoute("GET", "/admin/audit/export.csv", audit.export, permission="audit.view"),
    PageRoute("GET", "/admin/audit/{audit_entry_id}", audit.entry_page, permission="audit.view"),
    PageRoute("GET", "/admin/jobs", jobs.list_page, permission="job.view"),
    PageRoute("POST", "/admin/jobs/{dead_job_id}/replay", jobs.replay, permission="job.replay"),
)
