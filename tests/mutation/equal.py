"""Doors without which nothing changes for anybody outside, each with the reason; reviewed by hand.

Such a door stands behind another one. It stays, because the one before it may move.
"""

EQUAL: dict[str, str] = {
    "hanse/domains/access/commands/assignments.py block_organization authorize member.suspend": (
        "has no address: the command that suspends the organization asked already, and comes with the system's rights"
    ),
}
