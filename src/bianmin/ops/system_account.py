"""系统账号: PostgreSQL refuses to run as root, so root lends it an account without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bianmin.ops.refusal import Refused

NAME = "bianmin"


@dataclass(frozen=True)
class SystemAccount:
    """系统账号: who runs the embedded database; nobody else's when we are root, else ourselves."""

    name: str
    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """Return what makes subprocess start a program as this account."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def owns(self, path: Path) -> None:
        """Hand the path to this account."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Say whether this account can reach what lies in the folder."""
        probe = ["test", "-x", str(folder)]
        return subprocess.run(probe, cwd="/", **self.popen_options()).returncode == 0


def database_account() -> SystemAccount:
    """系统账号: return who runs the embedded database, making the account when root lacks it."""
    entry = (_lookup() or _create()) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return SystemAccount(entry.pw_name, entry.pw_uid, entry.pw_gid)


def require_reachable(account: SystemAccount, folder: Path) -> None:
    """目录权限: refuse when a private folder above bars the account; never open that folder."""
    for ancestor in [*reversed(folder.parents), folder]:
        if ancestor.exists() and not account.may_enter(ancestor):
            mode = stat.S_IMODE(ancestor.stat().st_mode)
            raise Refused(
                f"PostgreSQL 不能以 root 运行，改用账号 {account.name}，但该账号进不了私有目录 "
                f"{ancestor}（权限 {mode:04o}）。本程序不会把它向别人开放；请把 BIANMIN_HOME "
                "设到别处（例如 /var/lib/bianmin），或换一个普通用户来运行。"
            )


def _lookup() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise Refused(
            f"PostgreSQL 不能以 root 运行，这台机器又没有 useradd；请先建立系统账号 {NAME}，"
            "或换一个普通用户来运行。"
        )
    done = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", NAME],
        capture_output=True,
        text=True,
    )
    entry = _lookup()  # two starts at once: the second one finds what the first one made
    if entry is None:
        raise Refused(f"建立系统账号 {NAME} 失败：{done.stderr.strip()}")
    return entry
