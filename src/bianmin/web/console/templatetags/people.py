"""人员的词: words for roles that the console's pages share."""

from __future__ import annotations

from django import template

from bianmin.rules.roles import LABELS, RoleKind

register = template.Library()


@register.filter
def role_label(kind: str) -> str:
    """角色名称: 镇综窗, 村代办员…"""
    return LABELS[RoleKind(kind)]
