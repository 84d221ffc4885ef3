"""Where things lie in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
STAMPS = TOOLS / "stamps"
LOGS = TOOLS / "logs"
UV = TOOLS / "bin" / "uv"
MODELS = ROOT / "models"

VENV = ROOT / ".venv"
VENV_BOT = ROOT / ".venv-bot"

TOOLS_LOCK = ROOT / "deploy" / "tools.lock"
RUN_LOCK = ROOT / "deploy" / "requirements.lock"
TEST_LOCK = ROOT / "deploy" / "requirements-test.lock"
BOT_LOCK = ROOT / "bot" / "requirements.lock"
ENCODER_LOCK = ROOT / "deploy" / "encoder.lock"
