"""短信模板: the words of every message, as data; no name, number or amount of a person in them.

A message is made of fragments. A fragment whose parameter was not given is left out. One part of
a Chinese SMS holds 70 characters; the link, being long, may open a second part.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

PART = 70
LONGEST_LINK = 32
CODE_VALID = timedelta(minutes=5)

PARAMETERS: Mapping[str, int] = MappingProxyType(
    {
        "item": 12,  # 事项简称
        "number": 17,  # 办件号
        "code": 8,  # 查询码、验证码
        "count": 2,
        "due": 11,  # 2026年12月31日
        "site": 16,
        "tail": 4,  # 手机尾号
        "slot": 12,  # 12月31日10:30
        "post": 12,  # 岗位名称
        "part": 2,  # 上午、下午
        "parcel": 20,  # 邮件号
        "agent": 4,  # 代办员 (staff: their names are public)
        "act": 4,  # 家人替办了什么：申请、撤回
        "kin": 5,  # 关系：子女、兄弟姐妹
        "scope": 13,  # 委托的范围：办所有的事、只办3类事
        "link": LONGEST_LINK,
    }
)
"""参数: all that a message may carry, each with the most characters it may take."""


@dataclass(frozen=True)
class Template:
    """短信模板: its Chinese title and its fragments."""

    title: str
    fragments: tuple[str, ...]
    valid: timedelta = timedelta(days=3)  # afterwards it would only confuse

    def parameters(self) -> frozenset[str]:
        """Return the names of all parameters in the fragments."""
        return frozenset(name for piece in self.fragments for name in _names(piece))

    def text(self, given: Mapping[str, str]) -> str:
        """Return the words with the parameters in place, each cut to what it may take."""
        cut = {name: _cut(value, PARAMETERS[name]) for name, value in given.items() if value}
        return "".join(
            piece.format(**cut) for piece in self.fragments if cut.keys() >= _names(piece)
        )


_NUMBER = "办件号{number}"
_LINK = "，进度{link}"
_SEE = "，请看{link}"
_NOT_MEANT = "，不是您的意思要停{link}"

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "submitted": Template(
            "提交", ("您申请的{item}已提交，", _NUMBER, "，查询码{code}", _LINK, "。")
        ),
        "received": Template(
            "收件", ("您申请的{item}已收件，", _NUMBER, "，查询码{code}", _LINK, "。")
        ),
        "returned": Template(
            "预审退回", ("您申请的{item}有{count}处要改，改好再提交，", _NUMBER, _LINK, "。")
        ),
        "correction": Template(
            "补正", ("您申请的{item}还缺{count}样材料，请一次补齐，", _NUMBER, "，清单{link}", "。")
        ),
        "accepted": Template(
            "受理", ("您申请的{item}已受理", "，{due}前办结", "，", _NUMBER, _LINK, "。")
        ),
        "deferred": Template(
            "容缺受理", ("您申请的{item}先受理，请{due}前补交{count}样材料，", _NUMBER, _LINK, "。")
        ),
        "deferral_kept": Template(
            "容缺补齐", ("您申请的{item}补交的材料收到了，", _NUMBER, _LINK, "。")
        ),
        "deferral_missed": Template(
            "容缺逾期", ("您申请的{item}承诺补交的材料过期没交，请快补，", _NUMBER, _LINK, "。")
        ),
        "deemed_accepted": Template(
            "视为受理", ("您申请的{item}逾期未告知，依法视为受理，", _NUMBER, _LINK, "。")
        ),
        "not_accepted": Template(
            "不予受理", ("您申请的{item}不予受理，理由和救济途径见通知书，", _NUMBER, _LINK, "。")
        ),
        "refusal_wrong": Template(
            "否决不当",
            ("您申请的{item}不予办理，经县里抽查不当，请再来申请", "，{site}马上为您办", "。"),
        ),
        "paused": Template(
            "特别程序", ("您申请的{item}进入特别程序，期间不计时，", _NUMBER, _LINK, "。")
        ),
        "extended": Template(
            "延长期限",
            ("您申请的{item}因情况复杂延长办理", "，最晚{due}办好", "，", _NUMBER, _LINK, "。"),
        ),
        "case_due": Template("催办", ("“{item}”应于{due}办结", "，", _NUMBER, "，请抓紧。")),
        "case_urged": Template(
            "群众催办", ("{site}有件群众催办", "，原定{due}", "，", _NUMBER, "，请马上办。")
        ),
        "publicised": Template("公示", ("您申请的{item}正在公示，到{due}，", _NUMBER, _LINK, "。")),
        "case_late": Template("超期督办", ("{site}有件超期", "，原定{due}", "，", _NUMBER, "。")),
        "prints_chased": Template(
            "张贴催办",
            (
                "请看看{site}的墙",
                "，有{count}份指南要换新版或补照片",
                "，没登记的请登记",
                "：{link}",
                "。",
            ),
        ),
        "undecided": Template("待决定", ("{site}有一项等您决定", "，", _NUMBER, "。")),
        "resumed": Template("恢复计时", ("您申请的{item}已恢复计时，", _NUMBER, _LINK, "。")),
        "due_soon": Template(
            "临期", ("您申请的{item}正在加紧办理，应于{due}前办结，", _NUMBER, _LINK, "。")
        ),
        "completed": Template("办结", ("您申请的{item}已办结，", _NUMBER, "，结果{link}", "。")),
        "collect": Template(
            "领取", ("您申请的{item}结果可以领取了", "，请到{site}", "，", _NUMBER, "。")
        ),
        "posted": Template("寄出", ("您申请的{item}结果已寄出", "，邮件号{parcel}", _LINK, "。")),
        "taken_out": Template(
            "代办员领出", ("您申请的{item}结果由代办员{agent}送来，", _NUMBER, _LINK, "。")
        ),
        "came_back": Template(
            "没有送到", ("您申请的{item}结果没有送到，已退回{site}，请来领或改地址", _LINK, "。")
        ),
        "delivered": Template(
            "送达", ("您申请的{item}结果已送达，", _NUMBER, "，请您评价{link}", "。")
        ),
        "rate": Template("评价", ("您的{item}办得满意吗？", _NUMBER, "，请您评价{link}", "。")),
        "poor_follow_up": Template(
            "差评回访", ("您对{item}的评价已收到，会有人回访，", _NUMBER, _LINK, "。")
        ),
        "withdrawn": Template("撤回", ("您已撤回{item}的申请，", _NUMBER, "。")),
        "bundle_submitted": Template(
            "一链提交", ("您申请的{item}已提交，共{count}件，", _NUMBER, _LINK, "。")
        ),
        "begun": Template("一链轮到", ("前一件办好了，{item}开始办，", _NUMBER, _LINK, "。")),
        "lapsed": Template(
            "随前件终止", ("前一件没办成，{item}没有往下办，可单独申请，", _NUMBER, _LINK, "。")
        ),
        "closed": Template(
            "退件", ("您申请的{item}因材料未补齐已退件，可重新申请，", _NUMBER, _LINK, "。")
        ),
        "voided": Template("作废", ("您的{item}办件因登记有误已作废，", _NUMBER, "。")),
        "answered": Template("提问答复", ("您问的事，{site}已经答复", "，请看{link}", "。")),
        "question_noted": Template(
            "首问登记", ("您问的事已记下，由{site}{agent}负责到底，答复了告诉您", "：{link}", "。")
        ),
        "question_offered": Template(
            "首问转办", ("{agent}把一个群众提问转给您，请接手或说明不接", "：{link}", "。")
        ),
        "question_due": Template(
            "首问临期", ("您负责的群众提问应于{due}前答复，请抓紧", "：{link}", "。")
        ),
        "question_late": Template(
            "首问超期",
            ("{site}有群众提问没人负责或过期未答复", "，应于{due}答复", "：{link}", "。"),
        ),
        "agent_act": Template(
            "代办告知", ("代办员{agent}代您提交了{item}，不是您本意请告诉窗口，", _NUMBER, "。")
        ),
        "empty_post": Template(
            "空岗提醒",
            ("{site}“{post}”现在没有人，请马上安排顶岗，不让群众跑空。",),
            timedelta(hours=4),
        ),
        "empty_ahead": Template(
            "空岗预报",
            ("{site}“{post}”今天{part}没有人，请提前安排顶岗，不让群众跑空。",),
            timedelta(hours=4),
        ),
        "grant_ends": Template(
            "授权快到期",
            ("您在{site}的授权{due}到期，过后不能受理，请先学习、考试", "：{link}", "。"),
        ),
        "grant_over": Template(
            "授权已到期", ("{agent}在{site}“{post}”的授权到期了，不能受理，请安排换人或续考。",)
        ),
        "stand_in": Template(
            "顶岗通知",
            (
                "{agent}离岗，请您顶岗：{site}“{post}”",
                "，接手在办{count}件",
                "，请确认交接{link}",
                "。",
            ),
            timedelta(hours=12),
        ),
        "handed_back": Template(
            "交还通知", ("{agent}交还您离岗时代管的在办{count}件", "，请确认{link}", "。")
        ),
        "ticket_unended": Template(
            "号没有结果",
            ("{site}的{number}号办完没有登记结果，请核实有没有让群众白跑。",),
            timedelta(hours=12),
        ),
        "booked": Template(
            "预约", ("您约了{slot}到{site}，预约码{code}", "，改期取消{link}", "。")
        ),
        "booking_soon": Template(
            "预约提醒", ("提醒您{slot}到{site}，预约码{code}", "，不来请取消{link}", "。")
        ),
        "booking_closed": Template(
            "预约失效", ("{site}{slot}不办公，您的预约取消了", "，请另选时间{link}", "。")
        ),
        "consult_booked": Template(
            "约法律顾问", ("您约了{slot}到{site}问法律顾问", "，改期取消{link}", "。")
        ),
        "consult_soon": Template(
            "顾问预约提醒", ("提醒您{slot}到{site}问法律顾问", "，不来请取消{link}", "。")
        ),
        "consult_off": Template(
            "顾问预约取消", ("{slot}{site}法律顾问不在，您的预约取消了", "，请另约{link}", "。")
        ),
        "mediation_asked": Template(
            "征求调解意愿", ("有人请{site}调解和您的一件事，愿不愿意由您定", "，请看{link}", "。")
        ),
        "mediation_open": Template(
            "调解开始", ("{site}开始调解您的事，不收费", "，调解员{agent}", "，请看{link}", "。")
        ),
        "mediation_sitting": Template(
            "调解会", ("请您{slot}到{site}调解", "，地点和改期见{link}", "。")
        ),
        "mediation_settled": Template(
            "调解达成",
            ("您在{site}的调解达成了协议", "，要司法确认的请在{due}前", "：{link}", "。"),
        ),
        "mediation_ended": Template(
            "调解终止", ("您在{site}的调解结束了，没有达成协议，可走的路见{link}", "。")
        ),
        "mediator_named": Template(
            "请您调解", ("请您做{site}一件调解的调解员", "，案卷{link}", "。")
        ),
        "visits_late": Template("回访提醒", ("{site}有{count}件调解该回访了", "：{link}", "。")),
        "checklist": Template("材料清单", ("您要的{item}材料清单", "：{link}", "，办事前看一眼。")),
        "sign_in_code": Template(
            "验证码", ("验证码{code}，5分钟内有效，不要告诉任何人。",), CODE_VALID
        ),
        "prefill_code": Template(
            "代填验证码",
            ("代办员{agent}替您办{item}，要照您登记的资料填表，", "同意就把验证码{code}告诉他。"),
            CODE_VALID,
        ),
        "mandate_code": Template(
            "委托验证码",
            (
                "{kin}（尾号{tail}）要替您{scope}",
                "，到{due}止",
                "，验证码{code}，同意才告诉家人。",
            ),
            CODE_VALID,
        ),
        "mandate_code_alone": Template(
            "委托验证码，停旧委托",
            (
                "{kin}（尾号{tail}）替您{scope}",
                "，到{due}",
                "，旧委托停，验证码{code}，同意再给。",
            ),
            CODE_VALID,
        ),
        "mandate_end_code": Template(
            "停止委托验证码", ("停止家人替您办事的验证码{code}，5分钟内有效。",), CODE_VALID
        ),
        "mandate_given": Template(
            "委托生效",
            (
                "您的{kin}",
                "（手机尾号{tail}）",
                "可以替您{scope}了",
                "，到{due}止",
                "，要停{link}",
                "。",
            ),
        ),
        "mandate_held": Template(
            "可以代办", ("您可以替家人", "（手机尾号{tail}）", "办事了", "，到{due}止", "。")
        ),
        "mandate_used": Template(
            "家人替办",
            (
                "家人",
                "（尾号{tail}）",
                "替您办了{act}",
                "：{item}",
                "，不是您的意思要停{link}",
                "。",
            ),
        ),
        "mandate_news": Template(
            "替办进展", ("您替家人办的{item}有新进展，", _NUMBER, "，登录看{link}", "。")
        ),
        "mandate_ended": Template(
            "委托停止", ("家人", "（手机尾号{tail}）", "替您办事的委托停了，从现在起不能再替您办。")
        ),
        "mandate_lost": Template(
            "不再代办", ("您替家人", "（手机尾号{tail}）", "办事的委托停了，从现在起不能再办。")
        ),
        "order_asked": Template(
            "记下代办", ("您要办的{item}记下了，{site}会来找您，不收费", _LINK, "。")
        ),
        "order_given": Template(
            "新的代办", ("有一件新的代办：{item}", "，请{due}前联系", _SEE, "。")
        ),
        "order_entrusted": Template(
            "委托代办", ("您委托代办员{agent}办{item}，不收费", _NOT_MEANT, "。")
        ),
        "order_accepted": Template(
            "代办受理", ("代办员{agent}受理了您的{item}", "，{due}前办好", "，不收费", _LINK, "。")
        ),
        "order_used": Template(
            "代办员替办", ("代办员{agent}替您办了{act}：{item}", _NOT_MEANT, "。")
        ),
        "order_paused": Template("代办中止", ("您委托办的{item}先停办，原因看单子", _LINK, "。")),
        "order_resumed": Template(
            "代办续办",
            ("您委托办的{item}接着办了", "，代办员{agent}", "，{due}前办好", _LINK, "。"),
        ),
        "order_passed": Template(
            "换代办员", ("您的{item}换{agent}接着办，{site}负责到底", _NOT_MEANT, "。")
        ),
        "order_delivered": Template(
            "代办送达", ("您委托办的{item}已送到您手里，没收钱吧？请确认或说不对", _SEE, "。")
        ),
        "order_ended": Template("代办终止", ("您委托办的{item}不再代办，原因看单子", _SEE, "。")),
        "papers_taken": Template(
            "取走材料", ("代办员{agent}取走了您的材料{count}份", "，{due}前还", _SEE, "。")
        ),
        "papers_back": Template("材料退回", ("{site}有{count}样材料还给您，请点收", _SEE, "。")),
        "papers_differ": Template(
            "材料对不上", ("您移交{site}的材料有{count}样对不上，还算在您手里", _SEE, "。")
        ),
        "originals_late": Template(
            "原件该还了", ("您手里有{count}样群众的原件过期没还", _SEE, "。")
        ),
        "order_stopped": Template(
            "代办委托停止", ("您给代办员的委托停了，从现在起不能再替您办", _SEE, "。")
        ),
        "orders_late": Template("代办超期", ("{site}有{count}件代办超期", _SEE, "。")),
        "phone_changed": Template(
            "手机号变更", ("您登记的手机号已改为尾号{tail}的号码，不是本人操作请到窗口。",)
        ),
    }
)


def render(name: str, given: Mapping[str, object], *, city: str, address: str) -> str:
    """短信正文: return the whole text; a link given as a path begins with our address."""
    values = {key: str(value) for key, value in given.items()}
    link = values.pop("link", "")
    text = f"【{city}便民】" + TEMPLATES[name].text(values | ({"link": "\0"} if link else {}))
    return text.replace("\0", f" {address}{link} " if link.startswith("/") else f" {link} ")


def _names(piece: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(piece) if name)


def _cut(value: str, most: int) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"
