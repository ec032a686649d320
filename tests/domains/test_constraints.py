"""The sentences domains have for broken constraints belong to constraints that exist: a misspelt one is never said."""

from __future__ import annotations

from hanse.testing.installation import Installation

NAMES = """
SELECT conname AS name FROM pg_constraint UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique
"""


async def test_every_sentence_belongs_to_a_constraint(installation: Installation) -> None:
    async with installation.open(None) as ctx:
        known = set(await ctx.db.values(NAMES))
    said = {name for domain in installation.services.registry.domains for name in domain.constraints}
    assert said, "no domain has a sentence for a broken constraint"
    assert said - known == set()
