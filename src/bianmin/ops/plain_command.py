"""命令的样子: an example in the help, a refusal in sentences with exit code 2."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from bianmin.rules.errors import DomainError, Invalid

FOUND_FAULTS = 1
REFUSED = 2
SHOWN = 20


class PlainCommand(BaseCommand):
    """命令: its options and its example, without those that only developers need."""

    example = ""
    requires_system_checks: list[str] = []
    _called_from_command_line = False
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
        stderr = options.get("stderr")
        errors = OutputWrapper(stderr) if stderr else self.stderr
        try:
            return super().execute(*args, **options)
        except CommandError as failed:
            if not self._called_from_command_line:
                raise
            errors.write(str(failed))
            self.leave(failed.returncode)
        except DomainError as refusal:
            for line in _sentences(refusal):
                errors.write(line)
            self.leave(REFUSED)

    def say(self, *lines: str) -> None:
        """Print lines, seen at once: whoever waits for minutes follows them."""
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()

    def say_json(self, content: object) -> None:
        """Print what a machine reads."""
        self.stdout.write(json.dumps(content, ensure_ascii=False, default=str))

    def leave(self, code: int) -> NoReturn:
        """End with this code: 1 when what was checked has faults, 2 when it was refused."""
        sys.exit(code)


def _sentences(refusal: DomainError) -> list[str]:
    """Return the refusal and the first places that it names."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    lines = [f"  {place}：{sentence}" for place, sentence in list(fields.items())[:SHOWN]]
    further = [f"  另有 {len(fields) - SHOWN} 处"] if len(fields) > SHOWN else []
    return [str(refusal), *lines, *further]


def text_of(path: Path) -> str:
    """文件: read a text file; Invalid when it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"{path} 不是 UTF-8 编码的文本文件") from None
    except OSError as error:
        raise Invalid(f"读不了 {path}：{error.strerror}") from None


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
