"""What can go wrong in documents."""

from __future__ import annotations

from hanse.kit.errors import Invalid


class DocumentNotMade(Invalid):
    code = "document_not_made"
    title = "The document could not be made from this data"
