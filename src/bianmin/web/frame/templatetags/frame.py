"""版式: the few tags and filters that every template may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from bianmin.rules.lists import MODES, EntryMode
from bianmin.rules.masking import Audience, Sealed
from bianmin.rules.publishing import LABELS as CHANGES
from bianmin.rules.publishing import ChangeKind
from bianmin.web.frame.charts import Spark, spark_of

register = template.Library()

WEEKDAYS = "一二三四五六日"
NEAR: Mapping[str, tuple[str, str]] = {
    "village": ("v", "村里办"),
    "township": ("t", "镇里办"),
    "county": ("", "县里办"),
    "online": ("n", "网上办"),
    "agent": ("", "可以代办"),
}
LIGHTS: Mapping[str, tuple[str, str]] = {
    "green": ("v", "绿灯"),
    "yellow": ("w", "黄灯"),
    "red": ("r", "红灯"),
}
UNTIMED: Mapping[str, str] = {
    "undetermined": "待公布",
    "paused": "计时暂停",
    "done": "已办完",
}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """图标: draw one symbol of icons.svg; words stand beside it, so readers skip it."""
    return format_html(
        '<svg class="ico{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("frame/img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def form_key(context: RequestContext) -> SafeString:
    """提交编号: one submission, one effect; a form shown again keeps the key it was sent with."""
    request = context.get("request")
    posted = request.POST.get("_key", "") if request is not None else ""
    key = posted if _is_uuid(posted) else str(uuid4())
    return format_html('<input type="hidden" name="_key" value="{}">', key)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@register.filter
def weekday_date(day: date | None, style: str = "") -> str:
    """日期: 11月27日（周五）; with "year" the year comes first."""
    if day is None:
        return ""
    local = localtime(day) if isinstance(day, datetime) else day
    year = f"{local.year}年" if style == "year" else ""
    return f"{year}{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"


@register.filter
def moment(at: datetime | None) -> str:
    """时刻: 11月20日 10:24, in local time."""
    if at is None:
        return ""
    local = localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def money(yuan: Decimal | int | None) -> str:
    """金额: 1,200 元; nothing to pay is said in words."""
    if yuan is None:
        return ""
    if yuan == 0:
        return "不收费"
    exact = Decimal(yuan)
    return f"{exact:,.0f} 元" if exact == exact.to_integral() else f"{exact:,.2f} 元"


@register.filter
def entry_mode(mode: str) -> str:
    """进驻方式: 受理, 直接办理 or 帮办代办; blank is not offered there."""
    return MODES[EntryMode(mode)] if mode else "不进驻"


@register.filter
def change_word(kind: str) -> str:
    """变更种类: 新增, 调整, 暂停, 恢复 or 取消."""
    return CHANGES[ChangeKind(kind)]


@register.filter
def masked(value: Sealed | None, audience: str = Audience.WINDOW.value) -> str:
    """脱敏: what the window (or the named audience) may see of a sealed value."""
    return value.masked(Audience(audience)) if value is not None else ""


@register.filter
def near_tag(where: str) -> SafeString:
    """就近标签: 村里办 镇里办 县里办 网上办 可以代办."""
    colour, words = NEAR[where]
    return _tag(colour, words)


@register.filter
def light_tag(light: str | None, days: int | None = None) -> SafeString:
    """红黄灯: the working days left (or over, when red) in words, with the light's colour."""
    name = str(light or "undetermined")
    if name not in LIGHTS:
        return _tag("", UNTIMED[name])
    colour, said = LIGHTS[name]
    return format_html(
        '<span class="tag tag-{}">{}<span class="vh">（{}）</span></span>',
        colour,
        _over(days) if name == "red" else _left(days),
        said,
    )


def _over(days: int | None) -> str:
    return f"超期 {abs(days)} 天" if days else "超期"


def _left(days: int | None) -> str:
    if days is None:
        return "计时中"
    return f"剩 {days} 天" if days else "今天到期"


def _tag(colour: str, words: str) -> SafeString:
    css = f"tag tag-{colour}" if colour else "tag"
    return format_html('<span class="{}">{}</span>', css, words)


@register.filter
def target_id(field: BoundField) -> str:
    """出错处: the id of the control that a field's error links to."""
    grouped = field.use_fieldset and field.widget_type != "clearablefile"
    return f"{field.auto_id}_0" if grouped else str(field.auto_id)


@register.inclusion_tag("frame/spark.html")
def spark(points: Sequence[float]) -> dict[str, Spark]:
    """走势: a word-sized line of a figure's recent values."""
    return {"spark": spark_of(points)}
