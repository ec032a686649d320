"""Doors without which nothing changes for anybody outside, each with the reason; reviewed by hand.

Such a door stands behind another one. It stays, because the one before it may move.
"""

EQUAL: dict[str, str] = {}
