from __future__ import annotations

import pytest

from hanse.kit import errors
from hanse.kit.errors import FieldError, HanseError, Invalid, TooManyRequests

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, HanseError)]


@pytest.mark.parametrize(
    ("name", "status"),
    [("Unauthenticated", 401), ("Forbidden", 403), ("NotFound", 404), ("Conflict", 409), ("PreconditionFailed", 412),
     ("PayloadTooLarge", 413), ("UnsupportedMedia", 415), ("Invalid", 422), ("PreconditionRequired", 428),
     ("TooManyRequests", 429), ("Unavailable", 503), ("HanseError", 500)],
)  # fmt: skip
def test_each_kind_has_its_status(name: str, status: int) -> None:
    assert getattr(errors, name)().status == status


def test_codes_are_stable_snake_case_and_unique() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    assert all(code.isidentifier() and code == code.lower() for code in codes)


def test_without_a_message_the_title_speaks() -> None:
    for kind in KINDS:
        error = kind()
        assert str(error) == error.message == kind.title
    assert str(Invalid("Say what to do")) == "Say what to do"


def test_details_are_kept_apart_from_the_callers() -> None:
    details = {"nearest": 5}
    error = TooManyRequests(retry_after=7, extra=details, fields=[FieldError("a", "b")])
    details["nearest"] = 6
    assert (error.retry_after, error.extra, error.fields) == (7, {"nearest": 5}, (FieldError("a", "b"),))
    assert HanseError().extra == {}
    assert HanseError().fields == ()


def test_one_wrong_field() -> None:
    error = Invalid.field("lines.0.sku", "No such article", "unknown_sku")
    assert error.fields == (FieldError("lines.0.sku", "No such article", "unknown_sku"),)
    assert error.message == "No such article"
