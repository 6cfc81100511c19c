"""谁答复群众提问: the centre of the township where the asker lives."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.feedback.models import Question
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial

ANSWERING = (RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD)


def may_answer(actor: Actor, question: Question) -> Verdict:
    """答复: the windows, reviewers and head of that township's centre."""
    mine = actor.covers(question.township.path, *ANSWERING)
    return first_denial((mine, "这个问题由所在乡镇（街道）的便民服务中心答复"))
