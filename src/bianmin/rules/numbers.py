"""编号: case numbers, query codes, tracking paths and document numbers.

A case number is ``LC`` + unit (2) + day (8) + serial (5): ``LC012020092500017``. The unit is
the reporting unit's own small number, which no re-coding of divisions changes.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bianmin.rules.errors import Invalid, NotFound

_CASE = re.compile(r"LC([0-9]{2})([0-9]{8})([0-9]{5})")
_TRACKING = re.compile(r"([0-9]{2})([0-9a-f]{32})")
_MOST_UNITS = 99
_LARGEST_SERIAL = 99_999
_QUERY_CODES = 10**6
_SECRET_BITS = 128


class DocumentKind(StrEnum):
    """文种: the short word in a document's number."""

    RECEIPT = "收"
    ACCEPTANCE = "受通"
    TELL_ONCE = "告知"
    CORRECTION = "补正"
    NOT_ACCEPTED = "不受"
    DEFERRAL = "容缺"
    COMMITMENT = "承诺"
    SPECIAL_PROCEDURE = "特告"
    EXTENSION = "延"
    GRANT = "准"
    DENIAL = "不准"
    COMPLETION = "办结"
    DELIVERY = "送"
    WITHDRAWAL = "撤"
    CLOSURE = "终止"
    SIGNPOST = "指路"
    PLAIN_SHEET = "明白"
    REPLY_CARD = "答复"
    MEDIATION = "民调"
    AGREEMENT = "调协"
    ORDER = "代办"
    ORDER_MANDATE = "代委"
    ORDER_RECEIPT = "代受"
    ORDER_PAUSE = "代止"
    ORDER_RESUME = "代续"
    ORDER_END = "代结"


@dataclass(frozen=True)
class CaseNumber:
    """办件编号: what a number says."""

    unit: int
    day: date
    serial: int

    def __str__(self) -> str:
        return f"LC{self.unit:02}{self.day:%Y%m%d}{self.serial:05}"


def case_number(unit: int, day: date, serial: int) -> str:
    """编号: make the number of a unit's n-th case of a local day; Invalid out of range."""
    if not 1 <= unit <= _MOST_UNITS:
        raise Invalid(f"上报单位编号应在 1 到 {_MOST_UNITS} 之间")
    if not 1 <= serial <= _LARGEST_SERIAL:
        raise Invalid(f"当日流水号应在 1 到 {_LARGEST_SERIAL} 之间")
    return str(CaseNumber(unit, day, serial))


def bundle_number(unit: int, day: date, serial: int) -> str:
    """一链办件编号: ``YL`` and the rest as a case's; it takes its serial from the same row."""
    return "YL" + case_number(unit, day, serial)[2:]


def sheet_number(unit: int, day: date, serial: int) -> str:
    """移交单号: ``JJ`` and the rest as a case's; it takes its serial from the same row."""
    return "JJ" + case_number(unit, day, serial)[2:]


def sheet_unit(number: str) -> int | None:
    """移交单的所属单位: None for what is no such number."""
    found = re.fullmatch(r"JJ([0-9]{2})[0-9]{13}", number.strip().upper())
    return int(found[1]) if found else None


def bundle_unit(number: str) -> int | None:
    """一链办件的所属单位: None for what is no such number."""
    found = re.fullmatch(r"YL([0-9]{2})[0-9]{13}", number)
    return int(found[1]) if found else None


def parse_case_number(text: str) -> CaseNumber:
    """读编号: accept spaces, dashes and small letters; Invalid carries the sentence."""
    found = _CASE.fullmatch(re.sub(r"[\s\-]", "", text).upper())
    if not found:
        raise Invalid("办件编号是 LC 加 15 位数字，请对照收件凭证填写")
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        raise Invalid("办件编号里的日期不对，请对照收件凭证填写") from None
    return CaseNumber(int(found[1]), day, int(found[3]))


def unit_of(number: str) -> int:
    """所属单位: return the reporting unit's small number; Invalid as above."""
    return parse_case_number(number).unit


def spaced(number: str) -> str:
    """分段: write a number so that it can be read aloud: ``LC01 20200925 00017``."""
    return f"{number[:4]} {number[4:12]} {number[12:]}"


def query_code(entropy: int) -> str:
    """查询码: make the six digits from random bits that the caller draws."""
    return f"{entropy % _QUERY_CODES:06}"


def is_query_code(text: str) -> bool:
    """查询码: tell whether the text has the form of one."""
    return bool(re.fullmatch(r"[0-9]{6}", text))


def tracking_code(unit: int, secret: int) -> str:
    """跟踪码: unit and 128 random bits as the link in the SMS carries them."""
    if not 0 <= secret < 2**_SECRET_BITS:
        raise Invalid("跟踪码需要 128 位随机数")
    return f"{unit:02}{secret:032x}"


def unit_of_tracking(code: str) -> int:
    """跟踪码所属单位: NotFound if the text is not a tracking code."""
    found = _TRACKING.fullmatch(code)
    if not found:
        raise NotFound("链接不完整或已失效，请从短信里重新打开")
    return int(found[1])


def document_number(region: str, kind: DocumentKind, year: int, serial: int) -> str:
    """文号: ``东昌府柳园街道 受通〔2020〕00012号``; ``region`` is a short name (region_words)."""
    return f"{region} {kind}〔{year}〕{serial:05}号"


def region_words(county: str, township: str) -> str:
    """文号机关: join county and township without the county's 区, 县 or 市."""
    return re.sub(r"(?<=..)[区县市]$", "", county) + township
