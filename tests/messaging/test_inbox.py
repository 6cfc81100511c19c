from pathlib import Path

from bianmin.messaging.inbox import Inbox

MESSAGE = {"key": "k1", "to": "13800000001", "text": "您好", "template": "rate"}


def test_what_is_kept_in_a_file_outlives_the_process(tmp_path: Path) -> None:
    keep = tmp_path / "inbox.jsonl"
    first = Inbox(keep).take(MESSAGE)
    again = Inbox(keep)
    assert again.messages() == [first]
    assert again.take(MESSAGE) == first
    assert again.duplicates == 1


def test_the_newest_comes_first_and_clearing_forgets() -> None:
    inbox = Inbox()
    for number in range(3):
        inbox.take(MESSAGE | {"key": str(number), "to": f"1380000000{number % 2}"})
    assert [message.key for message in inbox.messages()] == ["2", "1", "0"]
    assert [message.key for message in inbox.messages("13800000001")] == ["1"]
    inbox.clear()
    assert inbox.messages() == []
