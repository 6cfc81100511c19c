"""申请表单: where one lives, the papers photographed, and who applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bianmin.accounts.commands.ending_mandates import day_words
from bianmin.accounts.models import Mandate
from bianmin.regions.models import Region
from bianmin.rules.masking import Audience
from bianmin.web.frame.fields import IdNumberField, PersonNameField, PhotosField
from bianmin.web.frame.papers import Paper

Data = Mapping[str, Any] | None


def address_of(place: Region) -> str:
    """Return a place with the places around it: 东昌府区 · 河湾镇 · 柳庄村."""
    names, here = [], place
    while here.level in ("village", "township", "unit"):
        names.append(here.name)
        if here.parent is None:
            break
        here = here.parent
    return " · ".join(reversed(names))


class HomeForm(forms.Form):
    """您住哪里: one of the places found."""

    place = forms.TypedChoiceField(
        label="您住在哪个村（社区）", coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, data: Data = None, *, places: Sequence[Region], chosen: int = 0) -> None:
        super().__init__(data, initial={"place": chosen or None})
        choices = [(place.pk, address_of(place)) for place in places]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class VillageForm(forms.Form):
    """换一个村: another village of the same township."""

    place = forms.TypedChoiceField(label="您住在哪个村（社区）", coerce=int)

    def __init__(self, data: Data = None, *, villages: Sequence[Region], chosen: int = 0) -> None:
        super().__init__(data, initial={"place": chosen or None})
        choices = [("", "请选择"), *((village.pk, village.name) for village in villages)]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class PapersForm(forms.Form):
    """拍材料: photographs of a few papers; what cannot be photographed is brought instead."""

    bring = forms.BooleanField(label="有的现在拍不了，我带原件到窗口交", required=False)

    def __init__(self, data: Data = None, files: Any = None, *, papers: Sequence[Paper]) -> None:
        super().__init__(data, files)
        self.papers = papers
        for paper in papers:
            label = paper.name if paper.is_necessary else f"{paper.name}（没有可不传）"
            field = PhotosField(label, help_text=paper.hint, required=False)
            field.widget.attrs["data-paper"] = paper.key
            self.fields[paper.key] = field
        self.order_fields([*(paper.key for paper in papers), "bring"])
        if not any(paper.is_necessary and not paper.is_taken for paper in papers):
            del self.fields["bring"]

    def photos(self) -> list[tuple[str, Any]]:
        """Return the photographs that are well, each with its paper's key."""
        return [
            (paper.key, photo)
            for paper in self.papers
            for photo in self.cleaned_data.get(paper.key) or ()
        ]

    def ask_for_the_rest(self) -> None:
        """Say which necessary papers are still lacking, unless they will be brought."""
        if self.cleaned_data.get("bring"):
            return
        for paper in self.papers:
            lacks = paper.is_necessary and not paper.is_taken
            if lacks and not self.cleaned_data.get(paper.key) and paper.key not in self.errors:
                self.add_error(paper.key, "请拍照；拍不了就勾选最下面一项")


class WhomForm(forms.Form):
    """替谁办: oneself, or one of those whose mandate one holds."""

    whom = forms.TypedChoiceField(label="这件事替谁办", coerce=int, widget=forms.RadioSelect)

    def __init__(
        self,
        data: Data = None,
        *,
        mandates: Sequence[Mandate],
        is_in_person: bool,
        chosen: int | None,
    ) -> None:
        super().__init__(data, initial={"whom": chosen})
        others = [] if is_in_person else [(one.pk, told(one)) for one in mandates]
        self.fields["whom"].choices = [(0, "我自己"), *others]  # type: ignore[attr-defined]
        if is_in_person and mandates:
            self.fields["whom"].help_text = "这件事要本人到场，不能替家人申请；可以替家人预约"


def told(mandate: Mandate) -> str:
    name = mandate.principal.name.masked(Audience.WINDOW)
    return f"{name}（委托到{day_words(mandate.ends_on)}）"


class IdentityForm(forms.Form):
    """您是谁: as the identity card says; asked once."""

    name = PersonNameField(help_text="和身份证上写的一样")
    id_number = IdNumberField()
