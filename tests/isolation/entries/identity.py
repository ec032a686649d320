"""Right calls of the operations of identity that a permission guards.

What a person does to themselves is tested there.
"""

from __future__ import annotations

from tests.isolation.world import Entry

ENTRIES: dict[str, Entry] = {}
