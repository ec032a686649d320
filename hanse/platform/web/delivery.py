"""Sends the browser files: cached for ever under their content hash, compressed where the reader takes it."""

from __future__ import annotations

from hanse.kit.errors import NotFound
from hanse.platform.http.messages import Reply, WebRequest
from hanse.platform.web.assets import AssetMissing, Assets

FOREVER = "public, max-age=31536000, immutable"


class AssetEndpoint:
    """Answers `/static/{version}/{path}`."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets

    async def __call__(self, request: WebRequest) -> Reply:
        version, _, path = request.params["path"].strip("/").partition("/")
        try:
            asset = self.assets.read(path)
        except AssetMissing:
            raise NotFound() from None
        current = self.assets.is_current(version)
        headers = [
            ("cache-control", FOREVER if current else "no-cache"),
            ("etag", asset.etag),
            ("vary", "accept-encoding"),
        ]
        if request.headers.get("if-none-match") == asset.etag:
            return Reply(status=304, headers=headers, content_type=asset.content_type)
        if asset.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Reply(
                asset.gzipped, content_type=asset.content_type, headers=[*headers, ("content-encoding", "gzip")]
            )
        return Reply(asset.body, content_type=asset.content_type, headers=headers)
