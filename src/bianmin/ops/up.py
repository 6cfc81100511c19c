"""启动: `bianmin up`, from an empty machine to an address that answers."""

from __future__ import annotations

import hashlib
import http.client
import json
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import bianmin
from bianmin.ops import database, preflight
from bianmin.ops.deployment import Deployment
from bianmin.ops.postgres import LOOPBACK
from bianmin.ops.refusal import Refused
from bianmin.ops.supervisor import Child, Supervisor, supervising

READY_SECONDS = 120
WEB_WORKERS = "2"
WORKER_JOBS = "4"  # one may print for minutes
WEB_THREADS = "2"  # of each worker, for pages; each keeps a database connection open
MIGRATING_LIBRARIES = ("django", "django-allauth", "procrastinate")


def up(env: Deployment, *, demo: bool, with_parent: bool) -> None:
    """启动: check, start the database, bring it up to date, serve until told to stop."""
    began = time.monotonic()
    preflight.check_host(env)
    if _simulates(env):
        preflight.require_free_port(LOOPBACK, env.port + 1)
    cluster = database.cluster(env)
    if cluster is not None:
        cluster.require_place()
    with supervising(env.home, env.secrets, with_parent=with_parent, say=say) as supervisor:
        if cluster is not None:
            supervisor.start_database(cluster)
        database.prepare(env)
        preflight.check_database(env)
        bring_up_to_date(env, supervisor)
        if demo:
            supervisor.run_once(_command("演示数据", "demo", "--if-empty"))
        web, *others = children(env)
        supervisor.start([web])  # by itself: on a small machine it is ready sooner
        _wait_until_ready(env, supervisor)
        say(f"便民已启动：{address(env)}（用时 {time.monotonic() - began:.1f} 秒，按 Ctrl-C 停止）")
        if _simulates(env):
            say(f"短信不会发给真人，看这里：http://{LOOPBACK}:{env.port + 1}/")
        supervisor.start(others)
        if demo:
            supervisor.run_once(_command("演示账号", "demo", "--logins"))
        supervisor.watch(until=lambda: False)


def children(env: Deployment) -> Iterator[Child]:
    """子进程: return the web server, the job worker and, in a trial, the SMS simulator."""
    web = ("--interface", "asgi", "--host", env.host, "--port", str(env.port), "--no-ws")
    size = ("--workers", WEB_WORKERS)
    tidy = ("--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning")
    threads = {"BIANMIN_WEB_THREADS": WEB_THREADS}
    yield Child("网页服务", (*_PYTHON, "granian", *web, *size, *tidy, _application()), threads)
    worker = ("--shutdown-graceful-timeout", "3", "--concurrency", WORKER_JOBS)
    yield _command("后台任务", "procrastinate", "worker", *worker)
    if _simulates(env):
        simulator = ("bianmin.messaging.simulator", "--port", str(env.port + 1))
        yield Child("短信模拟器", (*_PYTHON, *simulator))


def bring_up_to_date(env: Deployment, supervisor: Supervisor) -> None:
    """迁移: migrate and gather static files, unless this very version did so before."""
    version = fingerprint()
    with database.connected(env, "owner") as owner:
        if database.note(owner) == version and (env.home / "static").is_dir():
            return
    as_owner = {"BIANMIN_DB_ROLE": "owner"}
    migrate = ("migrate", "--verbosity", "0", "--skip-checks")  # they mint ids, before the tables
    supervisor.run_once(_command("数据库迁移", *migrate, **as_owner))
    gather = ("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    supervisor.run_once(_command("静态文件", *gather))
    with database.connected(env, "owner") as owner:
        database.write_note(owner, version)


def fingerprint() -> str:
    """Return what the schema and the static files of this version depend on, as one hash."""
    package = Path(bianmin.__file__).parent
    facts: list[object] = [[name, metadata.version(name)] for name in MIGRATING_LIBRARIES]
    for pattern in ("*/migrations/*.py", "**/static/**/*"):
        for path in sorted(package.glob(pattern)):
            state = path.stat()
            facts.append([str(path.relative_to(package)), state.st_size, state.st_mtime_ns])
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def address(env: Deployment) -> str:
    """Return where a browser on this machine finds the product."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(env.host, env.host)
    return f"http://{host}:{env.port}/"


def say(sentence: str) -> None:
    """Tell the operator."""
    print(sentence, flush=True)


_PYTHON = (sys.executable, "-m")


def _simulates(env: Deployment) -> bool:
    """Say whether messages go to the simulator beside us: in a trial without a gateway."""
    return env.profile == "trial" and not env.sms_url


def _command(name: str, *words: str, **environment: str) -> Child:
    return Child(name, (*_PYTHON, "bianmin.ops.cli", *words), environment)


def _application() -> str:
    from django.conf import settings

    module, _, attribute = str(settings.ASGI_APPLICATION).rpartition(".")
    return f"{module}:{attribute}"


def _wait_until_ready(env: Deployment, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + READY_SECONDS

    def ready() -> bool:
        supervisor.require_calm()
        if time.monotonic() > deadline:
            raise Refused(f"{READY_SECONDS} 秒内网页服务没有就绪，原因见上面的输出。")
        return _answers(env)

    supervisor.watch(until=ready)


def _answers(env: Deployment) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(env.host, env.host)
    connection = http.client.HTTPConnection(host, env.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
