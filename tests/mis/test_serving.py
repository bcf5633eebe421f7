"""`mis serve` where no proxy stands before it: those who stall do not keep the others waiting."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from mis.embedded import Addresses
from tests.conftest import KEY, ROOT

STALLED = 40
BEGUN = b"POST /api/v1/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"


@pytest.fixture
def port(own_database: Addresses, tmp_path: Path) -> Iterator[int]:
    """Where an office is served by two processes."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        free = found.getsockname()[1]
    settings = {
        "DATABASE_URL": own_database.database_url, "REDIS_URL": own_database.redis_url, "VAR": str(tmp_path),
        "SECRET_KEYS": KEY.replace(",", ""),
    }  # fmt: skip
    words = [sys.executable, "-m", "wsgi", "serve", "--address", f"127.0.0.1:{free}", "--processes", "2"]
    server = subprocess.Popen(words, env=os.environ | settings, cwd=ROOT)
    yield free
    server.terminate()
    server.wait(30)


def seconds_for_a_page(port: int) -> float:
    started = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
        assert answer.status == 200
    return time.monotonic() - started


def test_forty_who_stall_in_the_middle_of_a_request_hold_up_nobody(port: int) -> None:
    for _wait in range(120):
        try:
            seconds_for_a_page(port)
            break
        except OSError:
            time.sleep(0.5)
    stalled = [socket.create_connection(("127.0.0.1", port)) for _number in range(STALLED)]
    for each in stalled:
        each.sendall(BEGUN)
    time.sleep(0.5)
    assert seconds_for_a_page(port) < 5
    for each in stalled:
        each.close()
