"""The lines of a play as a transcript for people."""

from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.text import Text

_STYLES: Final = {"bot": "cyan", "agent": "green", "system": "yellow"}


class Transcript:
    """Prints each line of a play as it comes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._playing: str | None = None

    def write(self, line: dict[str, Any]) -> None:
        """The line is on the screen."""
        if line["id"] != self._playing:
            self._playing = line["id"]
            self._console.rule(f"[bold]{escape(line['id'])}")
        if line.get("final"):
            self._write_final(line)
        else:
            self._write_turn(line)

    def _write_turn(self, line: dict[str, Any]) -> None:
        self._say("customer", line["said"], "bold")
        for shown in line["shown"]:
            note = f"  ({shown['variant']})" if shown["variant"] else ""
            author = shown["author"]
            self._say(author, shown["text"], _STYLES.get(author, ""), note)
        handoff = line["handoff"]
        state = f"owner {line['owner']}, {line['ms']} ms"
        if handoff is not None:
            rank = f", {handoff['priority']}" if handoff["priority"] else ""
            state += f", handed over: {handoff['reason']}{rank} -> {handoff['team']}"
        self._console.print(Text(f"          {state}", style="dim"))

    def _write_final(self, line: dict[str, Any]) -> None:
        sealed = "packet sealed" if line["packet"] else "no packet seen"
        end = (line["owner"], line["priority"] or "-", line["team"] or "-", sealed)
        self._console.print(Text("  " + "  ".join(end), style="dim"))

    def _say(self, author: str, text: str, style: str, note: str = "") -> None:
        said = Text(f"{author:>9} ", style=style)
        # A customer's or a script's words are text, never markup of the terminal.
        said.append(_printable(text), style="default")
        said.append(note, style="dim")
        self._console.print(said)


def _printable(text: str) -> str:
    """The text with line breaks kept and other control characters shown as such."""
    return "".join(
        char if char == "\n" or char.isprintable() else f"\\x{ord(char):02x}"
        for char in text
    )
