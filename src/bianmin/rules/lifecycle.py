"""办件流程: the life of a case as one table; who may move it, and what people call it.

A pause (特别程序) is a row beside the case and not a state, so the table stays small.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bianmin.rules.errors import IllegalMove
from bianmin.rules.roles import RoleKind


class State(StrEnum):
    """状态: where a case stands; stored as is."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECEIVED = "received"
    CORRECTION = "correction"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    REVIEW = "review"
    REVIEW_CORRECTION = "review_correction"
    GRANTED = "granted"
    DENIED = "denied"
    FORWARDED = "forwarded"
    COMPLETED = "completed"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    CLOSED_INCOMPLETE = "closed_incomplete"
    VOID = "void"
    LAPSED = "lapsed"


class Action(StrEnum):
    """动作: what people (and once, the system) do to a case; stored as is in events."""

    SUBMIT = "submit"
    DISCARD = "discard"
    RECEIVE = "receive"
    RETURN = "return"
    RESUBMIT = "resubmit"
    REQUEST_CORRECTION = "request_correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    CLOSE_INCOMPLETE = "close_incomplete"
    START_REVIEW = "start_review"
    REQUEST_REVIEW_CORRECTION = "request_review_correction"
    CORRECT_REVIEW = "correct_review"
    GRANT = "grant"
    DENY = "deny"
    FORWARD = "forward"
    RETURN_FORWARDED = "return_forwarded"
    COMPLETE = "complete"
    DELIVER = "deliver"
    OPEN_RESULT = "open_result"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    VOID = "void"
    LAPSE = "lapse"


MOVES: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
        (State.DRAFT, Action.DISCARD): State.DISCARDED,
        (State.DRAFT, Action.RECEIVE): State.RECEIVED,  # taken at the counter
        (State.SUBMITTED, Action.RECEIVE): State.RECEIVED,
        (State.SUBMITTED, Action.RETURN): State.RETURNED,
        # The five days run from arrival, read or not (行政许可法 §32).
        (State.SUBMITTED, Action.DEEM_ACCEPTED): State.ACCEPTED,
        (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.SUBMITTED, Action.VOID): State.VOID,
        # 一链办理 alone: it waited for an earlier item, which was not granted (rules.chains).
        (State.SUBMITTED, Action.LAPSE): State.LAPSED,
        (State.RETURNED, Action.RESUBMIT): State.SUBMITTED,
        (State.RETURNED, Action.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED, Action.VOID): State.VOID,
        (State.RECEIVED, Action.REQUEST_CORRECTION): State.CORRECTION,
        (State.RECEIVED, Action.ACCEPT): State.ACCEPTED,
        (State.RECEIVED, Action.DEEM_ACCEPTED): State.ACCEPTED,
        (State.RECEIVED, Action.REFUSE_ACCEPTANCE): State.NOT_ACCEPTED,
        (State.RECEIVED, Action.WITHDRAW): State.WITHDRAWN,
        (State.RECEIVED, Action.VOID): State.VOID,
        (State.CORRECTION, Action.CORRECT): State.RECEIVED,
        (State.CORRECTION, Action.CLOSE_INCOMPLETE): State.CLOSED_INCOMPLETE,
        (State.CORRECTION, Action.WITHDRAW): State.WITHDRAWN,
        (State.CORRECTION, Action.VOID): State.VOID,
        (State.ACCEPTED, Action.START_REVIEW): State.REVIEW,
        (State.ACCEPTED, Action.GRANT): State.GRANTED,  # 即办件 alone: at the window, at once
        (State.ACCEPTED, Action.FORWARD): State.FORWARDED,
        (State.ACCEPTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.ACCEPTED, Action.VOID): State.VOID,
        (State.REVIEW, Action.REQUEST_REVIEW_CORRECTION): State.REVIEW_CORRECTION,
        (State.REVIEW, Action.GRANT): State.GRANTED,
        (State.REVIEW, Action.DENY): State.DENIED,
        (State.REVIEW, Action.FORWARD): State.FORWARDED,
        (State.REVIEW, Action.WITHDRAW): State.WITHDRAWN,
        (State.REVIEW, Action.VOID): State.VOID,
        (State.REVIEW_CORRECTION, Action.CORRECT_REVIEW): State.REVIEW,
        (State.REVIEW_CORRECTION, Action.CLOSE_INCOMPLETE): State.CLOSED_INCOMPLETE,
        (State.REVIEW_CORRECTION, Action.WITHDRAW): State.WITHDRAWN,
        (State.REVIEW_CORRECTION, Action.VOID): State.VOID,
        (State.FORWARDED, Action.RETURN_FORWARDED): State.REVIEW,
        (State.FORWARDED, Action.GRANT): State.GRANTED,
        (State.FORWARDED, Action.DENY): State.DENIED,
        (State.FORWARDED, Action.COMPLETE): State.COMPLETED,  # 转报办结: decided elsewhere
        (State.FORWARDED, Action.WITHDRAW): State.WITHDRAWN,
        (State.FORWARDED, Action.VOID): State.VOID,
        (State.GRANTED, Action.COMPLETE): State.COMPLETED,
        (State.DENIED, Action.COMPLETE): State.COMPLETED,
        (State.COMPLETED, Action.DELIVER): State.DELIVERED,
        (State.COMPLETED, Action.OPEN_RESULT): State.DELIVERED,  # electronic: opened, not sent
        (State.DELIVERED, Action.ARCHIVE): State.ARCHIVED,
    }
)

LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "暂存",
        State.DISCARDED: "已删除",
        State.SUBMITTED: "待预审",
        State.RETURNED: "预审退回",
        State.RECEIVED: "已收件",
        State.CORRECTION: "待补正",
        State.NOT_ACCEPTED: "不予受理",
        State.ACCEPTED: "已受理",
        State.REVIEW: "审查中",
        State.REVIEW_CORRECTION: "审核补正",
        State.GRANTED: "准予",
        State.DENIED: "不予批准",
        State.FORWARDED: "已转报",
        State.COMPLETED: "已办结",
        State.DELIVERED: "已送达",
        State.ARCHIVED: "已归档",
        State.WITHDRAWN: "已撤回",
        State.CLOSED_INCOMPLETE: "退件",
        State.VOID: "作废",
        State.LAPSED: "随前件终止",
    }
)
"""状态名: the official word, for staff and on documents."""

CITIZEN_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "还没提交",
        State.DISCARDED: "已删除",
        State.SUBMITTED: "已提交，等工作人员查看",
        State.RETURNED: "退回来了，请修改后再交",
        State.RECEIVED: "材料已收到，正在核对",
        State.CORRECTION: "材料不齐，请您补充",
        State.NOT_ACCEPTED: "这件事没有受理",
        State.ACCEPTED: "已受理，开始办理",
        State.REVIEW: "正在审查",
        State.REVIEW_CORRECTION: "审查中发现缺材料，请您补充",
        State.GRANTED: "已批准，正在制作结果",
        State.DENIED: "没有批准，正在制作通知书",
        State.FORWARDED: "已报到县里，正在办理",
        State.COMPLETED: "办完了，可以领取结果",
        State.DELIVERED: "办完了，结果已送到",
        State.ARCHIVED: "办完了，材料已存档",
        State.WITHDRAWN: "您已撤回",
        State.CLOSED_INCOMPLETE: "材料一直没补齐，已退回",
        State.VOID: "这条记录已作废",
        State.LAPSED: "前面那件没办成，这件没有往下办",
    }
)
"""百姓话: the same state in words a villager uses; shown on every public page."""

ACTION_LABELS: Mapping[Action, str] = MappingProxyType(
    {
        Action.SUBMIT: "提交",
        Action.DISCARD: "删除草稿",
        Action.RECEIVE: "收件",
        Action.RETURN: "预审退回",
        Action.RESUBMIT: "重新提交",
        Action.REQUEST_CORRECTION: "一次性告知补正",
        Action.CORRECT: "补正",
        Action.ACCEPT: "受理",
        Action.DEEM_ACCEPTED: "视为受理",
        Action.REFUSE_ACCEPTANCE: "不予受理",
        Action.CLOSE_INCOMPLETE: "退件",
        Action.START_REVIEW: "开始审查",
        Action.REQUEST_REVIEW_CORRECTION: "审核补正告知",
        Action.CORRECT_REVIEW: "审核补正",
        Action.GRANT: "准予",
        Action.DENY: "不予批准",
        Action.FORWARD: "转报",
        Action.RETURN_FORWARDED: "转报退回",
        Action.COMPLETE: "办结",
        Action.DELIVER: "送达",
        Action.OPEN_RESULT: "查收结果",
        Action.ARCHIVE: "归档",
        Action.WITHDRAW: "撤回",
        Action.VOID: "作废",
        Action.LAPSE: "随前件终止",
    }
)

CITIZEN_ACTS: Mapping[Action, str] = MappingProxyType(
    {
        Action.SUBMIT: "交上去了",
        Action.RECEIVE: "窗口收到了材料",
        Action.RETURN: "退回来，请您改一改",
        Action.RESUBMIT: "您改好，又交上去了",
        Action.REQUEST_CORRECTION: "材料不齐，请您补",
        Action.CORRECT: "补的材料收到了",
        Action.ACCEPT: "受理了，开始计时",
        Action.DEEM_ACCEPTED: "过了 5 个工作日，依法算受理了",
        Action.REFUSE_ACCEPTANCE: "没有受理",
        Action.CLOSE_INCOMPLETE: "材料一直没补齐，退回了",
        Action.START_REVIEW: "开始审核",
        Action.REQUEST_REVIEW_CORRECTION: "审核时发现缺材料，请您补",
        Action.CORRECT_REVIEW: "补的材料收到了",
        Action.GRANT: "批准了",
        Action.DENY: "没有批准",
        Action.FORWARD: "报到县里了",
        Action.RETURN_FORWARDED: "县里退回镇里再办",
        Action.COMPLETE: "办完了",
        Action.DELIVER: "结果送到了",
        Action.OPEN_RESULT: "您在网上看了结果",
        Action.WITHDRAW: "您撤回了",
        Action.VOID: "这条记录作废了",
        Action.LAPSE: "前面那件没办成，这件不往下办了",
    }
)
"""百姓话: what was done, as the applicant reads it; what is not here concerns us alone."""

_APPLYING = frozenset({RoleKind.CITIZEN, RoleKind.AGENT, RoleKind.STATION_CLERK})
_HANDING_IN = _APPLYING | {RoleKind.CLERK}  # papers may also be brought to the counter
_COUNTER = frozenset({RoleKind.STATION_CLERK, RoleKind.CLERK})
_REVIEWING = frozenset({RoleKind.REVIEWER, RoleKind.COUNTY_REVIEWER})
_COUNTY = frozenset({RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU})
_HEADS = frozenset({RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU})

WHO_MAY: Mapping[Action, frozenset[RoleKind]] = MappingProxyType(
    {
        Action.SUBMIT: _APPLYING,
        Action.DISCARD: _APPLYING,
        Action.RECEIVE: _COUNTER,
        Action.RETURN: _COUNTER,
        Action.RESUBMIT: _APPLYING,
        Action.REQUEST_CORRECTION: _COUNTER,
        Action.CORRECT: _HANDING_IN,
        Action.ACCEPT: _COUNTER,
        Action.DEEM_ACCEPTED: frozenset(),
        # 窗口无权否决: nobody at a counter can say no, neither openly nor by 退件.
        Action.REFUSE_ACCEPTANCE: _HEADS,
        Action.CLOSE_INCOMPLETE: _HEADS,
        Action.START_REVIEW: _REVIEWING,
        Action.REQUEST_REVIEW_CORRECTION: _REVIEWING,
        Action.CORRECT_REVIEW: _HANDING_IN,
        Action.GRANT: _REVIEWING,
        Action.DENY: _REVIEWING,
        Action.FORWARD: frozenset({RoleKind.CLERK, RoleKind.REVIEWER}),
        Action.RETURN_FORWARDED: _COUNTY,
        Action.COMPLETE: _REVIEWING | {RoleKind.CLERK},
        Action.DELIVER: _COUNTER | {RoleKind.AGENT},
        # The applicant alone: nobody else can say that a result was opened.
        Action.OPEN_RESULT: frozenset({RoleKind.CITIZEN}),
        Action.ARCHIVE: frozenset({RoleKind.CLERK, RoleKind.CENTER_HEAD}),
        # Never a clerk: a withdrawal made at the counter would be a hidden refusal.
        Action.WITHDRAW: frozenset({RoleKind.CITIZEN, RoleKind.AGENT}),
        Action.VOID: frozenset({RoleKind.COUNTY_BUREAU}),
        Action.LAPSE: frozenset(),
    }
)
"""谁能做: the roles that may perform an action; the applicant is CITIZEN."""

NEEDS_GRANT = frozenset(
    {Action.RECEIVE, Action.RETURN, Action.REQUEST_CORRECTION, Action.ACCEPT, Action.FORWARD}
)
"""须授权: what a window does only with items it has passed for and was granted (三（七）)."""

AT_ONCE: Mapping[tuple[State, Action], frozenset[RoleKind]] = MappingProxyType(
    {(State.ACCEPTED, Action.GRANT): frozenset({RoleKind.CLERK})}
)
"""当场: moves of items done on the spot (即办件) alone, and who makes them: a window that holds the
item's grant. It can only say yes."""

NARROWER: Mapping[tuple[State, Action], frozenset[RoleKind]] = MappingProxyType(
    {
        (State.FORWARDED, Action.GRANT): frozenset({RoleKind.COUNTY_REVIEWER}),
        (State.FORWARDED, Action.DENY): frozenset({RoleKind.COUNTY_REVIEWER}),
        (State.FORWARDED, Action.COMPLETE): frozenset({RoleKind.COUNTY_REVIEWER}),
    }
)
"""从严: moves that fewer roles may make than the action says; after 转报 the county decides."""

SECOND_PERSON: Mapping[Action, frozenset[RoleKind]] = MappingProxyType(
    {
        Action.REFUSE_ACCEPTANCE: _COUNTER | {RoleKind.REVIEWER, RoleKind.CENTER_HEAD},
        Action.DENY: _REVIEWING | _HEADS,
        Action.CLOSE_INCOMPLETE: _COUNTER | {RoleKind.REVIEWER} | _HEADS,
        Action.VOID: _COUNTER | _REVIEWING | _HEADS,
    }
)
"""双人: actions that need another person, and the roles that person may hold.

不予受理 is proposed by the second person and made by the head (否决报备);
不予批准 is made by the reviewer with the agreement of the second (行政许可法 §34).
退件 and 作废 would be a way round both, so they need the second person too.
"""

REFUSALS = frozenset({Action.REFUSE_ACCEPTANCE, Action.DENY})
"""否定决定: what says no to the matter itself: with its law, and with what was offered instead."""

SYSTEM_ACTIONS = frozenset({Action.DEEM_ACCEPTED, Action.LAPSE})
"""系统动作: what happens by law when a day has passed, or by the order of a bundle; no person
performs it."""

CLOSED_STATES = frozenset(
    {
        State.DISCARDED,
        State.NOT_ACCEPTED,
        State.COMPLETED,
        State.DELIVERED,
        State.ARCHIVED,
        State.WITHDRAWN,
        State.CLOSED_INCOMPLETE,
        State.VOID,
        State.LAPSED,
    }
)
"""已结: nothing is owed to the applicant any more but the delivery of the result."""

OPEN_STATES = frozenset(State) - CLOSED_STATES
"""在办: somebody still has to act."""

AT_APPLICANT = frozenset({State.RETURNED, State.CORRECTION, State.REVIEW_CORRECTION})
"""等申请人: nothing moves until the applicant does."""

WHILE_WAITING = frozenset({Action.WITHDRAW, Action.VOID})
"""等前件时: what can be done with a child of a bundle before its turn has come."""

RUNNING = frozenset({State.ACCEPTED, State.REVIEW, State.FORWARDED})
"""计时中: the promised clock runs; it stops while the applicant corrects and at the decision."""

DECIDING = frozenset(
    {Action.GRANT, Action.DENY, Action.FORWARD, Action.RETURN_FORWARDED, Action.COMPLETE}
)
"""作决定: not while a special procedure stops the clock; its result comes first."""

RESULT_CODES: Mapping[State, int] = MappingProxyType(
    {
        State.GRANTED: 0,
        State.DENIED: 1,
        State.VOID: 2,
        State.DISCARDED: 3,
        State.FORWARDED: 4,
        State.CLOSED_INCOMPLETE: 5,
        State.WITHDRAWN: 5,
        State.LAPSED: 5,
        State.NOT_ACCEPTED: 6,
    }
)
"""办结结果: the provincial DONERESULT code of the state a case was closed from or in."""


def after(state: State, action: Action) -> State:
    """流转: return the state that follows; IllegalMove says why there is none."""
    try:
        return MOVES[state, action]
    except KeyError:
        sentence = f"“{LABELS[state]}”的办件不能执行“{ACTION_LABELS[action]}”"
        raise IllegalMove(sentence) from None


def lapsing(before: State, after: State) -> tuple[Action, ...]:
    """失效: return the refusals that could be proposed before a move and cannot be made after."""
    return tuple(
        action
        for action in SECOND_PERSON
        if (before, action) in MOVES and (after, action) not in MOVES
    )


def who_may(state: State, action: Action) -> frozenset[RoleKind]:
    """谁能做: return the roles that may make this move, empty when the move does not exist."""
    if (state, action) not in MOVES:
        return frozenset()
    return {**NARROWER, **AT_ONCE}.get((state, action), WHO_MAY[action])


def actions_from(state: State) -> tuple[Action, ...]:
    """可做: return the actions that the state allows, in the order of the table."""
    return tuple(action for origin, action in MOVES if origin == state)
