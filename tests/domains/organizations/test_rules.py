"""The pure decisions of organizations: life, health, mappings, loops, accounts. Every state with every action."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.domains.organizations.errors import OrganizationInvalidTransition
from hanse.domains.organizations.rules.banks import check_account
from hanse.domains.organizations.rules.columns import STANDARD, find_loops, import_fields
from hanse.domains.organizations.rules.health import SCALES, compute
from hanse.domains.organizations.rules.life import TRANSITIONS, may_trade, next_status
from hanse.domains.organizations.types import OrganizationStatus
from hanse.domains.organizations.types.health import FactorName, Reading, Trend
from hanse.kit.errors import Invalid
from hanse.platform.imports import guess_mapping

POSSIBLE = {
    ("prospect", "apply"): "applied",
    ("prospect", "activate"): "active",
    ("prospect", "close"): "closed",
    ("applied", "submit"): "in_review",
    ("applied", "reject"): "closed",
    ("applied", "close"): "closed",
    ("in_review", "ask_for_changes"): "applied",
    ("in_review", "approve"): "active",
    ("in_review", "reject"): "closed",
    ("in_review", "close"): "closed",
    ("active", "suspend"): "suspended",
    ("active", "close"): "closed",
    ("suspended", "reactivate"): "active",
    ("suspended", "close"): "closed",
}


@pytest.mark.parametrize("action", TRANSITIONS)
@pytest.mark.parametrize("status", OrganizationStatus)
def test_the_life_of_an_organization(status: OrganizationStatus, action: str) -> None:
    expected = POSSIBLE.get((status.value, action))
    if expected is None:
        with pytest.raises(OrganizationInvalidTransition):
            next_status("Kontor", status, action)
    else:
        assert next_status("Kontor", status, action) == expected


def test_only_active_organizations_trade() -> None:
    assert [status for status in OrganizationStatus if may_trade(status)] == [OrganizationStatus.ACTIVE]


READINGS = st.lists(
    st.builds(
        Reading,
        factor=st.sampled_from(FactorName),
        value=st.floats(min_value=-1_000, max_value=1_000, allow_nan=False),
    ),
    unique_by=lambda reading: reading.factor,
)


@given(READINGS)
def test_a_score_is_made_of_what_is_measured_only(readings: list[Reading]) -> None:
    result = compute(readings, {})
    measured = {reading.factor for reading in readings}
    assert [factor.name for factor in result.factors] == list(FactorName)
    for factor in result.factors:
        assert (factor.score is not None) == (factor.name in measured)
        assert (factor.weight > 0) == (factor.name in measured)
    if readings:
        assert result.score is not None
        scores = [factor.score for factor in result.factors if factor.score is not None]
        assert min(scores) <= result.score <= max(scores)
        assert 97 <= sum(factor.weight for factor in result.factors) <= 103
    else:
        assert result.score is None


def test_the_best_and_the_worst_of_everything() -> None:
    best = [Reading(factor=name, value=scale.best) for name, scale in SCALES.items()]
    worst = [Reading(factor=name, value=scale.worst) for name, scale in SCALES.items()]
    assert (compute(best, {}).score, compute(worst, {}).score) == (100, 0)
    assert sum(scale.weight for scale in SCALES.values()) == 100


def test_a_trend_compares_with_before_and_ignores_noise() -> None:
    reading = [Reading(factor=FactorName.PAYMENT, value=0.9)]
    trends = {
        before: next(factor.trend for factor in compute(reading, {FactorName.PAYMENT: before}).factors if factor.score)
        for before in (40, 78, 82, 99)
    }
    assert trends == {40: Trend.UP, 78: Trend.FLAT, 82: Trend.FLAT, 99: Trend.DOWN}
    assert next(factor.trend for factor in compute(reading, {}).factors if factor.score) is None


def test_every_heading_of_an_export_is_understood_by_an_import() -> None:
    fields = import_fields([])
    mapping = guess_mapping([field.label for field in fields], fields, STANDARD)
    assert list(mapping.values()) == list(STANDARD)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_loops_are_found_exactly(parents: dict[str, str]) -> None:
    def below_itself(start: str) -> bool:
        at: str | None = parents.get(start)
        for _ in range(len(parents) + 1):
            if at == start:
                return True
            at = parents.get(at) if at is not None else None
        return False

    assert find_loops(parents) == {name for name in parents if below_itself(name)}


@pytest.mark.parametrize(
    ("country", "number", "code", "kept"),
    [
        ("DE", "de89 3704 0044 0532 0130 00", None, "DE89370400440532013000"),
        ("US", "123 456 789", "021000021", "123456789"),
        ("GB", "12345678", "20-00-00", "12345678"),
    ],
)
def test_accounts_that_can_be(country: str, number: str, code: str | None, kept: str) -> None:
    assert check_account(country, number, code) == kept


@pytest.mark.parametrize(
    ("country", "number", "code"),
    [
        ("DE", "DE89370400440532013001", None),
        ("DE", "532013000", "37040044"),
        ("FR", "DE89370400440532013000", None),
        ("US", "123456789", None),
        ("US", "12 34 <script>", "1"),
    ],
)
def test_accounts_that_cannot_be(country: str, number: str, code: str | None) -> None:
    with pytest.raises(Invalid):
        check_account(country, number, code)
