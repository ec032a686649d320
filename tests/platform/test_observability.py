"""Log lines: tied to their request, and free of secrets whatever is logged."""

import io
import json
import logging

import pytest
import structlog

from hanse.platform.observability import configure_logging, log_context


@pytest.fixture
def stream(log_stream: io.StringIO) -> io.StringIO:
    return log_stream


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_lines_carry_the_ids_of_their_request(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSE_PROCESS", "web-1")
    configure_logging("info", "json", stream)
    with log_context(request_id="r-1", tenant=None):
        structlog.get_logger("hanse.orders").info("placed", order="ord_1")
        logging.getLogger("library").warning("from %s", "outside")
    structlog.get_logger("hanse.orders").info("after")
    first, second, third = lines(stream)
    assert first["event"] == "placed"
    assert first["logger"] == "hanse.orders"
    assert (first["request_id"], first["process"], first["level"]) == ("r-1", "web-1", "info")
    assert "tenant" not in first
    assert (second["event"], second["request_id"]) == ("from outside", "r-1")
    assert "request_id" not in third


@pytest.mark.parametrize("form", ["json", "console"])
def test_secrets_never_reach_a_line(stream: io.StringIO, form: str) -> None:
    configure_logging("debug", form, stream)
    log = structlog.get_logger("test")
    log.info(
        "hunter2 is not searched for in a free sentence, but its places are closed".replace("hunter2 ", ""),
        password="hunter2",
        new_password="hunter2",
        headers={"Authorization": "Bearer hunter2hunter2", "Cookie": "hunter2", "Accept": "text/html"},
        nested=[{"api_key": "hunter2"}, {"totp": "hunter2"}],
        url="postgresql://app:hunter2@db.example.com/hanse",
        text="Authorization: Bearer hunter2hunter2",
    )
    try:
        raise ConnectionError("postgresql://app:hunter2@db.example.com/hanse is away")
    except ConnectionError:
        log.exception("lost")
    logging.getLogger("library").error("GET https://user:hunter2@example.com/")
    written = stream.getvalue()
    assert "hunter2" not in written
    assert "db.example.com" in written
    assert "text/html" in written


def test_names_about_secrets_stay_readable(stream: io.StringIO) -> None:
    configure_logging("info", "json", stream)
    structlog.get_logger("test").info("key made", key_id="key_1", token_count=3, secret_name="smtp")
    (line,) = lines(stream)
    assert (line["key_id"], line["token_count"], line["secret_name"]) == ("key_1", 3, "smtp")


def test_a_line_never_fails_for_what_is_in_it(stream: io.StringIO) -> None:
    configure_logging("info", "json", stream)
    loop: dict[str, object] = {}
    loop["self"] = loop
    structlog.get_logger("test").info("odd", value=object(), number=float("inf"), loop=loop, raw=b"\xff")
    assert lines(stream)[0]["event"] == "odd"


def test_the_level_is_kept(stream: io.StringIO) -> None:
    configure_logging("warning", "json", stream)
    structlog.get_logger("test").info("no")
    logging.getLogger("library").info("no")
    structlog.get_logger("test").warning("yes")
    assert [line["event"] for line in lines(stream)] == ["yes"]
