"""The outgoing client against real sockets: names that change, certificates, dead systems, what is sent."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY

from hanse.kit.clock import ManualClock
from hanse.platform.outbound import (
    GuardedClient,
    GuardedTransport,
    OutboundBusy,
    OutboundFailed,
    OutboundPaused,
    OutboundPolicy,
    OutboundRefused,
    OutboundRequest,
    tls_context,
)
from hanse.testing.certificates import make_certificate
from hanse.testing.outbound import LocalServer, ScriptedNames, StandInNetwork, client_for, local_server, reply

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PUBLIC, OTHER = "93.184.216.34", "2606:4700::1111"


def internet(
    server: LocalServer, names: ScriptedNames, dead: tuple[str, ...] = ()
) -> tuple[GuardedClient, StandInNetwork]:
    """A client without any exception in its policy, whose public addresses lead to `server`."""
    network = StandInNetwork(server.port, dead)
    policy = OutboundPolicy(connect_seconds=1, read_seconds=1, total_seconds=2)
    return GuardedClient(policy, ManualClock(START), resolver=names, network=network), network


# --- where it connects ------------------------------------------------------------------------------------------------


async def test_it_connects_to_the_address_it_checked_and_names_the_host(server: LocalServer) -> None:
    names = ScriptedNames([PUBLIC])
    client, network = internet(server, names)
    async with client:
        answer = await client.get("http://Shop.Example.org/path?q=1")
    assert (answer.status, answer.body) == (200, b"ok")
    assert names.asked == ["shop.example.org"]
    assert network.dialled == [(PUBLIC, 80)]
    assert server.requests[0].startswith(b"GET /path?q=1 HTTP/1.1\r\n")
    assert b"host: shop.example.org\r\n" in server.requests[0].lower()


async def test_a_name_that_turns_private_is_caught_at_the_next_connection(server: LocalServer) -> None:
    server.answer = reply(head="Connection: close\r\n")
    names = ScriptedNames([PUBLIC], ["127.0.0.1"])
    client, network = internet(server, names)
    async with client:
        assert (await client.get("http://rebind.example/")).status == 200
        with pytest.raises(OutboundRefused):
            await client.get("http://rebind.example/")
    assert network.dialled == [(PUBLIC, 80)]
    assert names.asked == ["rebind.example"] * 2  # one look-up per connection: none between check and use
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        [PUBLIC, "10.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC, "::ffff:169.254.169.254"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%eth0"],
        ["not an address"],
        [],
        [f"8.8.{n}.8" for n in range(65)],
    ],
)
async def test_one_private_or_senseless_answer_refuses_the_host(server: LocalServer, answers: list[str]) -> None:
    client, network = internet(server, ScriptedNames(answers))
    async with client:
        with pytest.raises(OutboundRefused):
            await client.get("http://mixed.example/")
    assert network.dialled == []


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/"],
)
async def test_a_private_address_is_refused_without_any_name(server: LocalServer, url: str) -> None:
    names = ScriptedNames([PUBLIC])
    client, network = internet(server, names)
    async with client:
        with pytest.raises(OutboundRefused):
            await client.get(url)
    assert (network.dialled, names.asked) == ([], [])


async def test_localhost_by_the_real_resolver_is_refused(server: LocalServer, clock: ManualClock) -> None:
    async with GuardedClient(OutboundPolicy(), clock) as client:
        with pytest.raises(OutboundRefused):
            await client.send(OutboundRequest(url=f"http://localhost:{server.port}/", any_port=True))
    assert server.connections == 0


async def test_unknown_and_private_hosts_look_the_same_from_outside(server: LocalServer) -> None:
    texts = set()
    for names in (ScriptedNames(["10.0.0.1"]), ScriptedNames(socket.gaierror(socket.EAI_NONAME, "unknown"))):
        client, _ = internet(server, names)
        async with client:
            with pytest.raises(OutboundRefused) as caught:
                await client.get("http://intranet.example/")
        texts.add((caught.value.message, caught.value.code, caught.value.status, str(caught.value.extra)))
    assert len(texts) == 1


async def test_a_name_server_that_fails_for_now_is_worth_a_retry(server: LocalServer) -> None:
    client, _ = internet(server, ScriptedNames(socket.gaierror(socket.EAI_AGAIN, "try again")))
    async with client:
        with pytest.raises(OutboundFailed) as caught:
            await client.get("http://shop.example/")
    assert (caught.value.status, caught.value.maybe_sent) == (503, False)


async def test_a_dead_address_leaves_the_next_one_its_chance(server: LocalServer) -> None:
    client, network = internet(server, ScriptedNames([OTHER, PUBLIC]), dead=(OTHER,))
    async with client:
        assert (await client.get("http://shop.example/")).status == 200
    assert [host for host, _ in network.dialled] == [OTHER, PUBLIC]


async def test_redirects_are_answers_and_cookies_are_forgotten(server: LocalServer, clock: ManualClock) -> None:
    server.answer = reply(
        status="302 Found", head="Location: http://169.254.169.254/\r\nSet-Cookie: session=1; Path=/\r\n"
    )
    async with client_for(server, clock=clock) as client:
        for _ in range(2):
            answer = await client.get(f"{server.url}/")
            assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/")
    assert len(server.requests) == 2
    assert b"cookie" not in b"".join(server.requests).lower()


async def test_the_environment_names_no_proxy(
    server: LocalServer, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with client_for(server, clock=clock) as client:
        assert (await client.get(server.url)).status == 200


# --- TLS --------------------------------------------------------------------------------------------------------------


async def test_tls_is_verified_by_name_while_the_address_is_fixed(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "shop.example")
    async with local_server(reply(), tls=certificate.context) as server:
        seen: list[str | None] = []
        certificate.context.sni_callback = lambda _socket, name, _context: seen.append(name)
        names, network = ScriptedNames([PUBLIC]), StandInNetwork(server.port)
        trusting = tls_context(certificate.authority)
        async with GuardedClient(
            OutboundPolicy(), ManualClock(START), resolver=names, network=network, tls=trusting
        ) as client:
            assert (await client.get("https://shop.example/")).status == 200
            with pytest.raises(OutboundFailed) as wrong_name:
                await client.get("https://other.example/")
        async with GuardedClient(OutboundPolicy(), ManualClock(START), resolver=names, network=network) as client:
            with pytest.raises(OutboundFailed) as unknown_authority:
                await client.get("https://shop.example/")
    assert seen[:2] == ["shop.example", "other.example"]
    assert network.dialled[0] == (PUBLIC, 443)
    for failure in (wrong_name.value, unknown_authority.value):
        assert (failure.reason, failure.maybe_sent) == ("tls", False)
    assert len(server.requests) == 1


def test_certificates_are_verified_by_default() -> None:
    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


# --- what is sent -----------------------------------------------------------------------------------------------------


async def test_a_change_carries_its_idempotency_key(server: LocalServer, clock: ManualClock) -> None:
    async with client_for(server, clock=clock) as client:
        await client.send(
            OutboundRequest(
                url=server.url, method="POST", body=b'{"a":1}', headers={"Content-Type": "application/json"},
                idempotency_key="order:1:capture:1",
            )
        )  # fmt: skip
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    lines = head.lower().split(b"\r\n")
    assert b"idempotency-key: order:1:capture:1" in lines
    assert b"content-length: 7" in lines
    assert b"user-agent: hanse/0.1" in lines


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("key", [None, "", "a b", "a\r\nX: y", "x" * 256])
async def test_no_change_without_a_proper_key(
    server: LocalServer, clock: ManualClock, method: str, key: str | None
) -> None:
    async with client_for(server, clock=clock) as client:
        with pytest.raises(ValueError, match="idempotency key"):
            await client.send(OutboundRequest(url=server.url, method=method, idempotency_key=key))
    assert server.connections == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "a\r\nX-B: b"),
        ("X-A", "a\nb"),
        ("X-A", "a\x00b"),
        ("X-A: b\r\nX-C", "d"),
        ("", "a"),
        ("Host", "internal"),
        ("Transfer-Encoding", "chunked"),
        ("content-length", "1"),
        ("Cookie", "a=b"),
        ("X-A", "€"),
    ],
)
async def test_headers_cannot_be_smuggled(server: LocalServer, clock: ManualClock, name: str, value: str) -> None:
    async with client_for(server, clock=clock) as client:
        with pytest.raises(ValueError, match="cannot be sent"):
            await client.send(OutboundRequest(url=server.url, headers={name: value}))
    assert server.connections == 0


async def test_json_answers_are_read_or_refused(clock: ManualClock) -> None:
    async with local_server(reply(b'{"total": 3}')) as server, client_for(server, clock=clock) as client:
        assert (await client.get(server.url)).json(dict[str, int]) == {"total": 3}
        with pytest.raises(OutboundFailed):
            (await client.get(server.url)).json(list[int])
        server.answer = reply(b"<html>")
        with pytest.raises(OutboundFailed):
            (await client.get(server.url)).json()


# --- the breaker ------------------------------------------------------------------------------------------------------


async def test_a_failing_system_is_left_alone_tried_once_and_taken_back(clock: ManualClock) -> None:
    async with (
        local_server(reply(status="503 Service Unavailable")) as server,
        client_for(server, clock=clock) as client,
    ):
        for _ in range(5):
            assert (await client.get(server.url)).status == 503
        with pytest.raises(OutboundPaused) as paused:
            await client.get(server.url)
        assert (paused.value.retry_after, len(server.requests)) == (10, 5)
        clock.advance(timedelta(seconds=10))
        assert (await client.get(server.url)).status == 503  # the trial fails: twice the pause
        with pytest.raises(OutboundPaused) as longer:
            await client.get(server.url)
        assert longer.value.retry_after == 20
        clock.advance(timedelta(seconds=20))
        server.answer = reply()
        for _ in range(2):
            assert (await client.get(server.url)).status == 200
        server.answer = reply(status="503 Service Unavailable")
        assert (await client.get(server.url)).status == 503  # one failure after success opens nothing
        assert (await client.get(server.url)).status == 503


async def test_only_one_request_tries_a_paused_system(clock: ManualClock) -> None:
    release = asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await reply()(writer)

    async with local_server(reply(status="502 Bad Gateway")) as server, client_for(server, clock=clock) as client:
        for _ in range(5):
            await client.get(server.url)
        clock.advance(timedelta(seconds=10))
        server.answer = slow
        trial = asyncio.create_task(client.get(server.url))
        await server.wait_for_requests(6)
        with pytest.raises(OutboundPaused):
            await client.get(server.url)
        trial.cancel()  # a trial that was given up leaves the next request its turn
        with pytest.raises(asyncio.CancelledError):
            await trial
        release.set()
        assert (await client.get(server.url)).status == 200


async def test_one_tenants_broken_endpoint_does_not_pause_anothers(clock: ManualClock) -> None:
    async with local_server(reply(status="504 Gateway Timeout")) as server, client_for(server, clock=clock) as client:
        for _ in range(5):
            await client.send(OutboundRequest(url=server.url, scope="tenant-a"))
        with pytest.raises(OutboundPaused):
            await client.send(OutboundRequest(url=server.url, scope="tenant-a"))
        assert (await client.send(OutboundRequest(url=server.url, scope="tenant-b"))).status == 504


async def test_refusals_and_client_errors_open_no_breaker(clock: ManualClock) -> None:
    async with local_server(reply(status="404 Not Found")) as server, client_for(server, clock=clock) as client:
        for _ in range(10):
            assert (await client.get(server.url)).status == 404
            with pytest.raises(OutboundRefused):
                await client.get("http://127.0.0.1/")


async def test_one_slow_system_cannot_use_up_all_connections(clock: ManualClock) -> None:
    release = asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await reply()(writer)

    async with (
        local_server(slow) as server,
        local_server(reply()) as other,
        client_for(server, other, clock=clock, policy=OutboundPolicy(max_per_host=3)) as client,
    ):
        waiting = [asyncio.create_task(client.get(server.url)) for _ in range(3)]
        await server.wait_for_requests(3)
        with pytest.raises(OutboundBusy):
            await client.get(server.url)
        assert (await client.get(other.url)).status == 200
        release.set()
        assert [answer.status for answer in await asyncio.gather(*waiting)] == [200] * 3
        assert (await client.get(server.url)).status == 200


# --- the transport for libraries --------------------------------------------------------------------------------------


async def test_a_librarys_own_client_is_guarded_too(server: LocalServer) -> None:
    policy = OutboundPolicy(internal_hosts=frozenset({server.origin}))
    async with httpx.AsyncClient(transport=GuardedTransport(policy)) as client:
        assert (await client.get(server.url)).text == "ok"
        server.answer = reply(status="302 Found", head="Location: http://127.0.0.1:1/\r\n")
        with pytest.raises(OutboundRefused):
            await client.get(server.url, follow_redirects=True)
        for url in ("http://localhost/", "http://u:p@example.org/", "http://example.org:22/", "http://[0:0::1]/"):
            with pytest.raises(OutboundRefused):
                await client.get(url)
        server.answer = reply(status="bad")
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(server.url)


async def test_outcomes_are_counted(server: LocalServer, clock: ManualClock) -> None:
    def count(outcome: str) -> float:
        return REGISTRY.get_sample_value("hanse_outbound_requests_total", {"outcome": outcome}) or 0.0

    before = count("2xx"), count("refused")
    async with client_for(server, clock=clock) as client:
        await client.get(server.url)
        with pytest.raises(OutboundRefused):
            await client.get("http://10.0.0.1/")
    assert (count("2xx"), count("refused")) == (before[0] + 1, before[1] + 1)
