"""Owns the files of other people that browsers load: brought from npm, and only the needed ones copied.

Usage: python setup/browser_files.py. Standard library only.
"""

import secrets
import shutil
from pathlib import Path

from node import npm_ci
from paths import NODE_MODULES, ROOT, VENDOR, WEB, digest, give_up, is_fresh, say

ICONS = WEB / "icons.txt"
# Source below node_modules -> name below static/vendor.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter/inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext-wght-normal.woff2",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE",
    "lucide-static/LICENSE": "lucide/LICENSE",
}


def main() -> None:
    """Bring `node_modules` and `static/vendor` to what the lock file and the icon list say."""
    if not is_fresh(NODE_MODULES / ".installed", _wanted_packages()):
        say("Bringing the browser files ...")
        npm_ci()
        (NODE_MODULES / ".installed").write_text(_wanted_packages(), "ascii")
    if not is_fresh(VENDOR / ".installed", _wanted_files()):
        _copy()


def nothing_to_do() -> bool:
    """Whether all browser files are in place."""
    return is_fresh(NODE_MODULES / ".installed", _wanted_packages()) and is_fresh(
        VENDOR / ".installed", _wanted_files()
    )


def _wanted_packages() -> str:
    return digest(ROOT / "package-lock.json", ROOT / "package.json")


def _wanted_files() -> str:
    return digest(ROOT / "package-lock.json", ICONS, Path(__file__))


def _copy() -> None:
    """Fill a new folder and put it in the old one's place, so that a half-done copy is never served."""
    beside = VENDOR.with_name(f".vendor-{secrets.token_hex(4)}")
    files = FILES | {f"lucide-static/icons/{name}.svg": f"lucide/{name}.svg" for name in _icons()}
    for source, name in files.items():
        if not (NODE_MODULES / source).is_file():
            shutil.rmtree(beside, ignore_errors=True)
            give_up(f"{source} is not among the browser files: correct {ICONS.name} or setup/browser_files.py.")
        target = beside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(NODE_MODULES / source, target)
    (beside / ".installed").write_text(_wanted_files(), "ascii")
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    beside.rename(VENDOR)


def _icons() -> list[str]:
    lines = ICONS.read_text("utf-8").splitlines() if ICONS.exists() else []
    return [name for line in lines if (name := line.partition("#")[0].strip())]


if __name__ == "__main__":
    main()
