"""命令的样子: an example in the help, a refusal as one sentence with exit code 2."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, OutputWrapper

from bianmin.rules.errors import DomainError

REFUSED = 2


class PlainCommand(BaseCommand):
    """命令: its options and its example, without those that only developers need."""

    example = ""
    requires_system_checks: list[str] = []
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        options = {
            "epilog": f"例：\n{self.example.strip(chr(10))}",
            "formatter_class": RawDescriptionHelpFormatter,
        }
        return super().create_parser(prog_name, subcommand, **kwargs | options)

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DomainError as refusal:
            stderr = options.get("stderr")
            (OutputWrapper(stderr) if stderr else self.stderr).write(str(refusal))
            sys.exit(REFUSED)

    def say(self, *lines: str) -> None:
        """Print lines."""
        for line in lines:
            self.stdout.write(line)

    def say_json(self, content: object) -> None:
        """Print what a machine reads."""
        self.stdout.write(json.dumps(content, ensure_ascii=False, default=str))


def day(text: str) -> date:
    """日期: read 2020-09-25."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"看不懂的日期“{text}”，请写成 2020-09-25") from None


def existing(text: str) -> Path:
    """文件: a file or a folder that is there."""
    path = Path(text)
    if not path.exists():
        raise ArgumentTypeError(f"没有这个文件：{text}")
    return path
