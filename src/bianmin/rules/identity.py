"""证件: identity numbers, organisation codes and mobile numbers, checked with plain sentences.

居民身份证 by GB 11643-1999, 统一社会信用代码 by GB 32100-2015.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import Invalid

_SEPARATORS = re.compile(r"[\s\-‐‑–—]")

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_EARLIEST_BIRTH = date(1880, 1, 1)

_CODE_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_MOBILE = re.compile(r"1[3-9]\d{9}")

_PROVINCES = frozenset(
    f"{group}{digit}"
    for group, digits in (
        ("1", "12345"),
        ("2", "123"),
        ("3", "1234567"),
        ("4", "123456"),
        ("5", "01234"),
        ("6", "12345"),
        ("7", "1"),
        ("8", "123"),
    )
    for digit in digits
)
"""省级代码: the first two digits that GB/T 2260 has given to a province."""


class Sex(StrEnum):
    """性别: as the number's seventeenth digit says (odd: male)."""

    MALE = "male"
    FEMALE = "female"


SEX_LABELS: Mapping[Sex, str] = MappingProxyType({Sex.MALE: "男", Sex.FEMALE: "女"})


@dataclass(frozen=True)
class IdNumber:
    """身份证号: a checked number and what it says; ``warning`` is for the clerk, not a refusal."""

    number: str
    area: str
    born_on: date
    sex: Sex
    warning: str = ""

    def __repr__(self) -> str:
        return "<IdNumber ***>"


def normalise(text: str) -> str:
    """整理: drop spaces and dashes, make letters capital and half-width."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def parse_id_number(
    text: str, *, today: date, known_areas: frozenset[str] | None = None
) -> IdNumber:
    """身份证号: check form, date and check digit; Invalid carries the sentence.

    An area code that is not in ``known_areas`` (or of no province, when that is not given)
    only warns: codes of old cards have been abolished and are still right.
    """
    number = normalise(text)
    _refuse_form(number)
    born_on = _birth_date(number)
    if not _EARLIEST_BIRTH <= born_on <= today:
        raise Invalid("身份证号里的出生日期不对，请对照身份证再核对一遍")
    if id_check_digit(number[:17]) != number[17]:
        raise Invalid("身份证号有一位填错了，请对照身份证再核对一遍")
    area = number[:6]
    is_known = area[:2] in _PROVINCES if known_areas is None else area in known_areas
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    warning = "" if is_known else "身份证号前六位不在现行区划中，请核对证件原件"
    return IdNumber(number, area, born_on, sex, warning)


def id_check_digit(body: str) -> str:
    """校验码: return the eighteenth character for the first seventeen (GB 11643, ISO 7064)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def parse_credit_code(text: str) -> str:
    """统一社会信用代码: return the code normalised; Invalid carries the sentence."""
    code = normalise(text)
    if len(code) != 18:
        raise Invalid(f"统一社会信用代码应为18位，现在是{len(code)}位")
    if any(letter in code for letter in "IOZSV"):
        raise Invalid("统一社会信用代码里没有字母 I、O、Z、S、V，请看看是不是数字 1、0、2、5")
    if any(symbol not in _CODE_SYMBOLS for symbol in code):
        raise Invalid("统一社会信用代码只能是数字和大写字母")
    if credit_code_check(code[:17]) != code[17]:
        raise Invalid("统一社会信用代码有一位填错了，请对照营业执照再核对一遍")
    return code


def credit_code_check(body: str) -> str:
    """校验码: return the eighteenth character for the first seventeen (GB 32100)."""
    values = (_CODE_SYMBOLS.index(symbol) for symbol in body)
    total = sum(value * weight for value, weight in zip(values, _CODE_WEIGHTS, strict=True))
    return _CODE_SYMBOLS[-total % 31]


def parse_mobile(text: str) -> str:
    """手机号: return the eleven digits; a leading +86 or 86 is dropped."""
    number = normalise(text)
    number = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", number)
    if not number.isascii() or not number.isdigit():
        raise Invalid("手机号只能是数字")
    if len(number) != 11:
        raise Invalid(f"手机号应为11位数字，现在是{len(number)}位")
    if not _MOBILE.fullmatch(number):
        raise Invalid("这不像是手机号，请核对开头几位")
    return number


def _refuse_form(number: str) -> None:
    if re.fullmatch(r"[0-9]{15}", number):
        raise Invalid("这是15位的老号码，已停用，请填写18位身份证号")
    if len(number) != 18:
        raise Invalid(f"身份证号应为18位，现在是{len(number)}位")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Invalid("身份证号前17位是数字，最后一位是数字或字母X")


def _birth_date(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Invalid("身份证号里的出生日期不对，请对照身份证再核对一遍") from None
