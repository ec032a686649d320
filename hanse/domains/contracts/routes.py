"""The REST addresses of contracts: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.platform.registry import Route

_ONE = "/v1/contracts/{contract_id}"
_VERSION = "/v1/contract-versions/{version_id}"
_CLAUSE = "/v1/contract-clauses/{clause_id}"
_TEMPLATE = "/v1/contract-templates/{template_id}"
_LIBRARY = "/v1/library-clauses/{library_clause_id}"
_CHANGE = "/v1/contract-changes/{change_id}"

ROUTES = (
    Route("GET", "/v1/contracts", api.list_contracts),
    Route("POST", "/v1/contracts", api.create_contract, status=201),
    Route("GET", "/v1/contract-counts", api.count_contracts),
    Route("GET", "/v1/contract-export", api.export_contracts),
    Route("GET", "/v1/contract-tasks", api.list_tasks),
    Route("PATCH", "/v1/contract-tasks/{task_id}", api.update_task, if_match=True),
    Route("GET", "/v1/contract-templates", api.list_templates),
    Route("POST", "/v1/contract-templates", api.create_template, status=201),
    Route("GET", _TEMPLATE, api.get_template),
    Route("PATCH", _TEMPLATE, api.update_template, if_match=True),
    Route("GET", "/v1/library-clauses", api.list_library_clauses),
    Route("POST", "/v1/library-clauses", api.create_library_clause, status=201),
    Route("GET", _LIBRARY, api.get_library_clause),
    Route("PATCH", _LIBRARY, api.update_library_clause, if_match=True),
    Route("GET", _ONE, api.get_contract),
    Route("POST", f"{_ONE}/tasks", api.add_task, status=201),
    Route("PATCH", _ONE, api.update_contract, if_match=True),
    Route("GET", f"{_ONE}/steps", api.list_steps),
    Route("GET", f"{_ONE}/versions", api.list_versions),
    Route("POST", f"{_ONE}/versions", api.create_draft, status=201),
    Route("GET", _VERSION, api.get_version),
    Route("PATCH", _VERSION, api.update_terms, if_match=True),
    Route("GET", f"{_VERSION}/text", api.get_text),
    Route("POST", f"{_VERSION}/clauses", api.add_clause, if_match=True),
    Route("PATCH", _CLAUSE, api.update_clause, if_match=True),
    Route("POST", f"{_CLAUSE}/remove", api.remove_clause, if_match=True),
    Route("POST", f"{_CLAUSE}/move", api.move_clause, if_match=True),
    Route("PUT", f"{_VERSION}/variables", api.set_variables, if_match=True),
    Route("PUT", f"{_VERSION}/parties", api.set_parties, if_match=True),
    Route("GET", f"{_VERSION}/changes", api.list_changes),
    Route("POST", f"{_VERSION}/changes", api.propose_change, status=201),
    Route("POST", f"{_CHANGE}/accept", api.accept_change),
    Route("POST", f"{_CHANGE}/reject", api.reject_change),
    Route("POST", f"{_CHANGE}/withdraw", api.withdraw_change),
    Route("POST", f"{_VERSION}/review", api.review_version),
    Route("POST", f"{_VERSION}/revise", api.revise_version),
    Route("POST", f"{_VERSION}/send", api.send_version),
    Route("POST", f"{_VERSION}/return", api.return_version),
    Route("GET", f"{_VERSION}/check", api.check_version),
    Route("POST", f"{_VERSION}/submit", api.submit_version),
    Route("POST", f"{_VERSION}/recall", api.recall_version),
    Route("POST", f"{_VERSION}/cancel", api.cancel_version),
    Route("POST", f"{_VERSION}/decline", api.decline_version),
    Route("GET", f"{_ONE}/compare", api.compare_versions),
    Route("GET", f"{_ONE}/rounds", api.list_rounds),
    Route("GET", f"{_ONE}/timeline", api.list_timeline),
    Route("GET", f"{_ONE}/comments", api.list_comments),
    Route("POST", f"{_ONE}/comments", api.add_comment, status=201),
    Route("GET", f"{_ONE}/attachments", api.list_attachments),
    Route("POST", f"{_ONE}/attachments", api.add_attachment, status=201),
    Route("DELETE", f"{_ONE}/attachments/{{attachment_id}}", api.remove_attachment, status=204),
)
