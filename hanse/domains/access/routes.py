"""REST addresses of access."""

from __future__ import annotations

from hanse.domains.access import api
from hanse.platform.registry import Route

ROUTES = (
    Route("POST", "/v1/tenants", api.sign_up, status=201),
    Route("POST", "/v1/tenants/confirm", api.confirm_sign_up, status=201),
    Route("GET", "/v1/my/tenants", api.list_my_tenants),
    Route("GET", "/v1/my/organizations", api.list_my_places),
    Route("GET", "/v1/members", api.list_members),
    Route("GET", "/v1/members/{member_id}", api.get_member),
    Route("PATCH", "/v1/members/{member_id}", api.update_member, if_match=True),
    Route("POST", "/v1/members/{member_id}/suspend", api.suspend_member, if_match=True),
    Route("POST", "/v1/members/{member_id}/reactivate", api.reactivate_member, if_match=True),
    Route("POST", "/v1/members/{member_id}/remove", api.remove_member, if_match=True),
    Route("POST", "/v1/members/{member_id}/roles", api.assign_role),
    Route("DELETE", "/v1/members/{member_id}/roles/{assignment_id}", api.unassign_role),
    Route("POST", "/v1/members/{member_id}/act-on-behalf", api.act_on_behalf),
    Route("GET", "/v1/invitations", api.list_invitations),
    Route("POST", "/v1/invitations", api.invite_member, status=201),
    Route("GET", "/v1/invitations/{invitation_id}", api.get_invitation),
    Route("POST", "/v1/invitations/{invitation_id}/resend", api.resend_invitation),
    Route("POST", "/v1/invitations/{invitation_id}/revoke", api.revoke_invitation),
    Route("GET", "/v1/invitation-preview", api.preview_invitation),
    Route("POST", "/v1/invitations/accept", api.accept_invitation, status=201),
    Route("GET", "/v1/roles", api.list_roles),
    Route("POST", "/v1/roles", api.create_role, status=201),
    Route("GET", "/v1/roles/{role_id}", api.get_role),
    Route("PUT", "/v1/roles/{role_id}", api.update_role, if_match=True),
    Route("DELETE", "/v1/roles/{role_id}", api.delete_role, status=204),
    Route("POST", "/v1/roles/{role_id}/copy", api.copy_role, status=201),
    Route("GET", "/v1/permissions", api.list_permissions),
    Route("GET", "/v1/api-keys", api.list_api_keys),
    Route("POST", "/v1/api-keys", api.create_api_key, status=201),
    Route("GET", "/v1/api-keys/{api_key_id}", api.get_api_key),
    Route("POST", "/v1/api-keys/{api_key_id}/revoke", api.revoke_api_key),
    Route("GET", "/v1/audit-entries", api.list_audit_entries),
    Route("GET", "/v1/audit-entries/{audit_entry_id}", api.get_audit_entry),
    Route("GET", "/v1/audit-export", api.export_audit_entries),
    Route("GET", "/v1/events", api.list_events),
    Route("GET", "/v1/failed-jobs", api.list_failed_jobs),
    Route("POST", "/v1/failed-jobs/{dead_job_id}/replay", api.replay_job, status=204),
    Route("POST", "/v1/session/tenant/{tenant_id}", api.switch_tenant),
    Route("POST", "/v1/session/organization", api.switch_organization),
    Route("POST", "/v1/session/stop-acting", api.stop_acting),
)
