"""Reads of access, by what they read: members, roles, invitations, keys, memberships."""
