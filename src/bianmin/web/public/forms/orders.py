"""请代办员的表单: as little as is needed; a name where none is on record."""

from __future__ import annotations

from typing import Any

from django import forms

from bianmin.accounts.models import Person
from bianmin.assistance.commands.asking import LONGEST, Asked
from bianmin.catalogue.models import ItemVersion
from bianmin.regions.models import Region
from bianmin.web.frame.fields import PersonNameField


class AskForm(forms.Form):
    """请代办员: where to come to, and anything they should know."""

    name = PersonNameField("您的姓名")
    place = forms.CharField(
        label="到哪里找您", max_length=LONGEST, required=False, help_text="如：村东头第三家"
    )
    wish = forms.CharField(
        label="要说明的",
        max_length=LONGEST,
        required=False,
        help_text="如：腿脚不方便，下午在家",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.person = person
        if person.name:
            del self.fields["name"]

    def asked(self, version: ItemVersion, village: Region) -> Asked:
        given = self.cleaned_data
        name = given.get("name") or self.person.name.clear()
        return Asked(version, village, name, place=given["place"], wish=given["wish"])
