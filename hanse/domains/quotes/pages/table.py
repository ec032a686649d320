"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.quotes.pages import acting, line, lists, parts, room, working
from hanse.platform.registry import PageRoute


def _pages(base: str, gate: str) -> tuple[PageRoute, ...]:
    """The same pages for the desk of staff and the room of buyers; `gate` keeps the other audience out."""
    one = f"{base}/{{quote_id}}"
    return (
        PageRoute("GET", base, lists.list_page, permission=gate),
        PageRoute("GET", f"{base}/new", working.new_page, permission=gate),
        PageRoute("POST", f"{base}/new", working.create, permission=gate, uploads=True),
        PageRoute("GET", one, room.show, permission=gate),
        PageRoute("POST", f"{one}/lines", working.save_lines, permission=gate),
        PageRoute("POST", f"{one}/lines/add", working.add_lines, permission=gate, uploads=True),
        PageRoute("GET", f"{one}/lines/{{line_id}}", line.line_page, permission=gate),
        PageRoute("POST", f"{one}/lines/{{line_id}}", line.save_line, permission=gate),
        PageRoute("GET", f"{one}/edit", working.edit_page, permission=gate),
        PageRoute("POST", f"{one}/edit", working.save, permission=gate),
        PageRoute("GET", f"{one}/act/{{action}}", acting.ask, permission=gate),
        PageRoute("POST", f"{one}/act/{{action}}", acting.act, permission=gate),
        PageRoute("GET", f"{one}/messages", room.messages, permission=gate),
        PageRoute("POST", f"{one}/messages", room.post_message, permission=gate, uploads=True),
        PageRoute("POST", f"{one}/files", room.add_file, permission=gate, uploads=True),
        PageRoute("POST", f"{one}/files/{{attachment_id}}/delete", room.remove_file, permission=gate),
        PageRoute("GET", f"{one}/versions", acting.versions, permission=gate),
        PageRoute("GET", f"{one}/versions/compare", acting.compare, permission=gate),
        PageRoute("GET", f"{one}/versions/{{version_id}}", acting.version, permission=gate),
        PageRoute("GET", f"{one}/history", room.history_page, permission=gate),
    )


_ROOM = "/app/quotes/{quote_id}"
_DESK = "/admin/quotes/{quote_id}"
PAGES = (
    PageRoute("GET", "/quotes/{quote_id}", parts.open_any, permission="quote.view"),
    *_pages("/admin/quotes", "quote.view_internal"),
    *_pages("/app/quotes", "quote.view"),
    PageRoute("GET", f"{_DESK}/notes", room.notes, permission="quote.view_internal"),
    PageRoute("POST", f"{_DESK}/notes", room.post_note, permission="quote.note"),
    PageRoute("GET", f"{_ROOM}/accept", acting.accept_page, permission="quote.accept"),
    PageRoute("POST", f"{_ROOM}/accept", acting.accept, permission="quote.accept"),
)
