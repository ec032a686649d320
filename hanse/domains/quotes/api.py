"""What other parts may call about quotes: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.quotes.commands.accepting import accept_quote, order_quote, preview_acceptance
from hanse.domains.quotes.commands.lines import add_lines, remove_lines, reprice_lines, update_lines
from hanse.domains.quotes.commands.offering import extend_quote, preview_offer, recall_offer, send_offer
from hanse.domains.quotes.commands.quotes import clone_quote, create_quote, update_quote
from hanse.domains.quotes.commands.talk import add_attachment, post_message, post_note, remove_attachment
from hanse.domains.quotes.commands.turns import (
    cancel_quote,
    counter_quote,
    decline_quote,
    review_quote,
    submit_quote,
    withdraw_quote,
)
from hanse.domains.quotes.commands.uploads import upload_lines
from hanse.domains.quotes.queries.lines import list_lines
from hanse.domains.quotes.queries.quotes import count_quotes, get_quote, list_quotes, list_steps
from hanse.domains.quotes.queries.talk import list_attachments, list_messages, list_notes
from hanse.domains.quotes.queries.versions import compare_versions, get_margin, get_version, list_versions

__all__ = [
    "accept_quote",
    "add_attachment",
    "add_lines",
    "cancel_quote",
    "clone_quote",
    "compare_versions",
    "count_quotes",
    "counter_quote",
    "create_quote",
    "decline_quote",
    "extend_quote",
    "get_margin",
    "get_quote",
    "get_version",
    "list_attachments",
    "list_lines",
    "list_messages",
    "list_notes",
    "list_quotes",
    "list_steps",
    "list_versions",
    "order_quote",
    "post_message",
    "post_note",
    "preview_acceptance",
    "preview_offer",
    "recall_offer",
    "remove_attachment",
    "remove_lines",
    "reprice_lines",
    "review_quote",
    "send_offer",
    "submit_quote",
    "update_lines",
    "update_quote",
    "upload_lines",
    "withdraw_quote",
]
