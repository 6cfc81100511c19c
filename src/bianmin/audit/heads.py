"""链头: heads of the chain kept away from the database, one line each, to be printed if need be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class BadHeads(Exception):
    """链头文件有误: a line that is no head."""


@dataclass(frozen=True)
class Head:
    """链头: the number of a seal, when it was made, and its head in hexadecimal digits."""

    seal: int
    made_at: datetime
    head: str

    def __str__(self) -> str:
        return f"{self.seal} {self.made_at.isoformat()} {self.head}"


def keep(path: Path, head: Head) -> bool:
    """留存链头: add a head to the file, unless it is there already; say whether it was added."""
    if path.exists() and head in read(path):
        return False
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{head}\n")
    return True


def read(path: Path) -> list[Head]:
    """Return every head of the file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_head(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _head(number: int, line: str) -> Head:
    try:
        seal, made_at, head = line.split()
        return Head(int(seal), datetime.fromisoformat(made_at), bytes.fromhex(head).hex())
    except ValueError:
        raise BadHeads(f"链头文件第 {number} 行不是链头：应为“序号 时间 链头”") from None
