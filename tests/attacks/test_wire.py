"""Hostile requests below the operations: odd headers, huge and nested bodies, broken uploads, bombs, text nobody can
store. Nothing here may answer 500, hang, or tell how Hanse is made."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest

from hanse.platform.web.assets import AssetMissing
from hanse.testing.installation import ORIGIN, Business, Client, Installation
from tests.attacks.visits import csrf_of

# What a leak looks like: SQL, a driver, Python, our own files, PostgreSQL's words.
TELLS = re.compile(
    r"Traceback|psycopg|asyncpg|File \"|/hanse/|site-packages|SELECT .* FROM|INSERT INTO|pg_|relation \"|SQLSTATE|"
    r"jinja2|msgspec|litestar|uvicorn|hanse_app|password_hash|KeyError|AttributeError|TypeError",
)


def told(answer: Any) -> str | None:
    found = TELLS.search(answer.text)
    return found[0] if found else None


HEADERS: list[dict[str, Any]] = [
    {"x-request-id": "a" * 5_000},
    {"x-request-id": "id\r\nset-cookie: a=b"},
    {"x-request-id": "id\n"},
    {"accept": "text/html" * 5_000},
    {"accept-language": "\xff" * 200},
    {"cookie": "hanse_session=" + "x" * 100_000},
    {"cookie": "; ; =; a=b; hanse_session=\xe9"},
    {"cookie": 'hanse_session="\\000\\012"'},
    {"cookie": "hanse_flash=" + "A" * 3_000 + "; hanse_theme=<script>"},
    {"cookie": "hanse_flash=e30; hanse_theme=\x01"},
    {"content-length": "99999999999999999999"},
    {"content-length": "\xb2"},
    {"content-length": "-1"},
    {"transfer-encoding": "chunked", "content-length": "5"},
    {"if-match": "*"},
    {"if-match": '"' + "9" * 5_000 + '"'},
    {"if-match": "\xb2"},
    {"authorization": "Bearer"},
    {"authorization": "Bearer \xff\xfe"},
    {"authorization": "Bearer " + "x" * 100_000},
    {"authorization": "Basic " + "eA==" * 100},
    {"authorization": "Bearer hns_" + "0" * 60},
    {"idempotency-key": "\xff"},
    {"idempotency-key": "x" * 10_000},
    {"host": ""},
    {"host": "x" * 10_000},
    {"host": "a\x00b"},
    {"x-forwarded-for": "127.0.0.1, ::1, not-an-address"},
    {"range": "bytes=" + "0-1," * 5_000},
    {"user-agent": "\x1b[31m" + "x" * 100_000},
    {"hx-request": "true", "hx-target": "<script>"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=[repr(item)[:60] for item in HEADERS])
async def test_odd_headers_are_no_failure(headers: dict[str, Any], business: Business) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    for path in ("/v1/organizations", "/account", "/login", "/t/x", "/healthz"):
        for method in ("GET", "POST"):
            client = business.owner if "cookie" not in headers else business.installation.visitor()
            answer = await client.http.request(
                method, path, headers={**raw, "x-csrf-token": client.csrf, "origin": ORIGIN}, content=b"{}"
            )
            assert answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text}"
            assert told(answer) is None, f"{method} {path}: {told(answer)}"
            assert len(answer.headers["x-request-id"]) <= 64
            assert "\n" not in answer.headers["x-request-id"]
            assert "a=b" not in answer.headers.get("set-cookie", "")


NESTED = 100_000
BODIES: dict[str, bytes] = {
    "nested lists": b'{"name": ' + b"[" * NESTED + b"]" * NESTED + b"}",
    "nested objects": b'{"name": ' + b'{"a":' * NESTED + b"1" + b"}" * NESTED + b"}",
    "nested in a free object": b'{"name": "x", "custom": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
    "deeply nested in a free object": b'{"name": "x", "custom": {"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}}",
    "open": b'{"name": "x"',
    "not json": b"<xml/>",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "twice the same field": b'{"name": "x", "name": "y"}',
    "a huge number": b'{"name": "x", "credit_limit": {"amount": "1' + b"0" * 10_000 + b'", "currency": "EUR"}}',
    "a number as text": b'{"name": 1}',
    "infinity": b'{"name": "x", "payment_terms": {"days": 1e400}}',
    "not a number": b'{"name": "x", "payment_terms": {"days": NaN}}',
    "a nul": b'{"name": "x\\u0000y"}',
    "half a pair": b'{"name": "\\ud800"}',
    "bad utf-8": b'{"name": "\xff\xfe"}',
    "a byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "utf-16": '{"name": "x"}'.encode("utf-16"),
    "prototype": b'{"name": "x", "__proto__": {"a": 1}, "constructor": 1}',
    "overlong": b'{"name": "' + b"x" * 3_000_000 + b'"}',
    "direction and invisible": '{"name": "\u202e\u200b\ufeff"}'.encode(),
}


@pytest.mark.parametrize("name", BODIES)
async def test_hostile_bodies_are_refused_in_words(name: str, business: Business) -> None:
    answer = await business.owner.send(
        "POST", "/v1/organizations", content=BODIES[name], headers={"content-type": "application/json"}
    )
    assert answer.status_code in (201, 413, 422), answer.text
    assert answer.headers["content-type"].startswith("application/")
    assert told(answer) is None


async def test_a_compressed_body_is_not_unfolded(business: Business) -> None:
    bomb = gzip.compress(b'{"name": "' + b"x" * 50_000_000 + b'"}')
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = await business.owner.send("POST", "/v1/organizations", content=bomb, headers=headers)
    assert answer.status_code in (415, 422)


def multipart(*parts: tuple[str, bytes], boundary: bytes = b"b") -> bytes:
    out = b""
    for disposition, content in parts:
        out += b"--" + boundary + b"\r\nContent-Disposition: " + disposition.encode("latin-1") + b"\r\n\r\n"
        out += content + b"\r\n"
    return out + b"--" + boundary + b"--\r\n"


FORMS: dict[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", b"x"),
    "another boundary": ("multipart/form-data; boundary=c", multipart(('form-data; name="a"', b"b"))),
    "cut off": ("multipart/form-data; boundary=b", multipart(('form-data; name="a"', b"b"))[:-12]),
    "no name": ("multipart/form-data; boundary=b", multipart(("form-data", b"b"))),
    "a thousand parts": ("multipart/form-data; boundary=b", multipart(*[('form-data; name="a"', b"b")] * 5_000)),
    "a path as name": (
        "multipart/form-data; boundary=b",
        multipart(('form-data; name="logo"; filename="../../../../etc/passwd.png"', b"\x89PNG")),
    ),
    "a nul as name": (
        "multipart/form-data; boundary=b",
        multipart(('form-data; name="logo"; filename="a\x00.png"', b"x")),
    ),
    "a header of a megabyte": (
        "multipart/form-data; boundary=b",
        multipart((f'form-data; name="{"a" * 1_000_000}"', b"b")),
    ),
    "an odd charset": (
        "multipart/form-data; boundary=b",
        (
            b"--b\r\nContent-Disposition: form-data; name=a\r\n"
            b"Content-Type: text/plain; charset=nonsense\r\n\r\nx\r\n--b--"
        ),
    ),
    "a transfer encoding": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n--b--",
    ),
    "a long boundary": ("multipart/form-data; boundary=" + "b" * 5_000, b"x"),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 50_000)),
    "bad utf-8": ("application/x-www-form-urlencoded", b"name=%ff%fe&name=\xff"),
    "a nul": ("application/x-www-form-urlencoded", b"name=%00"),
    "dots that contradict": ("application/x-www-form-urlencoded", b"name=x&name.a=y&name.a.b=z"),
    "only dots": ("application/x-www-form-urlencoded", b"....=x&.=y&=z"),
    "deep dots": ("application/x-www-form-urlencoded", b"custom" + b".a" * 20_000 + b"=x"),
    "deep dots in known fields": ("application/x-www-form-urlencoded", b"values" + b".a" * 20_000 + b"=x"),
    "dunder": ("application/x-www-form-urlencoded", b"__class__.__init__=x&name.__proto__=y"),
    "a wrong version": ("application/x-www-form-urlencoded", b"_version=99999999999999999999&name=x"),
    "json": ("application/json", b'{"name": "x"}'),
    "nothing": ("", b"x"),
}
TARGETS = (
    "/admin/settings",
    "/admin/settings/branding",
    "/admin/settings/values",
    "/admin/organizations/new",
    "/admin/roles/new",
    "/admin/invitations/new",
    "/admin/api-keys",
    "/account",
    "/login",
    "/signup",
)


@pytest.mark.parametrize("name", FORMS)
async def test_hostile_forms_are_refused_in_words(name: str, business: Business) -> None:
    kind, body = FORMS[name]
    for path in TARGETS:
        headers = {"accept": "text/html", "origin": ORIGIN, "x-csrf-token": business.owner.csrf}
        if kind:
            headers["content-type"] = kind
        answer = await business.owner.send("POST", path, content=body, headers=headers)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        assert told(answer) is None, f"{path}: {told(answer)}"


ADDRESSES = (
    "/" + "a" * 8_000,
    "/%00",
    "/%0d%0aset-cookie:a=b",
    "/..%2f..%2fetc/passwd",
    "/static/x/../../app.py",
    "/static/x/%2e%2e/%2e%2e/app.py",
    "/static/x//etc/passwd",
    "/static/x/css/app.css%00.png",
    "/static/x/.git/config",
    "/files/x",
    "/files/" + "a" * 5_000,
    "/files/..%2f..",
    "/t/%e2%80%ae",
    "/t/" + "a" * 5_000,
    "/v1/organizations?limit=0",
    "/v1/organizations?limit=999999999999999999999",
    "/v1/organizations?limit=-1",
    "/v1/organizations?cursor=%ff",
    "/v1/organizations?cursor=" + "A" * 3_999,
    "/v1/organizations?sort=(select 1)",
    "/v1/organizations?sort=name;drop table members",
    "/v1/organizations?q=%00",
    "/v1/organizations?q=%27%22%3b--",
    "/v1/organizations?q=" + "%25" * 1_000,
    "/v1/organizations?status=active&status=nonsense",
    "/v1/organizations?" + "&".join(f"a{number}=1" for number in range(500)),
    "/v1/members?q=%5c%5c%25_",
    "/v1/audit-entries?since=9999999999-01-01",
    "/v1/audit-entries?since=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59Z",
    "/v1/audit-entries?subject=org_%00",
    "/v1/events?subject=nonsense",
    "/v1/public-tenant?handle=%00",
    "/palette?q=%00",
    "/palette?q=" + "x" * 5_000,
    "/admin/organizations?sort=nonsense&cursor=x",
    "/admin/members?limit=x",
    "/admin/audit?since=x",
    "/invitations/%00",
    "/invitations/" + "x" * 5_000,
    "/.env",
    "/.git/config",
    "/docs/../../etc/passwd",
    "/docs/%2e%2e/errors",
    "/docs/nonsense",
)


@pytest.mark.parametrize("path", ADDRESSES, ids=[path[:60] for path in ADDRESSES])
async def test_hostile_addresses_are_refused_in_words(path: str, business: Business) -> None:
    for client in (business.owner, business.installation.visitor()):
        for accept in ("text/html", "application/json"):
            answer = await client.get(path, headers={"accept": accept})
            assert answer.status_code < 500, f"{answer.status_code} {answer.text[:300]}"
            assert told(answer) is None, told(answer)
            assert "a=b" not in answer.headers.get("set-cookie", "")
            assert "root:" not in answer.text


def test_a_browser_file_has_one_address(installation: Installation) -> None:
    """Every other spelling of it would be kept in memory under its own name: a leak anyone could fill."""
    assets = installation.services.renderer.assets
    assert assets.read("css/app.css").body
    for path in (
        "css/./app.css",
        "css//app.css",
        "./css/app.css",
        "css/../css/app.css",
        "/css/app.css",
        "css/app.css/",
    ):
        with pytest.raises(AssetMissing):
            assets.read(path)


async def test_an_error_repeats_no_markup_of_the_address(installation: Installation) -> None:
    visitor = installation.visitor()
    for path in ("/<script>alert(1)</script>", "/t/<script>alert(1)</script>", "/docs/<img src=x onerror=alert(1)>"):
        page = await visitor.page(path)
        assert "<script>alert(1)" not in page.text
        assert "<img src=x" not in page.text


async def test_limits_of_size_hold_before_the_whole_body_is_read(installation: Installation) -> None:
    """A sender that promises little and sends much is stopped on the way."""
    visitor = Client(installation.app, {"origin": ORIGIN})
    token = await csrf_of(visitor, "/login")
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 50_000_000:
            sent += 64 * 1024
            yield b"x" * 64 * 1024

    answer = await visitor.http.request(
        "POST",
        "/login",
        content=endless(),
        headers={"content-type": "application/x-www-form-urlencoded", "x-csrf-token": token},
    )
    assert answer.status_code == 413
    assert sent < 10_000_000
