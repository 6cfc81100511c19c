"""命令行: `bianmin COMMAND`, a thin way to the commands below `ops/management/commands`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import psycopg

from bianmin.ops.refusal import Refused, Stopped

SETTINGS = "bianmin.config.settings"


@dataclass(frozen=True)
class Command:
    """命令: its words, what it does, an example, and whether it needs the database."""

    words: str
    does: str
    example: str
    database: bool = True
    fills: bool = False  # works on an empty machine too: makes the tables first


COMMANDS = (
    Command("up", "启动全部服务，直到按 Ctrl-C", "bianmin up --demo --port 8001", False),
    Command("demo", "建立演示数据，或列出演示账号", "bianmin demo --logins", fills=True),
    Command(
        "appoint",
        "开通工作人员账号（第一批管理员由此开通）",
        "bianmin appoint anquan01 --name 张三 --id-number 371502… --role security_admin",
    ),
    Command("due", "从某日起算期限，逐日说明", "bianmin due 2020-09-25 5", False),
    Command("workdays", "列出某月的工作日", "bianmin workdays 2020-06 --last 5", False),
    Command(
        "name",
        "生成或检查中心、站点的规范名称",
        "bianmin name --kind station --region 371502001001",
    ),
    Command("import", "导入区划、放假安排或事项", "bianmin import calendar 2027.json"),
    Command("elements", "上网要素的完整度、导入导出和增量", "bianmin elements show"),
    Command("catalogue", "检查指南，或导入别家的事项库", "bianmin catalogue lint --json"),
    Command("voice", "叫号录音：要录哪些词，检查、启用或不用", "bianmin voice take ./叫号录音"),
    Command("audit", "核对留痕，指出被改动的行", "bianmin audit verify --heads heads.json"),
    Command("recount", "核对看板的日汇总，不一致时重建", "bianmin recount --rebuild"),
    Command("backup", "备份并当场核验", "bianmin backup /srv/backup/bianmin.tar"),
    Command("restore", "核验备份后恢复", "bianmin restore /srv/backup/bianmin.tar"),
    Command("keys", "列出或轮换加密密钥", "bianmin keys list"),
    Command("migrate", "更新数据库结构（up 会自动做）", "bianmin migrate"),
)
BY_NAME = {command.words: command for command in COMMANDS}


def main(arguments: Sequence[str] | None = None) -> None:
    """命令行: run one command; a refusal is one sentence and exit code 1."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        _run(words)
    except Refused as refused:
        print(f"bianmin：{refused}", file=sys.stderr)
        raise SystemExit(1) from None
    except (KeyboardInterrupt, Stopped):
        raise SystemExit(130) from None


def overview() -> str:
    """帮助: return one line and one example for each command."""
    lines = ["用法：bianmin 命令 [参数]      某个命令的帮助：bianmin 命令 --help", ""]
    for command in COMMANDS:
        lines += [f"  {command.words:<10}{command.does}", f"  {'':<10}例：{command.example}"]
    return "\n".join(lines)


def _run(words: list[str]) -> None:
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview())
    elif words[0] == "up":
        _up(words[1:])
    else:
        _manage(words)


def _up(words: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="bianmin up",
        description="启动数据库、网页服务、后台任务；试用时还有短信模拟器。",
        epilog=f"例：{BY_NAME['up'].example}",
    )
    parser.add_argument("--demo", action="store_true", help="没有数据时先建立演示数据")
    parser.add_argument("--port", type=int, help="网页端口（默认取环境变量 PORT，再默认 8000）")
    parser.add_argument(
        "--with-parent", action="store_true", help="启动它的程序结束时，自己也停止（make run 用）"
    )
    chosen = parser.parse_args(words)
    if chosen.port is not None:
        os.environ["PORT"] = str(chosen.port)

    from bianmin.ops.deployment import current
    from bianmin.ops.up import up

    try:
        up(current(), demo=chosen.demo, with_parent=chosen.with_parent)
    except Stopped:
        print("已全部停止。", flush=True)


def _manage(words: list[str]) -> None:
    from django.core.management import execute_from_command_line
    from django.db import Error

    command = BY_NAME.get(words[0])
    asks_help = "-h" in words or "--help" in words
    has_copy = words[0] == "audit" and "--copy" in words
    needs_database = command is not None and command.database and not asks_help and not has_copy
    if words[0] == "migrate":
        os.environ["BIANMIN_DB_ROLE"] = "owner"
        words = [*words, "--skip-checks"]  # they mint ids, before the tables are there
    try:
        with _database(command is not None and command.fills) if needs_database else nullcontext():
            execute_from_command_line(["bianmin", *words])
    except Error as error:
        raise Refused(_about_the_database(error)) from error


def _about_the_database(error: Exception) -> str:
    """Return what an operator can do about an error of the database."""
    if isinstance(error.__cause__, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return "数据库里还没有（这个版本的）表，请先运行 bianmin migrate 或 bianmin up。"
    if isinstance(error.__cause__, psycopg.OperationalError):
        return f"连不上数据库：{' '.join(str(error).split())[:300]}"
    raise error


@contextmanager
def _database(fills: bool) -> Iterator[None]:
    """Lend the command an embedded database that nobody runs at the moment.

    With `fills` the tables are made or brought up to date first.
    """
    from django.conf import settings

    from bianmin.ops import database, home, up
    from bianmin.ops.deployment import current
    from bianmin.ops.supervisor import supervising

    env = current()

    def prepare() -> None:
        database.prepare(env)  # the first time it makes the passwords, after the settings were read
        role = os.environ.get("BIANMIN_DB_ROLE", "app")
        settings.DATABASES["default"].update(database.django_database(env, role))

    cluster = database.cluster(env)
    if cluster is None:
        prepare()
        if fills and not home.is_held(env.home):
            with supervising(env.home, env.secrets, say=_aside) as supervisor:
                up.bring_up_to_date(env, supervisor)
        yield
        return
    if home.is_held(env.home) or cluster.postmaster() is not None:
        yield
        return
    cluster.require_place()
    with supervising(env.home, env.secrets, say=_aside) as supervisor:
        supervisor.start_database(cluster)
        prepare()
        if fills:
            up.bring_up_to_date(env, supervisor)
        yield


def _aside(sentence: str) -> None:
    """Tell the operator beside what the command prints."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
