"""Checks of the ports: free or ours, and on loopback only."""

import ipaddress
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from handoff.doctor.finding import Finding, Place
from handoff.supervisor.start import bind_fault

LISTENING = "0A"  # include/net/tcp_states.h
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def ports(place: Place) -> list[Finding]:
    """Each port is free, or one of our processes answers there."""
    wanted = (
        ("desk port", place.host, place.port, "/health", "--port"),
        (
            "bot port",
            "127.0.0.1",
            place.bot_port,
            "/webhooks/firstline/",
            "--bot-port",
        ),
        (
            "actions port",
            "127.0.0.1",
            place.actions_port,
            "/health",
            "--actions-port",
        ),
    )
    findings = []
    for check, host, port, path, option in wanted:
        fault = bind_fault(host, port)
        if fault is None:
            findings.append(Finding(check, f"{port} is free"))
        elif _ours(f"http://{host}:{port}{path}"):
            findings.append(Finding(check, f"{port}, running"))
        else:
            cure = f"free it, or start with another one: firstline up {option} ..."
            findings.append(Finding(check, f"{port}: {fault}", cure))
    return findings


def _ours(url: str) -> bool:
    # Asks directly: a proxy from the environment does not know this machine's ports.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return '"status"' in answer.read(4096).decode(errors="replace")
    except (OSError, urllib.error.URLError):
        return False


def exposure(place: Place, tables: tuple[Path, ...] = TABLES) -> list[Finding]:
    """None of our ports can be reached from another machine, unless told to."""
    ours = {place.port, place.bot_port, place.actions_port}
    if not ipaddress_is_loopback(place.host):
        ours.discard(place.port)
    open_to_all = [
        f"{address}:{port}"
        for address, port in listeners(tables)
        if port in ours and not ipaddress_is_loopback(address)
    ]
    if not open_to_all:
        return [Finding("exposure", "nothing of ours beyond loopback")]
    cure = "stop what listens there; our servers bind 127.0.0.1 unless told otherwise"
    return [Finding("exposure", ", ".join(open_to_all), cure)]


def ipaddress_is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def listeners(tables: tuple[Path, ...] = TABLES) -> Iterator[tuple[str, int]]:
    """Yield address and port of every listening TCP socket of this machine."""
    for table in tables:
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == LISTENING:
                address, _, port = local.partition(":")
                yield _address(address), int(port, 16)


def _address(text: str) -> str:
    # The kernel prints each 32-bit word in the machine's own (little-endian) order.
    words = [bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8)]
    packed = b"".join(words)
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, packed)
