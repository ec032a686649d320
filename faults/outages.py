"""F5: mail server and file storage are dead. What needs them says so quickly; everything else goes on as before."""

from __future__ import annotations

import base64
import socket
import statistics

from bench.figures import Figure
from faults.ground import Ground, Shop, another_web, made
from faults.ledger import verdict

AREA = "dead mail and storage"
ROUTES = ("/v1/orders?limit=20", "/v1/organizations?limit=20", "/v1/me")
UNCHANGED_BAR = 2.0
TRIES = 3


async def dead(ground: Ground, seed: int, requests: int) -> list[Figure]:
    """Compare one web process whose mail server and storage take connections and never answer with a healthy one."""
    shop = await ground.shop()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(512)  # connections are taken by the kernel, and nobody reads them
        port = silent.getsockname()[1]
        changes = {
            "HANSE_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "HANSE_FILES_URL": f"s3://key:secret@files/?endpoint=http://127.0.0.1:{port}&region=eu-north-1&timeout=1",
        }
        async with another_web(ground, {}) as (healthy, _), another_web(ground, changes) as (ill, _):
            await _times(ground, shop, healthy, requests // 4)
            await _times(ground, shop, ill, requests // 4)
            usual = await _times(ground, shop, healthy, requests)
            uploads = [await _upload(ground, shop, ill) for _ in range(TRIES)]
            paused = [await _upload(ground, shop, ill) for _ in range(3)]
            meanwhile = await _times(ground, shop, ill, requests)
    wrong = [f"an upload was answered {status}" for status, _ in (*uploads, *paused) if status != 503]
    ratio = statistics.median(meanwhile) / statistics.median(usual)
    return [
        *verdict(AREA, "answers", wrong),
        Figure(area=AREA, name="slowest refusal of an upload", value=max(took for _, took in uploads), unit="s", bar=5),
        Figure(area=AREA, name="refusal once it is known", value=max(took for _, took in paused), unit="s", bar=0.5),
        Figure(area=AREA, name="other routes against a healthy one", value=ratio, unit="x", bar=UNCHANGED_BAR),
    ]


async def _times(ground: Ground, shop: Shop, port: int, requests: int) -> list[float]:
    wire = ground.wire(shop.business.owner, port)
    found = []
    for number in range(max(requests, 10)):
        answer = await wire.send("GET", ROUTES[number % len(ROUTES)])
        assert answer.status == 200, answer.body[:200]
        found.append(answer.seconds)
    return found


async def _upload(ground: Ground, shop: Shop, port: int) -> tuple[int, float]:
    wire = ground.wire(shop.buyer, port)
    cart = await made(shop.buyer, "/v1/carts", {"organization_id": shop.organization, "name": f"Cart {id(wire)}"})
    body = {"name": "note.txt", "content_type": "text/plain", "content": base64.b64encode(b"A note.").decode()}
    answer = await wire.send("POST", f"/v1/carts/{cart['id']}/attachments", body)
    return answer.status, answer.seconds
