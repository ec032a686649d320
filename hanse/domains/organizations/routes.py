"""The REST addresses of organizations: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.organizations import api
from hanse.platform.registry import Route

_ONE = "/v1/organizations/{organization_id}"
_ADDRESS = f"{_ONE}/addresses/{{address_id}}"
_CONTACT = f"{_ONE}/contacts/{{contact_id}}"
_TAX_ID = f"{_ONE}/tax-ids/{{tax_id_id}}"
_APPLICATION = "/v1/onboarding-applications/{application_id}"
_STEP = f"{_APPLICATION}/steps/{{step_id}}"
_TEMPLATE = "/v1/onboarding-templates/{template_id}"
_IMPORT = "/v1/organization-imports/{import_id}"
_FIELD = "/v1/custom-fields/{custom_field_id}"

ROUTES = (
    Route("GET", "/v1/organizations", api.list_organizations),
    Route("POST", "/v1/organizations", api.create_organization, status=201),
    Route("GET", "/v1/organization-counts", api.count_organizations),
    Route("GET", _ONE, api.get_organization),
    Route("PATCH", _ONE, api.update_organization, if_match=True),
    Route("POST", f"{_ONE}/move", api.move_organization, if_match=True),
    Route("POST", f"{_ONE}/activate", api.activate_organization, if_match=True),
    Route("POST", f"{_ONE}/suspend", api.suspend_organization, if_match=True),
    Route("POST", f"{_ONE}/reactivate", api.reactivate_organization, if_match=True),
    Route("POST", f"{_ONE}/close", api.close_organization, if_match=True),
    Route("GET", f"{_ONE}/trading", api.require_trading),
    Route("GET", f"{_ONE}/addresses", api.list_addresses),
    Route("POST", f"{_ONE}/addresses", api.create_address, status=201),
    Route("GET", _ADDRESS, api.get_address),
    Route("PUT", _ADDRESS, api.update_address, if_match=True),
    Route("DELETE", _ADDRESS, api.delete_address),
    Route("GET", f"{_ONE}/contacts", api.list_contacts),
    Route("POST", f"{_ONE}/contacts", api.create_contact, status=201),
    Route("GET", _CONTACT, api.get_contact),
    Route("PUT", _CONTACT, api.update_contact, if_match=True),
    Route("DELETE", _CONTACT, api.delete_contact),
    Route("GET", f"{_ONE}/tax-ids", api.list_tax_ids),
    Route("POST", f"{_ONE}/tax-ids", api.create_tax_id, status=201),
    Route("POST", f"{_TAX_ID}/check", api.check_tax_id),
    Route("DELETE", _TAX_ID, api.delete_tax_id),
    Route("GET", f"{_ONE}/bank-account", api.get_bank_account),
    Route("PUT", f"{_ONE}/bank-account", api.save_bank_account),
    Route("GET", f"{_ONE}/bank-account/number", api.reveal_bank_account),
    Route("GET", f"{_ONE}/health", api.get_health),
    Route("POST", f"{_ONE}/health/recompute", api.recompute_health),
    Route("GET", f"{_ONE}/onboarding", api.get_latest_application),
    Route("POST", f"{_ONE}/onboarding", api.start_onboarding, status=201),
    Route("GET", "/v1/onboarding-applications", api.list_applications),
    Route("GET", _APPLICATION, api.get_application),
    Route("POST", f"{_APPLICATION}/refresh", api.refresh_onboarding),
    Route("POST", f"{_APPLICATION}/submit", api.submit_onboarding),
    Route("POST", f"{_APPLICATION}/approve", api.approve_application, if_match=True),
    Route("POST", f"{_APPLICATION}/reject", api.reject_application, if_match=True),
    Route("POST", f"{_APPLICATION}/ask-for-changes", api.ask_for_changes, if_match=True),
    Route("POST", f"{_STEP}/complete", api.complete_step),
    Route("POST", f"{_STEP}/documents", api.add_document),
    Route("DELETE", f"{_STEP}/documents/{{file_id}}", api.remove_document),
    Route("GET", "/v1/onboarding-templates", api.list_templates),
    Route("POST", "/v1/onboarding-templates", api.create_template, status=201),
    Route("GET", _TEMPLATE, api.get_template),
    Route("PUT", _TEMPLATE, api.update_template, if_match=True),
    Route("DELETE", _TEMPLATE, api.archive_template),
    Route("POST", "/v1/organization-exports", api.export_organizations, status=201),
    Route("GET", "/v1/organization-exports/{export_id}", api.get_export),
    Route("GET", "/v1/organization-import-fields", api.list_import_fields),
    Route("GET", "/v1/organization-imports", api.list_imports),
    Route("POST", "/v1/organization-imports", api.upload_import, status=201, uploads=True),
    Route("GET", _IMPORT, api.get_import),
    Route("PUT", f"{_IMPORT}/mapping", api.map_import),
    Route("POST", f"{_IMPORT}/check", api.check_import),
    Route("POST", f"{_IMPORT}/run", api.run_import, if_match=True),
    Route("GET", f"{_IMPORT}/problems", api.list_import_problems),
    Route("GET", "/v1/custom-fields", api.list_custom_fields),
    Route("POST", "/v1/custom-fields", api.create_custom_field, status=201),
    Route("GET", _FIELD, api.get_custom_field),
    Route("PUT", _FIELD, api.update_custom_field, if_match=True),
    Route("DELETE", _FIELD, api.archive_custom_field),
)
