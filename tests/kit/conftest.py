"""`pytest tests/kit --hypothesis-profile=million` runs every property at length; by default they stay quick."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("million", max_examples=20_000, deadline=None)
