"""委托的答复: what whoever has just agreed to one, recorded one or ended one is told."""

from __future__ import annotations

from datetime import datetime

from bianmin.accounts.commands.ending_mandates import day_words
from bianmin.accounts.mandates import earlier
from bianmin.accounts.models import Mandate

TOLD = "有手机的一方会收到短信"
ENDED = f"停了，从现在起不能再替办；{TOLD}"


def granted(mandate: Mandate, at: datetime) -> str:
    """生效: from now on, and what became of what was agreed to before."""
    words = ["可以替家人办事了", TOLD]
    before = earlier(mandate, at=at)
    ended = [one for one in before if one.ended_at]
    if ended and mandate.ends_others:
        words.append(f"以前的 {len(ended)} 份停了，只留这一份，它管得着的事接着办")
    elif ended:
        words.append("以前同样的那一份换成这一份，没办完的事接着办")
    standing = [day_words(one.ends_on) for one in before if not one.ended_at]
    if standing:
        until = "、".join(standing)
        words.append(f"以前办别的事的还有 {len(standing)} 份，照旧有效，到{until}止，不要的可以停")
    return "；".join(words)
