"""Structured logs: one JSON line per fact, never the text of a message."""

import logging
import sys

import structlog


def configure_logging(*, level: str = "INFO", pretty: bool | None = None) -> None:
    """Every logger of the process now writes structured lines to standard error.

    Args:
        level: the lowest level that is written.
        pretty: coloured text instead of JSON; None means "when a person watches".
    """
    watched = sys.stderr.isatty() if pretty is None else pretty
    # Plain tracebacks: the pretty ones print local variables, and with them what
    # customers wrote.
    last: list[structlog.typing.Processor] = (
        [
            structlog.dev.ConsoleRenderer(
                exception_formatter=structlog.dev.plain_traceback
            )
        ]
        if watched
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    # The access log would hold one line per poll; the edge writes its own.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
