"""What `firstline scripts lint` finds, line by line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from handoff.domain.script_life import missing_locales
from handoff.errors import PolicyFileError
from handoff.services.linting import lint_variant
from handoff.storage.lint import read_linter
from handoff.storage.policies import read_policies, read_studio_policy
from handoff.storage.script_files import lines_of, read_files

SHOWN: Final = 60
"""Characters of the span that a line shows."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, with the place in the file where its variant begins."""

    file: str
    line: int
    script: str
    variant: str
    rule: str
    severity: str
    start: int
    end: int
    words: str
    reason: str
    rewrite: str | None
    fits: bool


def lint_files(content_dir: Path, files: list[Path] | None) -> list[Line]:
    """Every finding in these files, or in all shipped ones, in the files' order.

    Raises:
        PolicyFileError: a file is missing or malformed, or an id occurs twice.
    """
    paths = files or sorted((content_dir / "scripts").glob("*.yml"))
    for path in paths:
        if not path.is_file():
            raise PolicyFileError(path, None, "there is no such file")
    return list(_findings(content_dir, paths))


def _findings(content_dir: Path, paths: list[Path]) -> Iterator[Line]:
    policies = read_policies(content_dir)
    linter = read_linter(content_dir, policies.time.rules.levels)
    locales = read_studio_policy(content_dir).locales
    for path, file in read_files(paths):
        lines = lines_of(path)
        for name, script in file.scripts.items():
            contents = [variant.content for variant in script.variants]
            lacks = missing_locales(contents, locales)
            for place, variant in enumerate(script.variants):
                report = lint_variant(
                    linter,
                    policies,
                    script=name,
                    purpose=script.purpose,
                    text=variant.text,
                    buttons=variant.buttons,
                    when=variant.when,
                    locale=variant.locale,
                    channel=variant.channel,
                    lacks=lacks if place == 0 else (),
                )
                for found in report.findings:
                    yield Line(
                        file=str(path),
                        line=lines[variant.id],
                        script=name,
                        variant=variant.id,
                        rule=found.rule,
                        severity=found.severity.value,
                        start=found.start,
                        end=found.end,
                        words=variant.text[found.start : found.end][:SHOWN],
                        reason=found.reason,
                        rewrite=found.rewrite,
                        fits=found.fits,
                    )
