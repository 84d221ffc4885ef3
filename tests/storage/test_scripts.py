"""Shipped files are taken over; where a person has worked they are only offered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from handoff.domain.script_life import Content, Source, State
from handoff.storage import script_rows as rows
from handoff.storage.engine import writer_engine
from handoff.storage.script_files import Shipped, ShippedScript, read_shipped
from handoff.storage.scripts import GONE, read_current, take_over
from handoff.storage.tables import script_variants

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
def connection(database: Path) -> Iterator[Connection]:
    engine = writer_engine(f"sqlite+pysqlite:///{database}")
    with engine.begin() as opened:
        yield opened
    engine.dispose()


def shipped(**texts: str) -> Shipped:
    variants = {name: Content(text=text) for name, text in texts.items()}
    script = ShippedScript(
        id="utter_a", purpose="question", area="delivery", variants=variants
    )
    return Shipped(str(sorted(texts.items())), [script])


def said(connection: Connection) -> dict[str, str]:
    current = read_current(connection, NOW)
    return {one.id: one.text for of in current.published.scripts.values() for one in of}


def edited(connection: Connection, variant: str, text: str) -> None:
    rows.add_revision(
        connection,
        variant,
        Content(text=text),
        state=State.PUBLISHED,
        source=Source.PERSON,
        now=NOW,
    )


def offered(connection: Connection, variant: str) -> object:
    v = script_variants.c
    return connection.scalar(select(v.offered).where(v.variant_id == variant))


def test_the_first_start_publishes_the_files(connection: Connection) -> None:
    taken = take_over(connection, shipped(one="A", two="B"), now=NOW)

    assert taken.added == ["one", "two"]
    assert said(connection) == {"one": "A", "two": "B"}


def test_untouched_wordings_follow_the_files(connection: Connection) -> None:
    take_over(connection, shipped(one="A", two="B"), now=NOW)

    taken = take_over(connection, shipped(one="A2", three="C"), now=NOW)

    assert (taken.added, taken.changed, taken.retired) == (["three"], ["one"], ["two"])
    assert said(connection) == {"one": "A2", "three": "C"}


def test_a_persons_wording_is_never_overwritten(connection: Connection) -> None:
    take_over(connection, shipped(one="A"), now=NOW)
    edited(connection, "one", "mine")

    taken = take_over(connection, shipped(one="A2"), now=NOW)

    assert taken.offered == ["one"]
    assert said(connection) == {"one": "mine"}
    assert offered(connection, "one") == rows.plain(Content(text="A2"))


def test_a_draft_counts_as_a_persons_work(connection: Connection) -> None:
    take_over(connection, shipped(one="A"), now=NOW)
    rows.add_revision(
        connection,
        "one",
        Content(text="half done"),
        state=State.DRAFT,
        source=Source.PERSON,
        now=NOW,
    )

    assert take_over(connection, shipped(one="A2"), now=NOW).offered == ["one"]
    assert said(connection) == {"one": "A"}


def test_files_that_caught_up_with_the_person_offer_nothing(
    connection: Connection,
) -> None:
    take_over(connection, shipped(one="A"), now=NOW)
    edited(connection, "one", "mine")
    take_over(connection, shipped(one="A2"), now=NOW)

    taken = take_over(connection, shipped(one="mine"), now=NOW)

    assert (taken.offered, offered(connection, "one")) == ([], None)


def test_a_wording_that_left_the_files_stays_if_a_person_wrote_it(
    connection: Connection,
) -> None:
    take_over(connection, shipped(one="A", two="B"), now=NOW)
    edited(connection, "two", "mine")

    take_over(connection, shipped(one="A"), now=NOW)

    assert said(connection) == {"one": "A", "two": "mine"}
    assert offered(connection, "two") == GONE


def test_the_same_files_again_change_nothing(connection: Connection) -> None:
    take_over(connection, shipped(one="A"), now=NOW)
    before = read_current(connection, NOW)

    take_over(connection, shipped(one="A"), now=NOW)

    assert read_current(connection, NOW) == before


def test_responses_that_are_only_in_the_domain_come_too(tmp_path: Path) -> None:
    (tmp_path / "data" / "scripts").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text(
        "responses:\n  utter_extra:\n  - text: Hello\n  utter_image:\n  - image: x\n"
    )

    (script,) = read_shipped(tmp_path / "data").scripts

    assert (script.id, script.area) == ("utter_extra", "domain")
    assert list(script.variants) == ["utter_extra.domain.1"]
