"""Sends requests and reads answers: headers, idempotency keys, retries, typed results. Knows no operation."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import quote

import httpx
import msgspec

from hanse.client.errors import ApiError, NotReached, error_from
from hanse.client.retrying import BUSY, IN_FLIGHT, Retrying

T = TypeVar("T")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request: method, path with its ids in place, and what goes along."""

    method: str
    path: str
    query: Mapping[str, Any] = {}
    body: Mapping[str, Any] | None = None
    version: int | None = None
    idempotency_key: str | None = None

    def request(self, http: httpx.Client | httpx.AsyncClient, headers: Mapping[str, str]) -> httpx.Request:
        """The request as it is sent; the same bytes and key at every attempt."""
        sent = dict(headers)
        if self.version is not None:
            sent["if-match"] = f'"{self.version}"'
        if self.method == "POST":
            sent["idempotency-key"] = self.idempotency_key or str(uuid.uuid4())
        content = None
        if self.body is not None:
            content = msgspec.json.encode(self.body)
            sent["content-type"] = "application/json"
        return http.build_request(self.method, self.path, params=_parameters(self.query), headers=sent, content=content)


class Transport:
    """Sends with one thread waiting."""

    def __init__(
        self,
        http: httpx.Client,
        headers: Mapping[str, str],
        retrying: Retrying,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.http = http
        self._headers = dict(headers)
        self._retrying = retrying
        self._sleep = sleep

    def send(self, call: Call, into: type[T]) -> T:
        """The typed answer. Raises ApiError, NotReached."""
        request = call.request(self.http, self._headers)
        attempt = 0
        while True:
            attempt += 1
            try:
                return _read(self.http.send(request), into)
            except httpx.TransportError as error:
                pause = self._retrying.pause(attempt, None) if _may_repeat(request, error) else None
                if pause is None:
                    raise NotReached(
                        f"{request.url.host} did not answer: {type(error).__name__} {error}".strip()
                    ) from error
            except ApiError as error:
                pause = self._retrying.pause(attempt, error.retry_after) if _is_passing(error) else None
                if pause is None:
                    raise
            self._sleep(pause)


class AsyncTransport:
    """Sends without blocking."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        headers: Mapping[str, str],
        retrying: Retrying,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.http = http
        self._headers = dict(headers)
        self._retrying = retrying
        self._sleep = sleep

    async def send(self, call: Call, into: type[T]) -> T:
        """The typed answer. Raises ApiError, NotReached."""
        request = call.request(self.http, self._headers)
        attempt = 0
        while True:
            attempt += 1
            try:
                return _read(await self.http.send(request), into)
            except httpx.TransportError as error:
                pause = self._retrying.pause(attempt, None) if _may_repeat(request, error) else None
                if pause is None:
                    raise NotReached(
                        f"{request.url.host} did not answer: {type(error).__name__} {error}".strip()
                    ) from error
            except ApiError as error:
                pause = self._retrying.pause(attempt, error.retry_after) if _is_passing(error) else None
                if pause is None:
                    raise
            await self._sleep(pause)


def address(pattern: str, **ids: str) -> str:
    """A path with its ids in place; an id can never leave its place."""
    return pattern.format(**{name: quote(str(value), safe="") for name, value in ids.items()})


def headers_for(api_key: str | None, version: str) -> dict[str, str]:
    """What every request carries."""
    headers = {"accept": "application/json", "user-agent": f"hanse-python/{version}"}
    if api_key is not None:
        headers["authorization"] = f"Bearer {api_key}"
    return headers


def _parameters(query: Mapping[str, Any]) -> httpx.QueryParams:
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in query.items():
        for item in value if isinstance(value, (list, tuple, set, frozenset)) else [value]:
            if item is not None:
                plain = msgspec.to_builtins(item)
                pairs.append((name, str(plain).lower() if isinstance(plain, bool) else str(plain)))
    return httpx.QueryParams(pairs)


def _read(answer: httpx.Response, into: type[T]) -> T:
    if answer.status_code >= 400:
        raise error_from(
            answer.status_code, answer.content, answer.headers.get("x-request-id", ""), _retry_after(answer)
        )
    if into is type(None) or answer.status_code == 204:
        return cast(T, None)
    decoder = _decoders.get(into)
    if decoder is None:
        decoder = _decoders[into] = msgspec.json.Decoder(into)
    return cast(T, decoder.decode(answer.content))


def _retry_after(answer: httpx.Response) -> float | None:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None


def _is_passing(error: ApiError) -> bool:
    """Whether the same request may well succeed in a moment; nothing of it was done."""
    return error.status in BUSY or error.code == IN_FLIGHT


def _may_repeat(request: httpx.Request, error: httpx.TransportError) -> bool:
    """Whether sending again can do no harm: it never arrived, changes nothing, or carries an idempotency key."""
    return isinstance(error, httpx.ConnectError) or request.method == "GET" or "idempotency-key" in request.headers
