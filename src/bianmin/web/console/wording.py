"""说法一览: the shipped words and those that editors added, as one list."""

from __future__ import annotations

from dataclasses import dataclass

from bianmin.catalogue.finding import added_words
from bianmin.catalogue.models import SearchWord
from bianmin.catalogue.words import shipped_words


@dataclass(frozen=True)
class Line:
    """一个说法: what it stands for, and where it came from; `added` is an editor's row."""

    word: str
    stands_for: str
    item_code: str = ""
    added: SearchWord | None = None

    @property
    def is_off(self) -> bool:
        return self.added is not None and self.added.is_off


def wording(*, q: str = "", of: str = "") -> list[Line]:
    """Return the words, those that editors added first; an added meaning hides the shipped one."""
    added = [
        Line(
            row.word,
            row.item.plain_name if row.item else row.means,
            row.item.code if row.item else "",
            row,
        )
        for row in added_words()
    ]
    replaced = {line.word for line in added if not line.item_code}
    shipped = [Line(word, means) for word, means in shipped_words().items() if word not in replaced]
    lines = {"added": added, "shipped": shipped}.get(of, added + shipped)
    return [line for line in lines if q in line.word or q in line.stands_for]
