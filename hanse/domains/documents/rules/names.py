"""How files of documents are called. Pure."""

from __future__ import annotations

from hanse.platform.files.kinds import safe_name


def file_name(title: str) -> str:
    """The name a reader saves it under: the title, as a file may be called."""
    return safe_name(f"{title.strip()[:100] or 'Document'}.pdf")
