"""计次: counting tries in the database, so that every process keeps the same limit."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F

from bianmin.accounts.limits import TryLimit
from bianmin.accounts.models import Tally
from bianmin.ground.crypto import keyed_hash

# The row stays locked until the request's transaction ends: rivals guess one after another.
COUNT = """
    INSERT INTO accounts_tally AS t (kind, key_hash, count, until)
    VALUES (%(kind)s, %(key)s, 1, %(end)s)
    ON CONFLICT (kind, key_hash) DO UPDATE SET
        count = CASE WHEN t.until <= %(at)s THEN 1
                     WHEN t.count > %(most)s THEN t.count
                     ELSE t.count + 1 END,
        until = CASE WHEN t.until <= %(at)s OR t.count + 1 = %(most)s THEN %(end)s
                     ELSE t.until END
    RETURNING count
"""


def count(limit: TryLimit, key: str, *, at: datetime) -> bool:
    """计次: count one try before it is made; False when there were too many."""
    values: dict[str, str | bytes | int | datetime] = {
        "kind": limit.kind,
        "key": keyed_hash("tally", key),
        "most": limit.most,
        "at": at,
        "end": at + limit.lasts,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(cursor.fetchone()[0]) <= limit.most


def give_back(limit: TryLimit, key: str) -> None:
    """退还: the try was right; it is not counted."""
    found = Tally.objects.filter(kind=limit.kind, key_hash=keyed_hash("tally", key), count__gt=0)
    found.update(count=F("count") - 1)


def forget(limit: TryLimit, key: str) -> None:
    """清零: the right person has come; earlier tries are forgotten."""
    Tally.objects.filter(kind=limit.kind, key_hash=keyed_hash("tally", key)).delete()
