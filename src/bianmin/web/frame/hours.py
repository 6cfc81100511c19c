"""什么时候开门: today's hours and the week of a site, in the words people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate, localtime

from bianmin.sites.hours import WEEKEND, season, week_of
from bianmin.sites.models import Site
from bianmin.sites.queries import hours_today, next_opening
from bianmin.web.frame.templatetags.frame import weekday_date

SEASON_WORDS: Mapping[str, str] = {
    "summer": "夏季（5–9月）",
    "winter": "冬季（10–4月）",
    "saturday": "周六",
    "sunday": "周日",
}


def hours_words(site: Site, at: datetime) -> str:
    """Return today's hours, or when the site opens next."""
    today = localdate(at)
    spans = hours_today(site, today)
    if spans:
        each = format_html_join("、", '<span class="nw">{}</span>', ((span,) for span in spans))
        return format_html("今天 {}", each)
    opening = next_opening(site, at)
    return f"今天休息，{weekday_date(opening)} {localtime(opening):%H:%M} 上班" if opening else ""


def week_words(site: Site, today: date) -> tuple[tuple[str, str, bool], ...]:
    """Return each season and day of rest: its name, its hours, and whether they hold now."""
    return tuple(
        (SEASON_WORDS[key], "、".join(map(str, spans)) or "休息", key == season(today))
        for key, spans in week_of(site.hours).items()
        if spans or key not in WEEKEND.values()
    )
