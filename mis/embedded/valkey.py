"""The embedded Valkey: the queue's store, written to disk as it changes."""

import socket
import subprocess

from mis.embedded import programs
from mis.embedded.place import Place, make_data_folder
from mis.embedded.processes import on_free_port, spawn, wait_until

SETTINGS = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir ./
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
"""


def start(place: Place, password: str, preferred: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start Valkey on the place's data; the process and its port."""
    data, log = place.servers[1], place.folder / "valkey.log"
    program = programs.valkey(place)
    if not data.exists():
        make_data_folder(place, data)

    def start_on(port: int) -> subprocess.Popen[bytes]:
        told = SETTINGS.format(port=port, password=password).encode()  # not on the command line, which everyone can read
        server = spawn([str(program), "-"], data, place.account, log, told)
        wait_until(lambda: answers(port, password), server, log)
        return server

    return on_free_port(start_on, preferred)


def answers(port: int, password: str) -> bool:
    """Whether a Valkey that knows the password, its data loaded, answers on the port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as asked, asked.makefile("rwb") as line:
            line.write(f"AUTH {password}\r\nPING\r\n".encode())
            line.flush()
            return line.readline() == b"+OK\r\n" and line.readline() == b"+PONG\r\n"
    except OSError:
        return False
