"""What every test shares: quiet, plain logs that tests can capture."""

import logging

import pytest
import structlog

from tests.support.stack import stack

__all__ = ["stack"]


@pytest.fixture(autouse=True)
def plain_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loggers write errors as plain lines; none is cached, so each can be captured.

    A command that runs inside a test would otherwise leave its own set-up behind, with
    the stream that was captured for that test.
    """
    monkeypatch.setattr("handoff.log.configure_logging", lambda **_: None)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
