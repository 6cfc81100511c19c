"""What the API takes: texts that can be stored, numbers that fit, nothing unknown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

DEEPEST = 8


def _storable(text: str) -> str:
    if any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("含有不能保存的字符")
    return text


def _storable_json(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"内容嵌套不能超过 {DEEPEST} 层")
    if isinstance(value, str):
        _storable(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _storable(key)
            _storable_json(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _storable_json(inner, depth + 1)
    return value


Text = Annotated[str, Field(max_length=500), AfterValidator(_storable)]
Short = Annotated[str, Field(max_length=60), AfterValidator(_storable)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,33}$")]
Number = Annotated[str, Field(pattern=r"^LC[0-9]{15}$")]
TrackingCode = Annotated[str, Field(pattern=r"^[0-9]{2}[0-9a-f]{32}$")]
Slot = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
Id = Annotated[int, Field(ge=1, le=2_147_483_647)]
Page = Annotated[int, Field(ge=1, le=10_000)]
Answers = Annotated[dict[str, Any], AfterValidator(_storable_json)]


class Given(BaseModel):
    """A request body: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """An answer."""


class Problem(Shown):
    """An RFC 9457 problem with a sentence for people; `fields` names what to mend."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] | None = None
