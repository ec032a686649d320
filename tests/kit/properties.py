"""What the property tests of the kit share: strategies for its values, and settings without a time limit."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from hanse.kit.currencies import CURRENCIES
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import COUNT_MAX
from hanse.kit.units import UNITS

# Taken when a test module is imported, so `--hypothesis-profile` decides how many examples there are.
at_length = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

currencies = st.sampled_from(sorted(CURRENCIES))
unit_codes = st.sampled_from(sorted(UNITS))
counts = st.one_of(st.integers(-(10**6), 10**6), st.integers(-COUNT_MAX, COUNT_MAX))
small_counts = st.integers(-(10**9), 10**9)
amounts = st.builds(Money, counts, currencies)
unit_prices = st.builds(UnitPrice, counts, currencies)
quantities = st.builds(Quantity, counts, unit_codes)

# Text that PostgreSQL, XML and UTF-8 can all hold; NUL and lone surrogates are tested on their own.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
