"""What other parts may call about contracts: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.contracts.commands.activation import activate_contract
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
from hanse.domains.contracts.commands.committing import save_commitments
from hanse.domains.contracts.commands.contracts import (
    create_contract,
    update_contract,
)
from hanse.domains.contracts.commands.drawing import draw_commitments, release_commitments
from hanse.domains.contracts.commands.importing import (
    import_contract,
)
from hanse.domains.contracts.commands.papers import (
    print_version,
)
from hanse.domains.contracts.commands.pricing import adjust_contract_prices, save_contract_prices
from hanse.domains.contracts.commands.redlines import (
    accept_change,
    propose_change,
    reject_change,
    withdraw_change,
)
from hanse.domains.contracts.commands.renewals import give_notice, renew_contract
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
from hanse.domains.contracts.commands.tasks import add_task, update_task
from hanse.domains.contracts.commands.templates import (
    create_library_clause,
    create_template,
    update_library_clause,
    update_template,
)
from hanse.domains.contracts.commands.termination import terminate_contract
from hanse.domains.contracts.commands.versions import (
    create_draft,
    update_terms,
)
from hanse.domains.contracts.queries.commitments import (
    get_progress,
    get_utilisation,
    list_commitments,
    list_drawdowns,
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
from hanse.domains.contracts.queries.exporting import export_contracts
from hanse.domains.contracts.queries.prices import (
    count_contract_prices,
    list_contract_prices,
    list_price_conflicts,
    list_published_terms,
)
from hanse.domains.contracts.queries.redlines import (
    compare_versions,
    get_change,
    list_changes,
    list_rounds,
)
from hanse.domains.contracts.queries.renewals import count_renewals, get_calendar, get_renewal, list_renewals
from hanse.domains.contracts.queries.signatures import (
    list_signatures,
)
from hanse.domains.contracts.queries.talk import (
    list_attachments,
    list_comments,
)
from hanse.domains.contracts.queries.tasks import list_tasks
from hanse.domains.contracts.queries.templates import (
    get_library_clause,
    get_template,
    list_library_clauses,
    list_templates,
)
from hanse.domains.contracts.queries.timeline import list_timeline
from hanse.domains.contracts.queries.versions import (
    get_version,
    list_versions,
)

__all__ = [
    "accept_change",
    "activate_contract",
    "add_attachment",
    "add_clause",
    "add_comment",
    "add_task",
    "adjust_contract_prices",
    "cancel_version",
    "check_version",
    "compare_versions",
    "count_contract_prices",
    "count_contracts",
    "count_renewals",
    "create_contract",
    "create_draft",
    "create_library_clause",
    "create_template",
    "decline_version",
    "draw_commitments",
    "export_contracts",
    "get_calendar",
    "get_change",
    "get_contract",
    "get_library_clause",
    "get_progress",
    "get_renewal",
    "get_template",
    "get_text",
    "get_utilisation",
    "get_version",
    "give_notice",
    "import_contract",
    "list_attachments",
    "list_changes",
    "list_comments",
    "list_commitments",
    "list_contract_prices",
    "list_contracts",
    "list_drawdowns",
    "list_library_clauses",
    "list_price_conflicts",
    "list_published_terms",
    "list_renewals",
    "list_rounds",
    "list_signatures",
    "list_steps",
    "list_tasks",
    "list_templates",
    "list_timeline",
    "list_versions",
    "move_clause",
    "print_version",
    "propose_change",
    "recall_version",
    "reject_change",
    "release_commitments",
    "remove_attachment",
    "remove_clause",
    "renew_contract",
    "return_version",
    "review_version",
    "revise_version",
    "save_commitments",
    "save_contract_prices",
    "send_version",
    "set_parties",
    "set_variables",
    "sign_version",
    "submit_version",
    "terminate_contract",
    "update_clause",
    "update_contract",
    "update_library_clause",
    "update_task",
    "update_template",
    "update_terms",
    "withdraw_change",
]
