"""What `firstline up` prints: the children's lines, addresses, first passwords."""

from collections.abc import Sequence
from itertools import cycle

from rich.console import Console
from rich.table import Table
from rich.text import Text

from handoff.domain.views import NewPerson
from handoff.supervisor.plan import Plan

COLOURS = ("cyan", "magenta", "yellow", "green")
NAME_WIDTH = 7


class Speaker:
    """Prints the children's lines, each behind its name in a colour of its own."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.colours: dict[str, str] = {}
        self.unused = cycle(COLOURS)

    def __call__(self, name: str, line: str) -> None:
        """Print one line of the child `name`."""
        if name not in self.colours:
            self.colours[name] = next(self.unused)
        head = Text(f"{name:{NAME_WIDTH}} ", style=self.colours[name])
        self.console.print(head + Text.from_ansi(line))

    def addresses(self, plan: Plan) -> None:
        """Print where the pages are."""
        base = f"http://{plan.host}:{plan.port}"
        self.console.print(
            f"\n  shop page  {base}/\n  console    {base}/console\n"
            f"  studio     {base}/studio\n"
            f"  admin      {base}/admin\n\n  Ctrl-C stops everything.\n"
        )

    def people(self, made: Sequence[NewPerson]) -> None:
        """Print who was added and the only copy of their passwords."""
        if not made:
            return
        table = Table("name", "signs in with", "role", "first password", box=None)
        for new in made:
            person = new.person
            table.add_row(person.name, person.email, person.role, new.password)
        self.console.print("\n  People of the demo; passwords are shown this once:")
        self.console.print(table)
        self.console.print()
