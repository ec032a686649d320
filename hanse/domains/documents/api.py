"""What other parts may call about documents. Making serves domains inside their commands; reading is for everybody."""

from __future__ import annotations

from hanse.domains.documents.commands.making import make_document, render_document
from hanse.domains.documents.queries.documents import get_document, list_documents

__all__ = ["get_document", "list_documents", "make_document", "render_document"]
