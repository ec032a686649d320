"""What other parts may call about contracts: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.contracts.commands.approving import (
    check_version,
    recall_version,
    submit_version,
)
from hanse.domains.contracts.commands.clauses import (
    add_clause,
    move_clause,
    remove_clause,
    set_parties,
    set_variables,
    update_clause,
)
from hanse.domains.contracts.commands.comments import (
    add_attachment,
    add_comment,
    remove_attachment,
)
from hanse.domains.contracts.commands.contracts import (
    create_contract,
    update_contract,
)
from hanse.domains.contracts.commands.importing import (
    import_contract,
)
from hanse.domains.contracts.commands.papers import (
    print_version,
)
from hanse.domains.contracts.commands.redlines import (
    accept_change,
    propose_change,
    reject_change,
    withdraw_change,
)
from hanse.domains.contracts.commands.review import (
    cancel_version,
    decline_version,
    return_version,
    review_version,
    revise_version,
    send_version,
)
from hanse.domains.contracts.commands.signing import (
    sign_version,
)
from hanse.domains.contracts.commands.versions import (
    create_draft,
    update_terms,
)
from hanse.domains.contracts.queries.content import (
    get_text,
)
from hanse.domains.contracts.queries.contracts import (
    count_contracts,
    get_contract,
    list_contracts,
    list_steps,
)
from hanse.domains.contracts.queries.redlines import (
    compare_versions,
    list_changes,
    list_rounds,
)
from hanse.domains.contracts.queries.signatures import (
    list_signatures,
)
from hanse.domains.contracts.queries.talk import (
    list_attachments,
    list_comments,
    list_timeline,
)
from hanse.domains.contracts.queries.versions import (
    get_version,
    list_versions,
)

__all__ = [
    "accept_change",
    "add_attachment",
    "add_clause",
    "add_comment",
    "cancel_version",
    "check_version",
    "compare_versions",
    "count_contracts",
    "create_contract",
    "create_draft",
    "decline_version",
    "get_contract",
    "get_text",
    "get_version",
    "import_contract",
    "list_attachments",
    "list_changes",
    "list_comments",
    "list_contracts",
    "list_rounds",
    "list_signatures",
    "list_steps",
    "list_timeline",
    "list_versions",
    "move_clause",
    "print_version",
    "propose_change",
    "recall_version",
    "reject_change",
    "remove_attachment",
    "remove_clause",
    "return_version",
    "review_version",
    "revise_version",
    "send_version",
    "set_parties",
    "set_variables",
    "sign_version",
    "submit_version",
    "update_clause",
    "update_contract",
    "update_terms",
    "withdraw_change",
]
