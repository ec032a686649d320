"""Changes of organizations and what belongs to them: one function per intention."""
