"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.organizations.pages import (
    applying,
    board,
    buyer,
    checklists,
    detail,
    edit,
    fields,
    imports,
    lists,
    pieces,
    steps,
)
from hanse.platform.registry import PageRoute

_LIST = "/admin/organizations"
_ONE = f"{_LIST}/{{organization_id}}"
_OWN = "/app/organization/{organization_id}"
_FIELDS = "/admin/settings/fields"
_TEMPLATES = "/admin/onboarding-templates"
_BOARD = "/admin/applications"
_VIEW, _UPDATE, _MANAGE = "organization.view_internal", "organization.update", "organization.manage"


def _pieces(root: str, gate: str | None = None) -> tuple[PageRoute, ...]:
    """Forms of what belongs to an organization, the same for staff (`gate` keeps others out) and for partners."""
    address, contact, tax_id = (
        "organization.manage_addresses",
        "organization.manage_contacts",
        "organization.manage_tax_ids",
    )
    return (
        PageRoute("GET", f"{root}/addresses/new", pieces.new_address, permission=gate or address),
        PageRoute("POST", f"{root}/addresses/new", pieces.create_address, permission=gate or address),
        PageRoute("GET", f"{root}/addresses/{{address_id}}", pieces.edit_address, permission=gate or address),
        PageRoute("POST", f"{root}/addresses/{{address_id}}", pieces.save_address, permission=gate or address),
        PageRoute("POST", f"{root}/addresses/{{address_id}}/delete", pieces.delete_address, permission=gate or address),
        PageRoute("GET", f"{root}/contacts/new", pieces.new_contact, permission=gate or contact),
        PageRoute("POST", f"{root}/contacts/new", pieces.create_contact, permission=gate or contact),
        PageRoute("GET", f"{root}/contacts/{{contact_id}}", pieces.edit_contact, permission=gate or contact),
        PageRoute("POST", f"{root}/contacts/{{contact_id}}", pieces.save_contact, permission=gate or contact),
        PageRoute("POST", f"{root}/contacts/{{contact_id}}/delete", pieces.delete_contact, permission=gate or contact),
        PageRoute("GET", f"{root}/tax-ids/new", pieces.new_tax_id, permission=gate or tax_id),
        PageRoute("POST", f"{root}/tax-ids/new", pieces.create_tax_id, permission=gate or tax_id),
        PageRoute("POST", f"{root}/tax-ids/{{tax_id_id}}/check", pieces.check_tax_id, permission=gate or tax_id),
        PageRoute("POST", f"{root}/tax-ids/{{tax_id_id}}/delete", pieces.delete_tax_id, permission=gate or tax_id),
        PageRoute("GET", f"{root}/bank", pieces.bank_page, permission=gate or "bank_account.save"),
        PageRoute("POST", f"{root}/bank", pieces.save_bank, permission=gate or "bank_account.save"),
    )


def _steps(root: str, gate: str | None = None) -> tuple[PageRoute, ...]:
    """Doing the steps of an application, the same for staff (`gate` keeps others out) and for applicants."""
    one = f"{root}/{{application_id}}/steps/{{step_id}}"
    may = gate or "onboarding.complete"
    return (
        PageRoute("POST", f"{root}/{{application_id}}/refresh", steps.refresh, permission=may),
        PageRoute("POST", f"{root}/{{application_id}}/submit", steps.submit, permission=may),
        PageRoute("GET", one, steps.step_page, permission=gate or "onboarding.view"),
        PageRoute("POST", f"{one}/complete", steps.complete, permission=may),
        PageRoute("POST", f"{one}/documents", steps.add_document, permission=may, uploads=True),
        PageRoute("POST", f"{one}/documents/{{file_id}}/delete", steps.remove_document, permission=may),
    )


_STAFF = (
    PageRoute("GET", _LIST, lists.list_page, permission=_VIEW),
    PageRoute("GET", f"{_LIST}/options", lists.choices, permission="organization.view"),
    PageRoute("GET", f"{_LIST}/tree", lists.tree_page, permission=_VIEW),
    PageRoute("POST", f"{_LIST}/bulk", lists.bulk, permission=_MANAGE),
    PageRoute("POST", f"{_LIST}/export", lists.export, permission="organization.export"),
    PageRoute("GET", f"{_LIST}/exports/{{export_id}}", lists.export_page, permission="organization.export"),
    PageRoute("GET", f"{_LIST}/new", edit.new_page, permission="organization.create"),
    PageRoute("POST", f"{_LIST}/new", edit.create, permission="organization.create"),
    *imports.WIZARD.pages(imports.UPLOAD),
    PageRoute("GET", _ONE, detail.overview, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/people", detail.people, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/health", detail.health, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/health", detail.recompute, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/activity", detail.activity, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/edit", edit.edit_page, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/edit", edit.save, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/move", detail.move_page, permission="organization.move"),
    PageRoute("POST", f"{_ONE}/move", detail.move, permission="organization.move"),
    *(
        PageRoute(method, f"{_ONE}/{verb}", make(verb), permission=f"organization.{right}")
        for verb, right in (
            ("activate", "activate"),
            ("suspend", "suspend"),
            ("reactivate", "suspend"),
            ("close", "close"),
        )
        for method, make in (("GET", detail.life_page), ("POST", detail.change_life))
    ),
    *_pieces(_ONE, _VIEW),
    PageRoute("GET", f"{_ONE}/onboarding", board.onboarding_page, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/onboarding/start", board.start_page, permission="onboarding.start"),
    PageRoute("POST", f"{_ONE}/onboarding/start", board.start, permission="onboarding.start"),
    PageRoute("GET", _BOARD, board.board, permission="onboarding.start"),
    PageRoute("GET", f"{_BOARD}/{{application_id}}", board.open_application, permission=_VIEW),
    PageRoute("POST", f"{_BOARD}/{{application_id}}/approve", board.approve, permission="organization.approve"),
    PageRoute("POST", f"{_BOARD}/{{application_id}}/reject", board.reject, permission="organization.approve"),
    PageRoute("POST", f"{_BOARD}/{{application_id}}/changes", board.ask_for_changes, permission="organization.approve"),
    *_steps(_BOARD, _VIEW),
    PageRoute("GET", _TEMPLATES, checklists.list_page, permission="onboarding_template.view"),
    PageRoute("GET", f"{_TEMPLATES}/new", checklists.new_page, permission="onboarding_template.manage"),
    PageRoute("POST", f"{_TEMPLATES}/new", checklists.save, permission="onboarding_template.manage"),
    PageRoute("GET", f"{_TEMPLATES}/{{template_id}}", checklists.edit_page, permission="onboarding_template.view"),
    PageRoute("POST", f"{_TEMPLATES}/{{template_id}}", checklists.save, permission="onboarding_template.manage"),
    PageRoute(
        "POST", f"{_TEMPLATES}/{{template_id}}/archive", checklists.archive, permission="onboarding_template.manage"
    ),
    PageRoute("GET", _FIELDS, fields.list_page, permission=_VIEW),
    PageRoute("GET", f"{_FIELDS}/new", fields.new_page, permission="custom_field.manage"),
    PageRoute("POST", f"{_FIELDS}/new", fields.create, permission="custom_field.manage"),
    PageRoute("GET", f"{_FIELDS}/{{custom_field_id}}", fields.edit_page, permission="custom_field.manage"),
    PageRoute("POST", f"{_FIELDS}/{{custom_field_id}}", fields.save, permission="custom_field.manage"),
    PageRoute("POST", f"{_FIELDS}/{{custom_field_id}}/archive", fields.archive, permission="custom_field.manage"),
)
_PARTNERS = (
    PageRoute("GET", "/organizations/{organization_id}", detail.open_any, permission="organization.view"),
    PageRoute("GET", "/app/organization", buyer.own_organization),
    PageRoute("GET", _OWN, buyer.own_organization, permission="organization.view"),
    PageRoute("GET", f"{_OWN}/edit", buyer.edit_page, permission=_UPDATE),
    PageRoute("POST", f"{_OWN}/edit", buyer.save, permission=_UPDATE),
    *_pieces(_OWN),
    PageRoute("GET", "/app/onboarding", buyer.onboarding),
    *_steps("/app/onboarding"),
)
_PUBLIC = (
    PageRoute("GET", "/t/{handle}/apply", applying.apply_page, "public"),
    PageRoute("POST", "/t/{handle}/apply", applying.apply, "public"),
    PageRoute("GET", "/t/{handle}/apply/confirm", applying.confirm_page, "public"),
    PageRoute("POST", "/t/{handle}/apply/confirm", applying.confirm, "public"),
)
PAGES = (*_STAFF, *_PARTNERS, *_PUBLIC)
