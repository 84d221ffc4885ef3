"""The pages as files: their own tests under node, their weight, their words."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from handoff.web.pack import PackError, pack

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "handoff" / "web"
LOCALES = ROOT / "data" / "locales"
OWN = [
    path
    for path in sorted(WEB.rglob("*"))
    if path.suffix in {".js", ".css", ".html"} and "vendor" not in path.parts
]
SCRIPTS = [path for path in OWN if path.suffix == ".js"]


def weight(body: bytes) -> int:
    """Bytes on the wire, as the desk compresses."""
    return len(gzip.compress(body, 9, mtime=0))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.timeout(120)
def test_pure_modules_pass_their_own_tests_under_node() -> None:
    suites = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))

    done = subprocess.run(
        ["node", "--test", *suites], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(r"^# fail 0$", done.stdout, re.MULTILINE)


def test_the_whole_widget_weighs_at_most_25_kilobytes_compressed() -> None:
    panel = pack(WEB / "widget" / "main.js", WEB)
    page = (WEB / "widget" / "index.html").read_text()
    linked = re.findall(r'(?:href|src)="/assets/([^"]+)"', page)
    imported = re.findall(r'from "/assets/([^"]+)"', panel)
    files = {name for name in [*linked, *imported] if name != "widget/panel.js"}
    words = re.findall(r'"/assets/locales/([^"]+)"', panel)

    parts = {name: weight((WEB / name).read_bytes()) for name in sorted(files)}
    parts |= {name: weight((LOCALES / name).read_bytes()) for name in words}
    parts["panel.js"] = weight(panel.encode())
    parts["page"] = weight(page.encode())
    parts["loader.js"] = weight((WEB / "widget" / "loader.js").read_bytes())

    assert "vendor/preact.js" in parts
    assert "en.widget.json" in parts
    assert sum(parts.values()) <= 25_000, parts


def test_the_loader_is_small_before_compression() -> None:
    assert (WEB / "widget" / "loader.js").stat().st_size <= 5 * 1024


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_files_of_pages_are_short_and_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text()

    assert text.count("\n") <= 250
    assert not re.findall(r"https?://(?!www\.w3\.org/)", text)
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("):
        assert word not in text
    assert not re.search(r"\bconsole\.(?:log|debug|info)\(", text)


@pytest.mark.parametrize(
    "path", sorted(WEB.rglob("index.html")), ids=lambda path: path.parent.name
)
def test_pages_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()

    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.findall(r"\s(?:style|on\w+)=", text)


def test_every_word_that_the_pages_name_is_in_the_catalogues() -> None:
    catalogue: dict[str, object] = {}
    for name in (
        "en.widget.json",
        "en.json",
        "en.admin.json",
        "en.studio.json",
        "en.learning.json",
        "en.follow_up.json",
        "en.return.json",
    ):
        for key, words in json.loads((LOCALES / name).read_text()).items():
            catalogue[key] = {**catalogue.get(key, {}), **words}  # type: ignore[dict-item]  # both are objects of words

    def known(name: str) -> bool:
        at: object = catalogue
        for part in name.split("."):
            if not isinstance(at, dict) or part not in at:
                return False
            at = at[part]
        return True

    named = {
        (path.name, name)
        for path in SCRIPTS
        for name in re.findall(
            r'["`]((?:widget|console|shop|studio|admin|follow_up|return|time|errors)'
            r'\.[\w.?]+)["`]',
            path.read_text(),
        )
    }

    assert len(named) > 100
    assert [pair for pair in sorted(named) if not known(pair[1])] == []


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder / "main.js"


def test_a_packed_module_holds_each_import_once_and_before_its_users(
    tmp_path: Path,
) -> None:
    entry = write(
        tmp_path,
        base="/** Doc. */\nexport const one = 1;\n",
        mid='import { one } from "./base.js";\n// why\nexport const two = one + 1;\n',
        main='import { one } from "./base.js";\nimport {\n  two,\n} from "./mid.js";\n'
        "  globalThis.sum = one + two;\n",
    )

    packed = pack(entry, tmp_path)

    assert packed == (
        "const one = 1;\nconst two = one + 1;\nglobalThis.sum = one + two;\n"
    )


def test_vendored_imports_stay_imports_with_the_address_they_are_served_at(
    tmp_path: Path,
) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "v.js").write_text("export const h = 1;\n")
    entry = write(
        tmp_path, main='import { h } from "./vendor/v.js";\nglobalThis.h = h;\n'
    )

    assert pack(entry, tmp_path) == (
        'import { h } from "/assets/vendor/v.js";\nglobalThis.h = h;\n'
    )


@pytest.mark.parametrize(
    ("main", "reason"),
    [
        ('import { a as b } from "./other.js";\n', "renamed import"),
        ('import { a } from "./other.js";\nconst a = 2;\n', "both name 'a'"),
        ("export default 3;\n", "cannot read"),
    ],
    ids=["renamed", "same name twice", "default export"],
)
def test_a_module_that_cannot_be_packed_is_named(
    tmp_path: Path, main: str, reason: str
) -> None:
    entry = write(tmp_path, other="export const a = 1;\n", main=main)

    with pytest.raises(PackError, match=reason):
        pack(entry, tmp_path)
