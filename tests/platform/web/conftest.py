"""The design system's sample pages behind a real address with the content policy of production, and a real Chromium."""

import os
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from playwright.async_api import Browser, async_playwright

from hanse.kit.structs import to_json
from hanse.platform.http.frame import content_policy
from hanse.platform.web.assets import AssetMissing
from hanse.platform.web.gallery import gallery_context, pages
from hanse.platform.web.render import Renderer
from hanse.platform.web.shell import Theme

MEMBERS = ({"value": "mem_1", "label": "Key accounts"}, {"value": "mem_2", "label": "Inside sales", "detail": "Sales"})


class Samples(BaseHTTPRequestHandler):
    """Serves the sample pages by name, the browser files, and two JSON endpoints."""

    renderer: Renderer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        name = parts.path.strip("/")
        if name.startswith("static/"):
            self._asset(name.split("/", 2)[2])
        elif name == "palette":
            found = {
                "label": "Hartmann Maschinenbau GmbH",
                "hint": "Buyer",
                "href": "/detail.html",
                "icon": "building-2",
            }
            self._send(to_json({"groups": [{"label": "Organizations", "items": [found]}]}), "application/json")
        elif name == "members.json":
            asked = parse_qs(parts.query).get("q", [""])[0].lower()
            items = [one for one in MEMBERS if asked in one["label"].lower()]
            self._send(to_json({"items": items}), "application/json")
        elif name in (known := pages(Theme.SYSTEM)):
            template, shell, extra = known[name]
            context = {**gallery_context(), **extra}
            if asked := parse_qs(parts.query).get("q", [""])[0].lower():
                context["rows"] = [row for row in context["rows"] if asked in row.name.lower()]
            shell = msgspec.structs.replace(shell, path=parts.path, query=parts.query or shell.query)
            self._send(self.renderer.render(template, context, shell), "text/html; charset=utf-8")
        else:
            self._send(b"<!doctype html><title>Elsewhere</title>", "text/html")

    def _asset(self, path: str) -> None:
        try:
            asset = self.renderer.assets.read(path)
        except AssetMissing:
            self._send(b"Not found", "text/plain", 404)
            return
        self._send(asset.body, asset.content_type)

    def _send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-security-policy", content_policy("sample").decode())
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: a test reads the answers."""


@pytest.fixture(scope="session")
def samples() -> Iterator[str]:
    """The address of the sample pages."""
    Samples.renderer = Renderer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Samples)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium; `make test` says which."""
    path = os.environ.get("HANSE_CHROMIUM") or shutil.which("chromium")
    assert path, "Set HANSE_CHROMIUM to a Chromium, or run the tests by `make test`, which finds one"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()
