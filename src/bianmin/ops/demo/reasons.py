"""写明的话: what whoever refuses, waits or gives up writes down, as the forms ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bianmin.ops.demo.story import Aside
from bianmin.rules.lifecycle import Action

GAP = {"why": "照片不清楚，看不清号码", "how": "请重新拍一张清楚的，或带原件到窗口"}
LICENSING = "《中华人民共和国行政许可法》"

NOT_MENDED = "到期没有补正，电话联系两次，申请人表示暂不办理"


@dataclass(frozen=True)
class Grounds:
    """理由: what a refusal says: its category, reason, law and what was offered instead."""

    category: str
    reason: str
    law: str
    alternatives: str


GROUNDS: Mapping[Action, tuple[Grounds, ...]] = {
    Action.REFUSE_ACCEPTANCE: (
        Grounds(
            "A",
            "这件事由户籍地办理，申请人的户籍不在本县（市、区）",
            f"{LICENSING}第三十二条第一款第（二）项",
            "已告知户籍地便民服务中心的地址和电话，可以代办员帮办异地申请",
        ),
        Grounds(
            "B",
            "申请人还不到规定的年龄，差两个月以上",
            f"{LICENSING}第三十二条第一款第（一）项",
            "已登记到期提醒，满足年龄的当月由代办员上门再办",
        ),
        Grounds(
            "C",
            "政策正在调整，上级还没有明确新旧标准怎么衔接",
            "市级主管部门关于政策衔接的通知",
            "已报县级主管部门请示，有答复后第一时间告知申请人",
        ),
    ),
    Action.DENY: (
        Grounds(
            "B",
            "经核实，申请人已在外地享受同一项待遇，不能重复享受",
            f"{LICENSING}第三十八条第二款",
            "已说明复议和诉讼的权利，可以先停外地待遇再申请",
        ),
        Grounds(
            "B",
            "现场核查的情况与申请材料不一致，不符合规定条件",
            f"{LICENSING}第三十四条、第三十八条第二款",
            "已说明复议和诉讼的权利，情况改变后可以重新申请",
        ),
    ),
    Action.CLOSE_INCOMPLETE: (Grounds("B", NOT_MENDED, "", ""),),
}
INSPECTION = "需要到现场检验，结果出来再继续计时"
ORDER = "检验委托书（演示）"
RESULTS = {Action.CORRECT_REVIEW: "已补正", Aside.RESUME: "检验合格"}
REASONS: Mapping[Action | Aside, str] = {
    Action.WITHDRAW: "家里情况有变，先不办了",
    Action.CLOSE_INCOMPLETE: NOT_MENDED,
    Action.FORWARD: "材料齐全，初审同意，报县里决定",
    Aside.DISMISS: "可以先容缺受理，缺的材料由代办员帮着补",
    Aside.PAUSE: INSPECTION,
    Aside.RESUME: RESULTS[Aside.RESUME],
}
"""写明的话: what whoever acted wrote beside the act."""
