"""花名册表单: who joins, how they are employed, their titles, grants, departures and moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bianmin.accounts.models import User
from bianmin.rules.roles import LABELS, RoleKind
from bianmin.sites.models import Site
from bianmin.web.console.forms.workforce.posts import DateInput
from bianmin.web.frame.fields import IdNumberField, MobileField, PersonNameField, PhotoField
from bianmin.workforce.commands.leaving import WHYS
from bianmin.workforce.commands.register import EMPLOYED

PLEASE = [("", "请选择")]
SITE_ROLES = {
    "center": (RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.CENTER_HEAD),
    "station": (RoleKind.STATION_CLERK, RoleKind.AGENT),
    "point": (RoleKind.AGENT,),
}
KINDS = [
    (kind.value, LABELS[kind])
    for kind in dict.fromkeys(kind for group in SITE_ROLES.values() for kind in group)
]


def roles_at(site: Site) -> list[tuple[str, str]]:
    """Return the roles that somebody can hold at a site, with their words."""
    return [(kind.value, LABELS[kind]) for kind in SITE_ROLES.get(site.kind, ())]


class SearchForm(forms.Form):
    """找人: by name or site, by role."""

    words = forms.CharField(label="姓名或站点", max_length=40, required=False)
    kind = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *KINDS])


class JoinForm(forms.Form):
    """入职: the person as the identity card says, the account, the role."""

    name = PersonNameField(autocomplete="off")
    id_number = IdNumberField()
    phone = MobileField(help_text="11 位数字，顶岗和空岗提醒发到这里")
    login = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,39}$",
        label="登录名",
        help_text="小写字母开头，3 到 40 个小写字母、数字或 . _ -",
        error_messages={"invalid": "小写字母开头，3 到 40 个小写字母、数字或 . _ -"},
    )
    kind = forms.ChoiceField(label="做什么")
    employment = forms.ChoiceField(label="用工方式", choices=[*PLEASE, *EMPLOYED.items()])

    def __init__(self, data: Any = None, *, site: Site) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [*PLEASE, *roles_at(site)]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """登记: how somebody is employed, and what hangs on the wall."""

    employment = forms.ChoiceField(label="用工方式", choices=list(EMPLOYED.items()))
    wall_phone = forms.CharField(
        label="上墙电话",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="公开的办公电话或手机，群众打这个找人",
    )
    on_wall = forms.BooleanField(label="姓名、照片、电话上墙公示", required=False)


class PortraitForm(forms.Form):
    """上墙照片."""

    photo = PhotoField("照片")


class QualificationForm(forms.Form):
    """资格: as its document says."""

    name = forms.CharField(label="资格名称", max_length=40)
    number = forms.CharField(label="证书号", max_length=40, required=False)
    issued_on = forms.DateField(label="发证日期", widget=DateInput, required=False)
    valid_to = forms.DateField(label="有效期到", widget=DateInput, required=False)


class WithdrawForm(forms.Form):
    """收回授权."""

    reason = forms.CharField(label="为什么收回", max_length=200)


class _HandingForm(forms.Form):
    """交给谁: a colleague who takes over every open matter."""

    def __init__(self, data: Any = None, *, colleagues: Sequence[User], **options: Any) -> None:
        super().__init__(data, **options)
        self._people = {str(user.pk): user for user in colleagues}
        self.fields["successor"] = forms.ChoiceField(
            label="接手的人",
            choices=[*PLEASE, *((pk, user.display_name) for pk, user in self._people.items())],
        )
        self.fields["reason"] = forms.CharField(label="情况", max_length=200)

    def successor(self) -> User:
        return self._people[self.cleaned_data["successor"]]


class DepartureForm(_HandingForm):
    """离任."""

    why = forms.ChoiceField(
        label="为什么离开",
        choices=[*PLEASE, *((k, v) for k, v in WHYS.items() if k != "transfer")],
    )


class TransferForm(_HandingForm):
    """调动: to which site, as what."""

    to = forms.CharField(label="调到哪个站点", max_length=80, help_text="写全名")
    kind = forms.ChoiceField(label="去做什么", choices=[*PLEASE, *KINDS])
