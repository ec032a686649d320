"""Writes of access, by what they change: members, roles and who holds them, invitations, keys, the place one works in."""
