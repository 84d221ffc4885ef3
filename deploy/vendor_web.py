"""Rebuilds handoff/web/vendor from the pinned npm packages (needs npm on the PATH).

Bare import names are rewritten to relative ones, so that the pages need no
import map and a content security policy of `script-src 'self'` holds.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

VENDOR = Path(__file__).resolve().parent.parent / "handoff" / "web" / "vendor"


class Package(NamedTuple):
    """One npm package: what it is pinned to and which of its files are kept."""

    name: str
    version: str
    integrity: str
    licence: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "preact",
        "11.2.0",
        "sha512-/HfHI/7N84e6GrWBJ3J280z3mLaRJiDcSvj/A+y/4Ab"
        "LnND/1UlGHe1sR6oYuTGwId0nP7dqDU9OnLxMPZ7xBg==",
        "MIT",
        {"dist/preact.mjs": "preact.js", "hooks/dist/hooks.mjs": "hooks.js"},
    ),
    Package(
        "htm",
        "3.1.1",
        "sha512-983Vyg8NwUE7JkZ6NmOqpCZ+sh1bKv2iYTlUkzlWmA5"
        "JD2acKoxd4KVxbMmxX/85mtfdnDmTFoNKcg5DGAvxNQ==",
        "Apache-2.0",
        {"dist/htm.mjs": "htm.js"},
    ),
    Package(
        "@preact/signals-core",
        "1.14.5",
        "sha512-vcRv7Ityz5JVmeiVqIluLFzT/PDS/AlhHUpw3/aUWqc"
        "VUs6bDGIPXE/6RSC4evBNWYvnniozg5Syfj33al3gkg==",
        "MIT",
        {"dist/signals-core.mjs": "signals-core.js"},
    ),
    Package(
        "@preact/signals",
        "2.11.4",
        "sha512-Rb+5RPo9gWSaHtzJeauhHxiC8KP/IF2DEPkHPEOGOnu"
        "y2wnJzRqyeLRankUCYd6ADqtxS6GnWGv6Ie343d8aYw==",
        "MIT",
        {"dist/signals.mjs": "signals.js"},
    ),
)
IMPORTS = {
    "preact": "./preact.js",
    "preact/hooks": "./hooks.js",
    "@preact/signals-core": "./signals-core.js",
}


def fetch(package: Package, folder: Path) -> Path:
    """Returns the package's archive; exits when its hash is not the pinned one."""
    spec = f"{package.name}@{package.version}"
    done = subprocess.run(
        ["npm", "pack", "--silent", "--json", spec],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / str(json.loads(done.stdout)[0]["filename"])
    digest = hashlib.sha512(archive.read_bytes()).digest()
    found = "sha512-" + base64.b64encode(digest).decode()
    if found != package.integrity:
        sys.exit(f"{spec}: the archive's hash is {found}, not the pinned one")
    return archive


def rewrite(source: str) -> str:
    """Returns the module with bare names made relative and no source map line."""
    lines = [x for x in source.splitlines() if not x.startswith("//# sourceMapping")]
    text = "\n".join(lines)
    for name, path in IMPORTS.items():
        text = text.replace(f'from"{name}"', f'from"{path}"')
    return text.rstrip() + "\n"


def unpack(package: Package, archive: Path) -> None:
    """Writes the kept files and the licence of one package into the vendor folder."""
    with tarfile.open(archive) as tar:

        def text(member: str) -> str:
            file = tar.extractfile(f"package/{member}")
            if file is None:
                sys.exit(f"{package.name}: {member} is missing from the archive")
            return file.read().decode()

        for member, target in package.files.items():
            (VENDOR / target).write_text(rewrite(text(member)))
        short = package.name.replace("@", "").replace("/", "-")
        (VENDOR / f"LICENSE.{short}").write_text(text("LICENSE"))


def main() -> None:
    """Fetches, checks and unpacks every package, then writes VERSIONS."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            unpack(package, fetch(package, Path(folder)))
            names = " ".join(package.files.values())
            rows.append(f"{package.name} {package.version} {package.licence} {names}")
    (VENDOR / "VERSIONS").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
