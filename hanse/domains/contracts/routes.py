"""The REST addresses of contracts: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.platform.registry import Route

_ONE = "/v1/contracts/{contract_id}"
_VERSION = "/v1/contract-versions/{version_id}"
_CLAUSE = "/v1/contract-clauses/{clause_id}"
_CHANGE = "/v1/contract-changes/{change_id}"

ROUTES = (
    Route("GET", "/v1/contracts", api.list_contracts),
    Route("POST", "/v1/contracts", api.create_contract, status=201),
    Route("GET", "/v1/contract-counts", api.count_contracts),
    Route("GET", _ONE, api.get_contract),
    Route("PATCH", _ONE, api.update_contract, if_match=True),
    Route("GET", f"{_ONE}/steps", api.list_steps),
    Route("GET", f"{_ONE}/versions", api.list_versions),
    Route("POST", f"{_ONE}/versions", api.create_draft, status=201),
    Route("GET", _VERSION, api.get_version),
    Route("PATCH", _VERSION, api.update_terms, if_match=True),
    Route("POST", f"{_ONE}/activate", api.activate_contract, if_match=True),
    Route("POST", f"{_ONE}/terminate", api.terminate_contract, if_match=True),
    Route("POST", f"{_ONE}/notice", api.give_notice, if_match=True),
    Route("POST", f"{_ONE}/renew", api.renew_contract, status=201),
    Route("GET", f"{_ONE}/terms", api.list_published_terms),
    Route("GET", f"{_ONE}/progress", api.get_progress),
    Route("GET", f"{_ONE}/utilisation", api.get_utilisation),
    Route("GET", f"{_ONE}/renewal", api.get_renewal),
    Route("GET", f"{_VERSION}/prices", api.list_contract_prices),
    Route("POST", f"{_VERSION}/prices", api.save_contract_prices, if_match=True),
    Route("POST", f"{_VERSION}/adjust-prices", api.adjust_contract_prices, if_match=True),
    Route("GET", f"{_VERSION}/price-counts", api.count_contract_prices),
    Route("GET", f"{_VERSION}/price-conflicts", api.list_price_conflicts),
    Route("GET", f"{_VERSION}/commitments", api.list_commitments),
    Route("PUT", f"{_VERSION}/commitments", api.save_commitments, if_match=True),
    Route("GET", "/v1/commitment-periods/{commitment_period_id}/drawdowns", api.list_drawdowns),
    Route("GET", "/v1/contract-renewals", api.list_renewals),
    Route("GET", "/v1/contract-renewal-counts", api.count_renewals),
    Route("GET", "/v1/contract-calendar", api.get_calendar),
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
