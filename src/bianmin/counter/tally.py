"""排队日汇总: how the counts of a site's day move with the act that causes them.

Called by commands inside their transaction; boards and estimates read the rows.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from bianmin.sites.models import Site

COUNTED = (
    "taken",
    "claimed",
    "booked",
    "called",
    "missed",
    "ended",
    "unended",
    "left_early",
    "lapsed",
    "wait_seconds",
    "served",
    "service_seconds",
    "service_squares",
    "no_shows",
)


def tally(site: Site, day: date, **more: int) -> None:
    """Add to the counts of a site's day; its row is held until the act is done."""
    unknown = set(more) - set(COUNTED)
    if unknown:
        raise ValueError(f"not counted: {sorted(unknown)}")
    values = [more.get(name, 0) for name in COUNTED]
    columns = ", ".join(COUNTED)
    changes = ", ".join(f"{name} = counter_waitday.{name} + EXCLUDED.{name}" for name in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO counter_waitday (unit, day, site_id, ahead_in_row, {columns})"
            f" VALUES (%s, %s, %s, 0, {', '.join(['%s'] * len(values))})"
            f" ON CONFLICT (unit, day, site_id) DO UPDATE SET {changes}",
            [site.unit, day, site.pk, *values],
        )


def hold(site: Site, day: date) -> int:
    """Hold the row of a site's day; return how many went ahead of the common line in a row."""
    tally(site, day)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ahead_in_row FROM counter_waitday"
            " WHERE unit = %s AND day = %s AND site_id = %s FOR UPDATE",
            [site.unit, day, site.pk],
        )
        return int(cursor.fetchone()[0])


def next_serial(site: Site, day: date, line: str) -> int:
    """流水号: take the next serial of a site, day and line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counter_ticketnumber (unit, day, site_id, line, last)"
            " VALUES (%s, %s, %s, %s, 1) ON CONFLICT (unit, day, site_id, line)"
            " DO UPDATE SET last = counter_ticketnumber.last + 1 RETURNING last",
            [site.unit, day, site.pk, line],
        )
        return int(cursor.fetchone()[0])


def tell_screens(site: Site) -> None:
    """通知叫号屏: tell every screen of the site, when this transaction commits, to look again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('hall', %s)", [str(site.pk)])
