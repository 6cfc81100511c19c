"""裁定: may this be done, and if not, why; one text for the gate and for the page."""

from dataclasses import dataclass

from bianmin.rules.errors import IllegalMove, NotAllowed


class NotNow(str):
    """不是时候: a reason in how things stand, not in who asks; often somebody was faster."""


@dataclass(frozen=True)
class Verdict:
    """裁定: true when allowed; ``reason`` is the sentence of the refusal."""

    reason: str = ""  # empty: allowed

    def __bool__(self) -> bool:
        return not self.reason


ALLOWED = Verdict()


def first_denial(*checks: tuple[bool, str]) -> Verdict:
    """裁定: return the reason of the first check that fails, or ALLOWED."""
    return next((Verdict(reason) for passed, reason in checks if not passed), ALLOWED)


def require(verdict: Verdict) -> None:
    """放行: pass, or raise NotAllowed (or IllegalMove, when it is not now) with the reason."""
    if not verdict:
        refusal = IllegalMove if isinstance(verdict.reason, NotNow) else NotAllowed
        raise refusal(verdict.reason)
