"""Facts that happened: frozen, named in the past tense, versioned on the wire (`organization.suspended.v1`)."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every event; a subclass sets `name` (and `version` when its shape changed)."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    @classmethod
    def wire_name(cls) -> str:
        """The name programs outside see."""
        return f"{cls.name}.v{cls.version}"
