"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.contracts.pages import comparing, library, parts, repository, wording, workspace
from hanse.platform.registry import PageRoute

_LIST = "/admin/contracts"
_ONE = "/admin/contracts/{contract_id}"
_TEMPLATES = "/admin/contract-templates"
_LIBRARY = "/admin/clauses"
_STAFF = "contract.view_internal"
_VIEW = "contract_template.view"
_EDIT = "contract_template.edit"

PAGES = (
    PageRoute("GET", "/contracts/{contract_id}", parts.open_any, permission="contract.view"),
    PageRoute("GET", _LIST, repository.list_page, permission=_STAFF),
    PageRoute("GET", f"{_LIST}/export.csv", repository.export, permission="contract.export"),
    PageRoute("GET", f"{_LIST}/new", repository.new_page, permission="contract.create"),
    PageRoute("POST", f"{_LIST}/new", repository.create, permission="contract.create"),
    PageRoute("GET", f"{_LIST}/tasks", repository.tasks_page, permission=_STAFF),
    PageRoute("GET", _ONE, workspace.show, permission=_STAFF),
    PageRoute("GET", f"{_ONE}/terms", workspace.terms_page, permission="contract.edit"),
    PageRoute("POST", f"{_ONE}/terms", workspace.save_terms, permission="contract.edit"),
    PageRoute("GET", f"{_ONE}/people", workspace.people_page, permission="contract.assign"),
    PageRoute("POST", f"{_ONE}/people", workspace.save_people, permission="contract.assign"),
    PageRoute("GET", f"{_ONE}/act/{{action}}", workspace.ask, permission=_STAFF),
    PageRoute("POST", f"{_ONE}/act/{{action}}", workspace.act, permission=_STAFF),
    PageRoute("GET", f"{_ONE}/tasks", workspace.tasks, permission=_STAFF),
    PageRoute("POST", f"{_ONE}/tasks", workspace.add_task, permission="contract.manage_tasks"),
    PageRoute("POST", f"{_ONE}/tasks/{{task_id}}", workspace.close_task, permission="contract.manage_tasks"),
    PageRoute("GET", f"{_ONE}/timeline", workspace.timeline, permission=_STAFF),
    PageRoute("POST", f"{_ONE}/timeline", workspace.comment, permission="contract.comment"),
    PageRoute("POST", f"{_ONE}/files", workspace.add_file, permission="contract.comment", uploads=True),
    PageRoute("POST", f"{_ONE}/files/{{attachment_id}}/delete", workspace.remove_file, permission="contract.comment"),
    PageRoute("GET", f"{_ONE}/text", wording.text_page, permission=_STAFF),
    PageRoute("POST", f"{_ONE}/variables", wording.save_variables, permission="contract.edit"),
    PageRoute("GET", f"{_ONE}/text/new", wording.new_clause, permission="contract.edit"),
    PageRoute("POST", f"{_ONE}/text/new", wording.add_clause, permission="contract.edit"),
    PageRoute("GET", f"{_ONE}/text/{{clause_id}}", wording.clause_page, permission="contract.edit"),
    PageRoute("POST", f"{_ONE}/text/{{clause_id}}", wording.save_clause, permission="contract.edit"),
    PageRoute("POST", f"{_ONE}/changes/{{change_id}}", wording.decide, permission="contract.propose"),
    PageRoute("GET", f"{_ONE}/parties", wording.parties_page, permission="contract.edit"),
    PageRoute("POST", f"{_ONE}/parties", wording.save_parties, permission="contract.edit"),
    PageRoute("GET", f"{_ONE}/compare", comparing.compare, permission=_STAFF),
    PageRoute("GET", _TEMPLATES, library.templates, permission=_VIEW),
    PageRoute("GET", f"{_TEMPLATES}/new", library.new_template, permission=_EDIT),
    PageRoute("POST", f"{_TEMPLATES}/new", library.save_template, permission=_EDIT),
    PageRoute("GET", f"{_TEMPLATES}/{{template_id}}", library.template_page, permission=_VIEW),
    PageRoute("POST", f"{_TEMPLATES}/{{template_id}}", library.save_template, permission=_EDIT),
    PageRoute("GET", _LIBRARY, library.clauses, permission=_VIEW),
    PageRoute("GET", f"{_LIBRARY}/new", library.new_clause, permission=_EDIT),
    PageRoute("POST", f"{_LIBRARY}/new", library.create_clause, permission=_EDIT),
    PageRoute("GET", f"{_LIBRARY}/{{library_clause_id}}", library.clause_page, permission=_VIEW),
    PageRoute("POST", f"{_LIBRARY}/{{library_clause_id}}", library.save_clause, permission=_EDIT),
)
