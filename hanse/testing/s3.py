"""An S3 server on loopback for tests (moto, in its own process) that verifies signatures and rights."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import boto3  # type: ignore[import-untyped]

_SETUP_CALLS = 4
_POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


class S3Server:
    """One server with one bucket `files` and one key that may use it; other keys are refused as by the real thing."""

    bucket = "files"

    def __init__(self) -> None:
        self.endpoint = ""
        self.access_key = ""
        self.secret_key = ""
        self._process: subprocess.Popen[str] | None = None

    def url(self, prefix: str = "", *, secret: str | None = None, bucket: str | None = None) -> str:
        """Give the address for the setting HANSE_FILES_URL, on request with a wrong secret or bucket."""
        secret_key = self.secret_key if secret is None else secret
        login = f"{self.access_key}:{quote(secret_key, safe='')}"
        return f"s3://{login}@{bucket or self.bucket}/{prefix}?endpoint={self.endpoint}&region=us-east-1"

    def client(self) -> Any:
        """Give a boto3 client with the right key, to look at the bucket from the outside."""
        return self._client("s3", self.access_key, self.secret_key)

    def freeze(self) -> None:
        """Stop the server in its tracks: connections stay open and nobody answers."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        self._running().send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill the server without notice."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Self:
        # After the calls that make the key and the bucket, every request must be signed by that key.
        environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": str(_SETUP_CALLS)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        self.endpoint = self._wait_for_address()
        iam = self._client("iam", "setup", "setup")
        iam.create_user(UserName="hanse")
        key = iam.create_access_key(UserName="hanse")["AccessKey"]
        iam.put_user_policy(UserName="hanse", PolicyName="files", PolicyDocument=json.dumps(_POLICY))
        self._client("s3", "setup", "setup").create_bucket(Bucket=self.bucket)
        self.access_key, self.secret_key = key["AccessKeyId"], key["SecretAccessKey"]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError("the S3 server is not running")
        return self._process

    def _wait_for_address(self) -> str:
        lines = []
        for line in self._running().stdout or ():
            lines.append(line)
            match = re.search(r"http://127\.0\.0\.1:\d+", line)
            if match:
                return match[0]
        raise RuntimeError("the S3 server did not start:\n" + "".join(lines))

    def _client(self, service: str, key: str, secret: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        )
