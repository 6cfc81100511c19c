from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from bianmin.ground import crypto


def call(verb: str) -> str:
    out = StringIO()
    call_command("keys", verb, stdout=out)
    return out.getvalue()


def test_keys_are_listed_and_added_without_showing_them(keys: Path) -> None:
    first = crypto.current_key_id()
    assert f"{first}  sha256  加密、查找" in call("list")

    told = call("add")

    assert f"{first}  sha256  查找" in told
    assert f"{crypto.current_key_id()}  sha256  加密" in told
    assert crypto.keyring().keys[first].secret.hex() not in told
