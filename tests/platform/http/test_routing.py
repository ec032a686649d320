"""Which address answers a path."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.platform.http.routing import Router

PATTERNS = (
    "/",
    "/v1/orders",
    "/v1/orders/new",
    "/v1/orders/{order_id}",
    "/v1/orders/{order_id}/lines/{line_id}",
    "/v1/orders/new/lines",
    "/static/{path:path}",
    "/t/{handle}",
)
ROUTER = Router({pattern: pattern for pattern in PATTERNS})


@pytest.mark.parametrize(
    ("path", "pattern", "parts"),
    [
        ("/", "/", {}),
        ("/v1/orders", "/v1/orders", {}),
        ("/v1/orders/", "/v1/orders", {}),
        ("/v1/orders/new", "/v1/orders/new", {}),
        ("/v1/orders/ord_1", "/v1/orders/{order_id}", {"order_id": "ord_1"}),
        ("/v1/orders/a/lines/b", "/v1/orders/{order_id}/lines/{line_id}", {"order_id": "a", "line_id": "b"}),
        # A literal part that leads nowhere does not hide the named one.
        ("/v1/orders/new/lines/b", "/v1/orders/{order_id}/lines/{line_id}", {"order_id": "new", "line_id": "b"}),
        ("/static/css/site.css", "/static/{path:path}", {"path": "css/site.css"}),
        ("/t/größe", "/t/{handle}", {"handle": "größe"}),
    ],
)
def test_a_path_finds_its_address(path: str, pattern: str, parts: dict[str, str]) -> None:
    assert ROUTER.find(path) == (pattern, parts)


@pytest.mark.parametrize(
    "path", ["", "v1/orders", "/v1", "/v1/order", "/v1/orders//lines/b", "/v1/orders/a/lines", "//v1/orders", "/t"]
)
def test_other_paths_find_nothing(path: str) -> None:
    assert ROUTER.find(path) is None


@pytest.mark.parametrize("other", ["/v1/orders/{number}", "/v1/orders/{order_id}/"])
def test_two_addresses_for_one_path_are_refused(other: str) -> None:
    with pytest.raises(ValueError, match="same paths"):
        Router({"/v1/orders/{order_id}": 1, other: 2})


@pytest.mark.parametrize("pattern", ["orders", "/{path:path}/more"])
def test_a_malformed_address_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"slash|last part"):
        Router({pattern: 1})


@given(st.lists(st.text(string.ascii_letters + string.digits + "-_.%é", min_size=1), min_size=2, max_size=2))
def test_named_parts_come_back_as_they_were(values: list[str]) -> None:
    order, line = values
    assert ROUTER.find(f"/v1/orders/{order}/lines/{line}") == (
        "/v1/orders/{order_id}/lines/{line_id}",
        {"order_id": order, "line_id": line},
    )
