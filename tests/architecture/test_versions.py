"""Changes name the version they were decided on: which ones must, and why the others need not.

What is replaced, changed or removed and has a version always must, unless its route says why not. An action on
something versioned must too, or a state it needs refuses whoever comes late.
"""

from __future__ import annotations

import pytest

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.platform.http.openapi import failures_by_name
from hanse.platform.http.vocabulary import raised_names
from hanse.platform.registry import Operation, Route, has_version

REGISTRY = build_registry()
FAILURES = failures_by_name()
ACTIONS = [
    (route, operation)
    for route in REGISTRY.routes
    if (operation := operation_of(route.operation)).kind == "command"
    and route.method == "POST"
    and operation.ids
    and has_version(operation.output)
    and not REGISTRY.versions.demanded(route)
]
# Neither a version nor a state refuses whoever comes late, because late is not wrong.
LATE_IS_RIGHT = {
    "contract.add_task": "a task is added and takes nothing away",
    "invitation.revoke": "what is revoked stays revoked, whoever says it and when",
    "role.copy": "makes a new role; the old one stays as it is",
    "api_key.revoke": "what is revoked stays revoked, whoever says it and when",
    "approval.approve": "what waits is frozen: a changed subject begins another round, and a closed one refuses",
    "approval.reject": "what waits is frozen: a changed subject begins another round, and a closed one refuses",
    "approval.comment": "a remark is added and takes nothing away",
    "approval.reassign": "who decides is replaced; the round that is over refuses it",
    "onboarding.refresh": "looks at the facts again; nobody's decision is in it",
    "product.restore_variant": "back on sale is back on sale, whoever says it first",
    "price_import.upload": "makes a new import; the list changes when it is run, which names its version",
    "shopping_list.save_lines": "a line is set to an amount, and colleagues fill one list at a time",
    "shopping_list.remove_lines": "what is gone is gone, whoever took it out",
}


@pytest.mark.parametrize("route", [route for route in REGISTRY.routes if route.unversioned], ids=lambda r: r.path)
def test_a_change_without_a_version_says_why(route: Route) -> None:
    assert len(route.unversioned.split()) > 6, "say in a sentence why nobody overwrites anybody here"


@pytest.mark.parametrize("pair", ACTIONS, ids=[operation.name for _, operation in ACTIONS])
def test_an_action_on_something_versioned_refuses_whoever_comes_late(pair: tuple[Route, Operation]) -> None:
    _, operation = pair
    refused = {name for name in raised_names(f"{operation.summary}\n{operation.description}") if _is_state(name)}
    assert refused or operation.name in LATE_IS_RIGHT, (
        "let the command compare the version (ctx.check_version, if_match=True on its route), announce the state that"
        " refuses it, or say in LATE_IS_RIGHT why neither is needed"
    )


def test_the_list_holds_only_what_is_needed() -> None:
    assert set(LATE_IS_RIGHT) <= {operation.name for _, operation in ACTIONS}


def _is_state(name: str) -> bool:
    return name in FAILURES and FAILURES[name].status in (409, 412)
