"""The REST addresses of quotes: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.quotes import api
from hanse.platform.registry import Route

_ONE = "/v1/quotes/{quote_id}"
_LINES = f"{_ONE}/lines"
_VERSIONS = f"{_ONE}/versions"

ROUTES = (
    Route("GET", "/v1/quotes", api.list_quotes),
    Route("POST", "/v1/quotes", api.create_quote, status=201),
    Route("GET", "/v1/quote-counts", api.count_quotes),
    Route("GET", _ONE, api.get_quote),
    Route("PATCH", _ONE, api.update_quote, if_match=True),
    Route("POST", f"{_ONE}/submit", api.submit_quote, if_match=True),
    Route("POST", f"{_ONE}/review", api.review_quote, if_match=True),
    Route("GET", f"{_ONE}/offer", api.preview_offer),
    Route("POST", f"{_ONE}/offer", api.send_offer, if_match=True),
    Route("POST", f"{_ONE}/recall", api.recall_offer, if_match=True),
    Route("POST", f"{_ONE}/extend", api.extend_quote, if_match=True),
    Route("POST", f"{_ONE}/counter", api.counter_quote, if_match=True),
    Route("POST", f"{_ONE}/acceptance", api.preview_acceptance),
    Route("POST", f"{_ONE}/accept", api.accept_quote, if_match=True),
    Route("POST", f"{_ONE}/order", api.order_quote, if_match=True),
    Route("POST", f"{_ONE}/decline", api.decline_quote, if_match=True),
    Route("POST", f"{_ONE}/withdraw", api.withdraw_quote, if_match=True),
    Route("POST", f"{_ONE}/cancel", api.cancel_quote, if_match=True),
    Route("POST", f"{_ONE}/clone", api.clone_quote, status=201),
    Route("GET", _LINES, api.list_lines),
    Route("POST", _LINES, api.add_lines),
    Route("PATCH", _LINES, api.update_lines, if_match=True),
    Route("POST", f"{_LINES}/upload", api.upload_lines),
    Route("POST", f"{_LINES}/remove", api.remove_lines, if_match=True),
    Route("POST", f"{_LINES}/reprice", api.reprice_lines, if_match=True),
    Route("GET", _VERSIONS, api.list_versions),
    Route("GET", f"{_VERSIONS}/compare", api.compare_versions),
    Route("GET", f"{_VERSIONS}/{{version_id}}", api.get_version),
    Route("GET", f"{_ONE}/messages", api.list_messages),
    Route("POST", f"{_ONE}/messages", api.post_message, status=201),
    Route("GET", f"{_ONE}/notes", api.list_notes),
    Route("POST", f"{_ONE}/notes", api.post_note, status=201),
    Route("GET", f"{_ONE}/attachments", api.list_attachments),
    Route("POST", f"{_ONE}/attachments", api.add_attachment, status=201),
    Route("DELETE", f"{_ONE}/attachments/{{attachment_id}}", api.remove_attachment, status=204),
    Route("GET", f"{_ONE}/steps", api.list_steps),
)
