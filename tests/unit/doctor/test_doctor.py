"""Each fault of an installation is found, and named with its cure."""

import json
import socket
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handoff.doctor import database, environments, files, network
from handoff.doctor.finding import Finding, Place
from handoff.gateways.training import Model
from handoff.storage.migrate import HEAD, migrate


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An installation in an empty folder, on ports that nobody uses."""
    (tmp_path / "models").mkdir()
    return Place(
        root=tmp_path,
        data_dir=tmp_path / "var",
        host="127.0.0.1",
        port=free_port(),
        bot_port=free_port(),
        actions_port=free_port(),
        database_url=f"sqlite+pysqlite:///{tmp_path}/desk.db",
        mail="",
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def taken(place: Place) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", place.bot_port)):
        yield place.bot_port


def only(findings: list[Finding], check: str) -> Finding:
    (found,) = (finding for finding in findings if finding.check == check)
    return found


def environment(root: Path, lock: str, installed: dict[str, str]) -> None:
    """A bot environment with these packages, and a lock beside it."""
    site = root / ".venv-bot" / "lib" / "python3.10" / "site-packages"
    for name, version in installed.items():
        info = site / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    (root / "bot").mkdir()
    (root / "bot" / "requirements.lock").write_text(lock)
    (root / "deploy").mkdir()
    (root / "deploy" / "requirements.lock").write_text("pytest==0.1 \\\n    --hash=x\n")


LOCK = """\
Rasa==3.6.21 \\
    --hash=sha256:1
tool==1.0 ; python_version >= '3.11' \\
    --hash=sha256:2
"""


def test_environment_as_locked_is_good_whatever_is_meant_for_other_pythons(
    place: Place,
) -> None:
    environment(place.root, LOCK, {"rasa": "3.6.21"})
    findings = environments.packages(place)
    assert only(findings, "bot packages") == Finding("bot packages", "1 as locked")
    assert only(findings, "rasa").good


def test_other_versions_than_locked_are_named(place: Place) -> None:
    environment(place.root, LOCK, {"rasa": "3.5.0"})
    findings = environments.packages(place)
    assert only(findings, "bot packages").found.endswith("requirements.lock: rasa")
    assert only(findings, "packages").cure == "run: make install"
    assert not only(findings, "rasa").good


def test_missing_environment_of_the_bot_is_a_fault(place: Place) -> None:
    found = only(environments.pythons(place), "bot python")
    assert found.found == "no environment"
    assert "make install" in (found.cure or "")


def test_python_that_the_lock_does_not_know_is_a_fault(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    assert not only(environments.pythons(place), "python").good


def test_missing_pin_of_the_encoder_is_a_fault(place: Place) -> None:
    (found,) = files.encoder(place)
    assert found.cure == "restore models/encoder.json"


def test_missing_and_stale_models_are_faults(place: Place) -> None:
    assert files.model(place)[0].found == "none"
    stale = {"file": "firstline-1.tar.gz", "sha256": "0", "inputs": "of yesterday"}
    assert Model(**stale)
    (place.root / "models/current.json").write_text(json.dumps(stale))
    (place.root / "models/firstline-1.tar.gz").touch()
    assert files.model(place)[0].cure == "run: firstline train"


def test_old_sqlite_is_a_fault(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.sqlite(place)[0].good
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert "3.35.0" in (files.sqlite(place)[0].cure or "")


def test_data_folder_that_is_yet_to_be_made_is_good(place: Place) -> None:
    assert files.data_dir(place)[0].good


def test_secrets_that_others_can_read_are_a_fault(place: Place) -> None:
    place.data_dir.mkdir()
    secrets = place.data_dir / "secrets.json"
    secrets.touch(0o600)
    assert only(files.data_dir(place), "secrets").good
    secrets.chmod(0o640)
    assert only(files.data_dir(place), "secrets").cure == f"chmod 600 {secrets}"


def test_database_is_good_before_the_first_start_and_after_migrating(
    place: Place,
) -> None:
    assert database.database(place)[0].good
    migrate(place.database_url)
    assert database.database(place) == [Finding("database", f"schema {HEAD}")]


def test_database_without_our_schema_is_a_fault(place: Place) -> None:
    sqlite3.connect(place.root / "desk.db").close()
    (place.root / "desk.db").touch()
    assert database.database(place)[0].cure == "run: firstline migrate"


def test_file_that_is_no_database_is_a_fault(place: Place) -> None:
    (place.root / "desk.db").write_text("not a database" * 100)
    assert "restore a backup" in (database.database(place)[0].cure or "")


def test_password_of_a_database_is_not_shown(place: Place) -> None:
    url = "postgresql+nosuchdriver://desk:hidden@localhost/desk"
    changed = {name: getattr(place, name) for name in Place.__slots__}
    (found,) = database.database(Place(**changed | {"database_url": url}))
    assert "desk:***@localhost" in found.found
    assert "hidden" not in str(found)


def test_free_ports_are_good(place: Place) -> None:
    assert all(finding.good for finding in network.ports(place))


def test_port_that_a_stranger_holds_is_a_fault(place: Place, taken: int) -> None:
    found = only(network.ports(place), "bot port")
    assert str(taken) in found.found
    assert "--bot-port" in (found.cure or "")


TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt
   0: {address}:{port:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000
"""


@pytest.mark.parametrize(
    ("address", "exposed"),
    [
        ("0100007F", False),
        ("00000000", True),
        ("0A01A8C0", True),
        ("00000000000000000000000001000000", False),
        ("00000000000000000000000000000000", True),
        ("0000000000000000FFFF00000100007F", False),
    ],
)
def test_port_of_ours_beyond_loopback_is_a_fault(
    place: Place, address: str, exposed: bool
) -> None:
    table = place.root / "tcp"
    table.write_text(TABLE.format(address=address, port=place.bot_port))
    (found,) = network.exposure(place, (table,))
    assert found.good is not exposed


def test_strangers_ports_are_not_our_business(place: Place) -> None:
    table = place.root / "tcp"
    table.write_text(TABLE.format(address="00000000", port=9))
    assert network.exposure(place, (table, place.root / "missing"))[0].good


def test_addresses_of_the_kernels_table_are_read_as_they_are() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert server.getsockname() in set(network.listeners())


def test_dead_letters_are_counted_and_the_page_with_their_reasons_named(
    place: Place,
) -> None:
    migrate(place.database_url)
    assert only(database.dead_letters(place), "dead letters").good
    with sqlite3.connect(place.root / "desk.db") as db:
        db.execute(
            "INSERT INTO outbox (key, kind, target, payload, state, attempts,"
            " next_at, created_at)"
            " VALUES ('k', 'alert.raised', 'webhook:x', '{}', 'dead', 14, '', '')"
        )
    db.close()

    found = only(database.dead_letters(place), "dead letters")
    assert found.found == "1"
    assert "/admin/#effects" in (found.cure or "")


def test_mails_that_wait_for_a_way_out_are_counted(place: Place) -> None:
    migrate(place.database_url)
    assert only(database.mail(place), "mail").good
    with sqlite3.connect(place.root / "desk.db") as db:
        db.execute(
            "INSERT INTO outbox (key, kind, target, payload, state, attempts,"
            " next_at, created_at)"
            " VALUES ('k', 'mail.x', 'mail:a@b', '{}', 'waiting', 0, '', '')"
        )
    db.close()

    found = only(database.mail(place), "mail")
    assert "1" in found.found
    assert "FIRSTLINE_SMTP_HOST" in (found.cure or "")
    assert only(database.mail(replace(place, mail="mail.example")), "mail").good


def test_triage_without_classifiers_is_named(place: Place) -> None:
    assert "model-none" in only(files.triage(place), "triage").found

    folder = place.root / "models" / "triage-1"
    folder.mkdir()
    (folder / "weights.npz").touch()

    assert only(files.triage(place), "triage").cure is None
