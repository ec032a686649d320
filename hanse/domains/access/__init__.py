"""Access: who belongs to a tenant, what roles they hold, and the keys of programs."""
