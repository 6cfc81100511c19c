"""说法的动作: words are added and taken away; a search in vain is counted, then settled."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import connection, transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.catalogue import policies, words
from bianmin.catalogue.models import EmptySearch, SearchWord, ServiceItem
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.retention import Record, erase_before
from bianmin.rules.verdict import require

SHORTEST, LONGEST, LONGEST_SEARCH = 2, 30, 20
MOST_KEPT = 5_000
NUMBERS = re.compile(r"\d.*\d.*\d.*\d.*\d")
SUBJECT = "catalogue:words"

# One statement, so that two visitors who miss the same word count as two.
COUNT = """
    INSERT INTO catalogue_emptysearch AS e (words, times, last_at, is_settled)
    SELECT %(words)s, 1, %(at)s, false
    WHERE (SELECT count(*) FROM catalogue_emptysearch) < %(most)s
       OR EXISTS (SELECT FROM catalogue_emptysearch WHERE words = %(words)s)
    ON CONFLICT (words) DO UPDATE SET times = e.times + 1, last_at = %(at)s
"""


@transaction.atomic
def name_item(word: str, item: ServiceItem, *, by: Actor, at: datetime) -> SearchWord:
    """加说法: from now on the word finds the item; a search that missed it is settled."""
    require(policies.may_edit_words(by))
    said = _clean(word)
    if said in map(_plain, item.search_text.split("\n")):
        raise Conflict(f"“{said}”已经能找到{item.plain_name}")
    added, is_new = SearchWord.objects.get_or_create(
        word=said, item=item, defaults={"added_at": at, "added_by": by.user_id}
    )
    if not is_new:
        raise Conflict(f"“{said}”已经能找到{item.plain_name}")
    EmptySearch.objects.filter(words=said).update(is_settled=True)
    record(SUBJECT, "name_item", unit=0, by=by, at=at, word=said, item=item.code)
    return added


@transaction.atomic
def equate_word(word: str, means: str, *, by: Actor, at: datetime) -> SearchWord:
    """同义: the word means the same as another, in every search; it replaces what was shipped."""
    require(policies.may_edit_words(by))
    said = _clean(word)
    if means not in words.shipped_meanings():
        raise Invalid("请从已有的意思里选", {"means": "请从已有的意思里选"})
    if said == means or words.shipped_words().get(said) == means:
        raise Conflict(f"“{said}”已经是“{means}”的意思")
    added, _ = SearchWord.objects.update_or_create(
        word=said,
        item=None,
        defaults={"means": means, "is_off": False, "added_at": at, "added_by": by.user_id},
    )
    EmptySearch.objects.filter(words=said).update(is_settled=True)
    record(SUBJECT, "equate_word", unit=0, by=by, at=at, word=said, means=means)
    return added


@transaction.atomic
def turn_word_off(word: str, *, by: Actor, at: datetime) -> SearchWord:
    """停用: a shipped word no longer means what it meant."""
    require(policies.may_edit_words(by))
    means = words.shipped_words().get(word)
    if means is None:
        raise Invalid("随附的说法里没有这个词")
    off, _ = SearchWord.objects.update_or_create(
        word=word,
        item=None,
        defaults={"means": means, "is_off": True, "added_at": at, "added_by": by.user_id},
    )
    record(SUBJECT, "turn_word_off", unit=0, by=by, at=at, word=word, means=means)
    return off


@transaction.atomic
def take_word_away(added: SearchWord, *, by: Actor, at: datetime) -> None:
    """撤掉: what an editor added is taken away; a shipped word means again what it meant."""
    require(policies.may_edit_words(by))
    deleted, _ = SearchWord.objects.filter(pk=added.pk).delete()
    if not deleted:
        raise Conflict("这个说法已经被别人撤掉了")
    record(SUBJECT, "take_word_away", unit=0, by=by, at=at, word=added.word)


@transaction.atomic
def set_search_aside(missed: EmptySearch, *, by: Actor, at: datetime) -> None:
    """不处理: nothing of ours is meant by it; it leaves the list, and is still counted."""
    require(policies.may_edit_words(by))
    if not EmptySearch.objects.filter(pk=missed.pk, is_settled=False).update(is_settled=True):
        raise Conflict("这个词已经处理过了")
    record(SUBJECT, "set_search_aside", unit=0, by=by, at=at, words=missed.words)


def count_empty_search(asked: str, *, at: datetime) -> bool:
    """记下没搜到: count the words, not who asked; say whether they were kept.

    Nothing with a number in it is kept, as it may be somebody's, and only as many as an editor
    would ever read.
    """
    said = _plain(asked)
    if not SHORTEST <= len(said) <= LONGEST_SEARCH or NUMBERS.search(said):
        return False
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"words": said, "at": at, "most": MOST_KEPT})
        return bool(cursor.rowcount)


@transaction.atomic
def forget_empty_searches(*, at: datetime) -> int:
    """到期删除: words that nobody has missed for long."""
    limit = erase_before(Record.EMPTY_SEARCH, at)
    return EmptySearch.objects.filter(last_at__lt=limit).delete()[0] if limit else 0


def _clean(word: str) -> str:
    said = _plain(word)
    if not SHORTEST <= len(said) <= LONGEST:
        wrong = f"请写 {SHORTEST} 到 {LONGEST} 个字"
        raise Invalid(wrong, {"word": wrong})
    return said


def _plain(text: str) -> str:
    return words.plain(text).replace(" ", "")
