"""What a browser loads: pages and scripts, compressed as a proxy or we ourselves send them."""

from __future__ import annotations

import gzip
import re

from bench.figures import Figure
from bench.installation import Installation, fresh_folder, running

AREA = "size"
PAGES = {"log-in page": "/login", "list of organizations": "/admin/organizations", "home of staff": "/admin"}
SCRIPT = re.compile(rb'<script[^>]+src="([^"]+)"')
STYLE = re.compile(rb'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"')


def measure() -> list[Figure]:
    """HTML of some pages and everything they load."""
    with fresh_folder() as folder, running(folder, web_processes="1", worker_processes="0") as installation:
        installation.await_demo()
        cookie = installation.log_in("owner@nordhaven.example", installation.ready["log_ins"][0]["password"])
        figures: list[Figure] = []
        for name, path in PAGES.items():
            status, _, body = installation.get(
                path, {"accept": "text/html", "cookie": cookie if path != "/login" else ""}
            )
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            figures.append(
                Figure(area=AREA, name=f"{name}, HTML", value=len(gzip.compress(body)) / 1000, unit="kB", bar=60)
            )
        scripts = _total(installation, SCRIPT.findall(body))
        styles = _total(installation, STYLE.findall(body))
    figures.append(Figure(area=AREA, name="scripts of a page", value=scripts / 1000, unit="kB", bar=60))
    figures.append(Figure(area=AREA, name="styles of a page", value=styles / 1000, unit="kB"))
    return figures


def _total(installation: Installation, addresses: list[bytes]) -> int:
    return sum(len(gzip.compress(installation.get(address.decode())[2])) for address in addresses)
