"""The press: a child that dies, hangs or lacks its libraries costs one print and a sentence."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from bianmin.papers import press, printing
from bianmin.papers.printing import NotInstalled, NotPrinted, Press, TooMany

PAGE = '<html lang="zh-CN"><body style="font-family: Noto Sans CJK SC"><p>便民</p>'
TRIES = ((10.5, 0),)


@pytest.fixture
def own_press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


def pid(one: Press) -> int:
    assert one._child is not None
    return one._child.pid


def test_one_child_prints_many(own_press: Press) -> None:
    first = own_press.print(PAGE, TRIES)
    child = pid(own_press)
    assert first.content.startswith(b"%PDF") and first.pages == 1
    assert own_press.print(PAGE, TRIES).content == first.content
    assert pid(own_press) == child


def test_it_takes_the_first_size_that_fits(own_press: Press) -> None:
    lines = PAGE + '<p style="font-size: 1rem">一行</p>' * 16
    tried = own_press.print(lines, ((20, 1), (12, 1), (8, 1)))
    assert (tried.size, tried.pages) == (12, 1)


def test_the_child_is_renewed(own_press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "RENEW_AFTER", 1)
    own_press.print(PAGE, TRIES)
    child = pid(own_press)
    own_press.print(PAGE, TRIES)
    assert pid(own_press) != child


def test_a_killed_child_is_replaced(own_press: Press) -> None:
    own_press.print(PAGE, TRIES)
    os.kill(pid(own_press), signal.SIGKILL)
    own_press._child.wait()  # type: ignore[union-attr]
    assert own_press.print(PAGE, TRIES).pages == 1


def test_a_child_that_hangs_is_ended(own_press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    own_press.print(PAGE, TRIES)
    os.kill(pid(own_press), signal.SIGSTOP)
    monkeypatch.setattr(printing, "DRAW_SECONDS", 0.2)
    with pytest.raises(NotPrinted, match="没有印成"):
        own_press.print(PAGE, TRIES)
    monkeypatch.undo()
    assert own_press.print(PAGE, TRIES).pages == 1


def test_nothing_is_fetched(own_press: Press, tmp_path: Any) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="20">secret</text></svg>')
    plain = own_press.print(PAGE + "<img>", TRIES)
    fetched = own_press.print(PAGE + f'<img src="file://{secret}">', TRIES)
    assert len(fetched.content) == len(plain.content)


def test_without_fonts_it_says_what_to_install(
    own_press: Press, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    with pytest.raises(NotInstalled, match="fonts-noto-cjk"):
        own_press.print(PAGE, TRIES)


def test_who_waits_too_long_is_told(own_press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "WAIT_SECONDS", 0.01)
    own_press._lock.acquire()
    try:
        with pytest.raises(TooMany):
            own_press.print(PAGE, TRIES)
    finally:
        own_press._lock.release()


def test_both_fonts_are_asked_for() -> None:
    assert press.FONTS == ("Noto Sans CJK SC", "Noto Serif CJK SC")
