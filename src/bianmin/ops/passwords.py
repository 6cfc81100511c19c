"""密钥: passwords this deployment made for itself, one file each, readable by its user alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bianmin.ops.refusal import Refused


def read(folder: Path, name: str) -> str:
    """密钥: return the named password, or an empty text when none was made yet."""
    try:
        return (folder / name).read_text().strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Refused(f"读不了密钥文件 {folder / name}：{error.strerror}") from error


def ensure(folder: Path, name: str) -> str:
    """密钥: return the named password, making it first when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    if not (folder / name).exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(24))
        _publish(draft, folder / name)
    return read(folder, name)


def _publish(draft: Path, target: Path) -> None:
    """Give the draft its name unless another process was first: no reader sees half a file."""
    try:
        os.link(draft, target)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
