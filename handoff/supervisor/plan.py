"""What `firstline up` runs: the three processes, their commands and settings."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from handoff.gateways import training
from handoff.gateways.child import Spec
from handoff.supervisor.secrets import Secrets

Preparation = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for on the command line."""

    root: Path
    data_dir: Path
    host: str
    port: int
    bot_port: int
    actions_port: int
    demo: bool
    bot: bool

    def env(self, secrets: Secrets) -> dict[str, str]:
        """The settings that all three share."""
        return {
            "FIRSTLINE_HOST": self.host,
            "FIRSTLINE_PORT": str(self.port),
            "FIRSTLINE_DATA_DIR": str(self.data_dir),
            "FIRSTLINE_DEMO": "true" if self.demo else "false",
            "FIRSTLINE_DESK_URL": f"http://127.0.0.1:{self.port}",
            "FIRSTLINE_BOT_PORT": str(self.bot_port),
            "FIRSTLINE_BOT_URL": f"http://127.0.0.1:{self.bot_port}",
            "FIRSTLINE_ACTIONS_PORT": str(self.actions_port),
            "FIRSTLINE_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            "PYTHONUNBUFFERED": "1",
            **self._demo_mail(),
            **secrets.env(),
        }

    def _demo_mail(self) -> dict[str, str]:
        """The demo's mails are files to look at, unless there is a mail server."""
        return {"FIRSTLINE_MAIL_DIR": str(self.data_dir / "mail")} if self.demo else {}

    def specs(
        self, secrets: Secrets, *, before_actions: Preparation, before_bot: Preparation
    ) -> list[Spec]:
        """The children, the desk first, and what the others wait for."""
        env = self.env(secrets)
        desk = Spec(
            name="desk",
            command=lambda: [sys.executable, "-m", "handoff.cli", "serve"],
            env=env,
            cwd=self.root,
            port=self.port,
        )
        if not self.bot:
            return [desk]
        actions = Spec(
            name="actions",
            command=lambda: [sys.executable, "-m", "actions"],
            # On one message more threads of NumPy would only wait for each other.
            env=env | {"OMP_NUM_THREADS": "1"},
            cwd=self.root,
            port=self.actions_port,
            prepare=before_actions,
        )
        bot = Spec(
            name="bot",
            command=self.rasa,
            env=env | training.QUIET_RASA,
            cwd=self.root,
            port=self.bot_port,
            prepare=before_bot,
        )
        return [desk, actions, bot]

    def rasa(self) -> list[str | Path]:
        """The command that serves the current model, on loopback only.

        Rasa's own HTTP interface (trackers, models) stays off: only our channel, which
        asks for a token, can be reached.
        """
        model = training.current_model(self.root)
        file = self.root / "models" / (model.file if model else "missing.tar.gz")
        return [
            *(training.bot_python(self.root), "-m", "bot", "run"),
            *("-i", "127.0.0.1", "-p", str(self.bot_port), "--model", file),
            *("--endpoints", "endpoints.yml", "--credentials", "bot/credentials.yml"),
        ]
