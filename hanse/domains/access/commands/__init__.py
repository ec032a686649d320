"""Writes of access, by what they change: members, roles and who holds them, invitations, keys, one's place of work."""
