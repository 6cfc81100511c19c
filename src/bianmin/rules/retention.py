"""保存期限: how long each kind of personal record is kept, and on what ground.

After that it is erased; where an act must stay provable, a tombstone without personal values
stays in its place (个人信息保护法 §19, §47).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class Record(StrEnum):
    """记录: kinds of record that hold or point to personal values."""

    SIGN_IN_CODE = "sign_in_code"
    TALLY = "tally"
    SESSION = "session"
    TOKEN = "token"
    DRAFT = "draft"
    MESSAGE = "message"
    PERSON = "person"
    EMPTY_SEARCH = "empty_search"
    QUESTION = "question"
    APPOINTMENT = "appointment"
    CARD = "card"
    KIOSK = "kiosk"
    MANDATE = "mandate"
    CONSULTATION = "consultation"
    DISPUTE = "dispute"
    ORDER = "order"
    EVENT = "event"


@dataclass(frozen=True)
class Retention:
    """期限: kept so long after its last use; None: never erased."""

    keeps: timedelta | None
    ground: str


_YEAR = timedelta(days=366)

RETENTIONS: Mapping[Record, Retention] = MappingProxyType(
    {
        Record.SIGN_IN_CODE: Retention(timedelta(days=2), "每日限次要往回看一天"),
        Record.TALLY: Retention(timedelta(days=1), "锁定结束以后不再需要"),
        Record.SESSION: Retention(timedelta(0), "到期即无用"),
        Record.TOKEN: Retention(_YEAR, "令牌失效后保留一年，便于追查"),
        Record.DRAFT: Retention(timedelta(days=30), "没有提交的申请，只为方便续填"),
        Record.MESSAGE: Retention(timedelta(days=183), "网络安全法 §21：日志不少于六个月"),
        Record.PERSON: Retention(10 * _YEAR, "最后一件办结后十年（机关文件材料定期保管十年）"),
        Record.EMPTY_SEARCH: Retention(timedelta(days=183), "没有人的信息，半年没人再搜就不用留"),
        Record.QUESTION: Retention(timedelta(days=183), "答复以后半年，方便回头再看"),
        Record.APPOINTMENT: Retention(timedelta(days=30), "办完一个月内还可能有人来问"),
        Record.CARD: Retention(3 * _YEAR, "窗口给出的答复，三年内可以对质"),
        Record.KIOSK: Retention(timedelta(minutes=1), "换了人，前一个人的什么都不能留"),
        Record.MANDATE: Retention(3 * _YEAR, "委托停了以后三年内可以对质（民法典 §188）"),
        Record.CONSULTATION: Retention(3 * _YEAR, "顾问说过什么，三年内可以对质"),
        Record.DISPUTE: Retention(10 * _YEAR, "调解案卷自结束起保管十年"),
        Record.ORDER: Retention(3 * _YEAR, "代办结束以后三年内可以对质（民法典 §188）"),
        Record.EVENT: Retention(None, "留痕不删，其中没有个人信息"),
    }
)
"""期限表: one row per kind; a kind without a row has no business being stored."""


def erase_before(record: Record, at: datetime) -> datetime | None:
    """到期: return the moment before which records of this kind are erased; None: never."""
    keeps = RETENTIONS[record].keeps
    return None if keeps is None else at - keeps
