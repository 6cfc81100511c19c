"""指标: every figure with its unit and its written definition (口径), computed from day counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Indicator:
    """指标: name, unit and definition; `of` computes it from summed day counts (None: no base)."""

    key: str
    name: str
    unit: str
    definition: str
    of: Callable[[Counts], float | None]


def _count(column: str) -> Callable[[Counts], float | None]:
    return lambda counts: float(counts[column])


def _share(part: str, *whole: str) -> Callable[[Counts], float | None]:
    """A percentage, or None when nothing was counted: no base is no hundred per cent."""

    def of(counts: Counts) -> float | None:
        base = sum(counts[column] for column in whole)
        return round(100 * counts[part] / base, 1) if base else None

    return of


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "submitted", "申请量", "件", "期内提交或窗口收件的办件数，含后来撤回的", _count("submitted")
    ),
    Indicator("accepted", "受理量", "件", "期内受理的办件数，含依法视为受理的", _count("accepted")),
    Indicator(
        "completed",
        "办结量",
        "件",
        "期内办结的办件数，不含撤回、退件与不予受理",
        _count("completed"),
    ),
    Indicator(
        "on_time",
        "按时办结率",
        "%",
        "期内办结且定有到期日的办件中，决定日不晚于承诺到期日的占比",
        _share("completed_on_time", "completed_on_time", "completed_late"),
    ),
    Indicator(
        "by_agent",
        "代办占比",
        "%",
        "期内申请中由村代办员提交的占比",
        _share("by_agent", "submitted"),
    ),
    Indicator(
        "online",
        "网上申报占比",
        "%",
        "期内申请中由本人在网上提交的占比",
        _share("online", "submitted"),
    ),
    Indicator(
        "rated_well",
        "好评率",
        "%",
        "期内主动评价中非常满意、满意、基本满意的占比；未评价不计入",
        _share("rated_well", "rated"),
    ),
    Indicator(
        "rated_poorly", "差评", "件", "期内不满意与非常不满意的评价数", _count("rated_poorly")
    ),
    Indicator("corrections", "一次告知", "次", "期内发出的补正告知次数", _count("corrections")),
    Indicator(
        "second_slips",
        "二次告知",
        "次",
        "期内第一次就能看出来、却又让申请人再补的次数，每一次都经负责人批准并记为违规",
        _count("second_slips"),
    ),
    Indicator(
        "deemed_accepted",
        "没按时告知",
        "件",
        "期内五个工作日没有一次告知、依法视为受理的办件数",
        _count("deemed_accepted"),
    ),
    Indicator(
        "correction_share",
        "告知补正占比",
        "%",
        "期内发出的补正告知次数对申请量的占比，越低说明材料一次备齐的越多",
        _share("corrections", "submitted"),
    ),
    Indicator(
        "completed_late",
        "超期办结",
        "件",
        "期内办结且决定日晚于承诺到期日的办件数",
        _count("completed_late"),
    ),
    Indicator(
        "not_accepted", "不予受理", "件", "期内经双人决定不予受理的办件数", _count("not_accepted")
    ),
    Indicator(
        "one_place",
        "一站办占比",
        "%",
        "期内送达的办件中，本人没到窗口、或始终只到一个办理地点的占比；说不清到了哪里的不计入",
        _share("one_place", "places_told"),
    ),
    Indicator(
        "one_visit",
        "最多跑一次占比",
        "%",
        "期内送达的办件中，本人没到窗口、或只跑了一趟的占比；同一天在窗口办几样算一趟，"
        "家人替跑也算，说不清跑了几趟的不计入",
        _share("one_visit", "visits_told"),
    ),
    Indicator(
        "no_visit",
        "不用跑占比",
        "%",
        "期内送达的办件中，本人一趟也不用跑的占比：一网办的，加上代办员代交代补、结果送到的；"
        "说不清跑了几趟的不计入",
        _share("no_visit", "visits_told"),
    ),
    Indicator(
        "in_village",
        "小事不出村占比",
        "%",
        "期内送达的办件中，本人没出村就办好的占比：一趟也没跑的，加上只到过本村站点窗口的；"
        "说不清到了哪里的不计入",
        _share("in_village", "village_told"),
    ),
    Indicator(
        "on_net",
        "一网办占比",
        "%",
        "期内送达的办件中，在网上提交、在网上补正，结果邮寄、代办员送到或在网上看，"
        "本人一趟也没跑的占比；说不清跑了几趟的不计入",
        _share("on_net", "visits_told"),
    ),
    Indicator(
        "visits_unsaid",
        "说不清跑几趟",
        "件",
        "期内送达的办件中，记录说不清本人跑了几趟的件数：代办的件由窗口登记补正、"
        "开过听证，或送达时还没有记这一项",
        lambda counts: float(counts["delivered"] - counts["visits_told"]),
    ),
)
BY_KEY: Mapping[str, Indicator] = {indicator.key: indicator for indicator in INDICATORS}
