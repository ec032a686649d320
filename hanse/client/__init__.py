"""The Python client of a Hanse installation: typed, synchronous and asynchronous, made from the OpenAPI document.

    from hanse.client import Hanse

    with Hanse("https://trade.example.com", api_key="hns_...") as hanse:
        partner = hanse.organization.create(name="Hartmann Maschinenbau", types=["buyer"])
        for organization in hanse.organization.list_all(status=["active"]):
            print(organization.number, organization.name)

`sync/`, `asynchronous/`, `models/` and `inputs/` are generated (hanse/platform/http/clientgen.py): never edit them.
Nothing here imports the rest of hanse, so the folder works on its own with httpx and msgspec.
"""

from hanse.client.asynchronous.client import AsyncHanse
from hanse.client.errors import (
    ApiError,
    Conflict,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    NotReached,
    ServerFailed,
    StaleVersion,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from hanse.client.paging import Page
from hanse.client.retrying import Retrying, change_latest, change_latest_async
from hanse.client.sync.client import Hanse

__all__ = [
    "ApiError",
    "AsyncHanse",
    "Conflict",
    "FieldProblem",
    "Forbidden",
    "Hanse",
    "Invalid",
    "NotFound",
    "NotReached",
    "Page",
    "Retrying",
    "ServerFailed",
    "StaleVersion",
    "TooManyRequests",
    "Unauthenticated",
    "Unavailable",
    "change_latest",
    "change_latest_async",
]
