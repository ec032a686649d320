"""The REST addresses of contracts: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.platform.registry import Route

_ONE = "/v1/contracts/{contract_id}"
_VERSION = "/v1/contract-versions/{version_id}"

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
)
