"""The parts of a contract's page, in one order wherever they are shown: the workspace of staff, the partner's room."""

from __future__ import annotations

from typing import Final

from hanse.platform.web.parts import Tab

DESK_TABS: Final = (
    ("Overview", ""),
    ("Text", "text"),
    ("Prices", "prices"),
    ("Commitments", "commitments"),
    ("Papers and signatures", "papers"),
    ("Tasks", "tasks"),
    ("Timeline", "timeline"),
)
ROOM_TABS: Final = (
    ("Agreement", ""),
    ("Prices", "prices"),
    ("Commitments", "commitments"),
    ("Tasks", "tasks"),
    ("Talk and files", "talk"),
    ("Papers and signatures", "papers"),
    ("History", "history"),
)


def tabs_of(root: str, active: str, *, is_staff: bool) -> list[Tab]:
    """The tabs of one contract; `active` is the path below it."""
    parts = DESK_TABS if is_staff else ROOM_TABS
    return [Tab(label, f"{root}/{path}" if path else root, path == active) for label, path in parts]
