"""The rights of contracts, and which built-in roles hold them.

Approving has no right here: approvers are named by the policies of approvals. Signing and activating are two rights.
"""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_MANAGERS = {"admin": _T, "manager": _T}
_SALES = {**_MANAGERS, "member": _T}
_EVERY_STAFF = {**_SALES, "approver": _T, "viewer": _T}
_SIGNERS = {"company_admin": Reach.BELOW}
_BUYERS = {**_SIGNERS, "buyer": Reach.ORGANIZATION}
_EVERY_PARTNER = {
    **_BUYERS,
    "approver": Reach.ORGANIZATION,
    "finance": Reach.ORGANIZATION,
    "viewer": Reach.ORGANIZATION,
}

PERMISSIONS: Final = (
    Permission(
        "contract.view",
        "See contracts",
        "See contracts that were sent, their versions and what is said about them.",
        _EVERY_STAFF,
        _EVERY_PARTNER,
    ),
    Permission(
        "contract.view_internal",
        "See the seller's side of contracts",
        "See drafts, internal comments and approvals; whoever holds it acts for the seller.",
        _EVERY_STAFF,
    ),
    Permission("contract.create", "Begin contracts", "Begin contracts and new versions of them.", _SALES),
    Permission(
        "contract.edit", "Change contracts", "Change terms, clauses and prices while it is the own turn.", _SALES
    ),
    Permission("contract.propose", "Propose changes", "Propose and decide changes of clauses.", _SALES, _BUYERS),
    Permission("contract.comment", "Comment on contracts", "Write comments and add files.", _SALES, _BUYERS),
    Permission("contract.send", "Send contracts", "Hand a version to the partner.", _SALES),
    Permission("contract.return", "Return contracts", "Hand a version back to the seller.", {}, _BUYERS),
    Permission("contract.submit", "Submit contracts", "Ask for the approval of a version.", _SALES),
    Permission(
        "contract.sign", "Sign contracts", "Sign an approved version for one's side.", _MANAGERS, _SIGNERS, True
    ),
    Permission(
        "contract.import",
        "Import contracts",
        "Bring in contracts that were signed elsewhere; they need no approval here.",
        _MANAGERS,
        {},
        True,
    ),
    Permission("contract.activate", "Activate contracts", "Put a signed version into force.", _MANAGERS, {}, True),
    Permission("contract.terminate", "Terminate contracts", "End a contract before its time.", _MANAGERS, {}, True),
    Permission(
        "contract.give_notice",
        "Give notice",
        "Say that a contract is not to go on after its term.",
        _MANAGERS,
        _SIGNERS,
        True,
    ),
    Permission("contract.cancel", "Cancel contracts", "Give a version up before it is in force.", _SALES),
    Permission("contract.decline", "Decline contracts", "Say no to a version.", {}, _BUYERS),
    Permission("contract.assign", "Assign contracts", "Say who looks after a contract.", _SALES),
    Permission(
        "contract_template.view", "See contract templates", "See templates and the clause library.", _EVERY_STAFF
    ),
    Permission(
        "contract_template.edit", "Change contract templates", "Write templates and clauses of the library.", _MANAGERS
    ),
    Permission("contract.export", "Export contracts", "Download the list of contracts as a table.", _MANAGERS),
    Permission("contract.manage_tasks", "Manage tasks", "Add, change and close tasks of contracts.", _SALES, _BUYERS),
)
RIGHT_FOR: Final = {"review": "contract.edit", "revise": "contract.edit", "recall": "contract.submit"}
"""Actions that ask for the right of another one."""


def right_for(action: str) -> str:
    """The permission that an action of the state machine takes."""
    return RIGHT_FOR.get(action, f"contract.{action}")
