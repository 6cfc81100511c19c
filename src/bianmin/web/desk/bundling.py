"""受理台，一链办理: one page for several items: which, one form, one list of papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from bianmin.accounts.actor import Actor
from bianmin.cases.application import Application
from bianmin.cases.policies import NOT_GRANTED
from bianmin.catalogue import bundles
from bianmin.catalogue.bundles import Part, plain_name, restricted, together
from bianmin.catalogue.merged import Merged
from bianmin.catalogue.models import BundleVersion
from bianmin.files.models import StoredFile
from bianmin.rules.bundles import longest_way, way_words
from bianmin.rules.chains import FEWEST
from bianmin.rules.errors import Conflict, Invalid, NotFound
from bianmin.web.desk import counter
from bianmin.web.desk.forms.intake import BundleActForm, MaterialsForm, PersonForm
from bianmin.web.desk.posts import Post
from bianmin.web.frame.answers_form import LOOK, AnswersForm
from bianmin.web.frame.attempts import hush, tell
from bianmin.web.frame.chain_in import applications
from bianmin.web.frame.items_form import ItemsForm

CHANGED = "这一链里有事项刚发布了新版指南，请对照新的表再核对一遍"
PAUSED = "暂停办理"


@dataclass(frozen=True)
class BundleSheet:
    """一份一链受理单: the forms of one application for several items at the window."""

    bundle: BundleVersion
    person: PersonForm
    items: ItemsForm
    elsewhere: tuple[tuple[Part, str], ...]  # what cannot be taken here, and why
    act: BundleActForm
    merged: Merged
    answers: AnswersForm | None = None
    materials: MaterialsForm | None = None

    def is_valid(self) -> bool:
        """Check every form, so that all faults are told at once."""
        faulty = [form for form in self._forms if not form.is_valid()]
        if faulty or self.answers is None:
            return False
        if self.act.cleaned_data["stamp"] != self.stamp:
            tell(self.act, Invalid(CHANGED))
            return False
        return self._suits_each_item(self.answers)

    def _suits_each_item(self, answers: AnswersForm) -> bool:
        for name, sentence in self.merged.wrong(answers.answers()).items():
            answers.add_error(name if name in answers.fields else None, sentence)
        return not answers.errors

    @property
    def is_looking(self) -> bool:
        """改表: a button of the form itself was pressed, or other items were chosen."""
        looks = self.act.is_bound and self.act.data.get("act") == LOOK
        return looks or (self.answers is not None and self.answers.is_looking)

    def hush(self) -> None:
        """Show what was typed, and no fault in it."""
        for form in self._forms:
            hush(form)

    @property
    def errors(self) -> list[tuple[str, str]]:
        return counter.faults(self._forms, self.act)

    @property
    def stamp(self) -> str:
        """哪一版: what is asked on this page: the bundle's version and those of its items."""
        parts = "-".join(f"{part.step.code}.{part.version.number}" for part in self.items.parts)
        return f"{self.bundle.number}-{parts}"

    @property
    def url(self) -> str:
        return reverse("desk:bundle-intake", args=[self.bundle.bundle.code])

    @property
    def name(self) -> str:
        return plain_name(self.bundle)

    @property
    def limit(self) -> str:
        """最长要多久: along the slowest of the chosen."""
        return way_words(longest_way([part.asked for part in self.merged.parts]))

    @property
    def can_begin(self) -> bool:
        return len(self.items.parts) >= FEWEST

    @property
    def _forms(self) -> list[forms.Form]:
        all_forms = (self.person, self.items, self.answers, self.materials, self.act)
        return [form for form in all_forms if form is not None]

    def applications(self, like: Application) -> list[Application]:
        """各件的申请: as they were filled in here."""
        assert self.answers is not None and self.materials is not None
        came = dict.fromkeys(self.materials.materials(), ())
        taken = self.merged.papers_of(came)
        return applications(self.merged, like, self.merged.answers(self.answers.answers()), taken)

    def files_by_item(self, files: Mapping[str, Sequence[StoredFile]]) -> dict[str, list[int]]:
        """Item → the scans of its papers."""
        came = {key: tuple(file.pk for file in rows) for key, rows in files.items()}
        return {
            code: [pk for pks in keys.values() for pk in pks]
            for code, keys in self.merged.papers_of(came).items()
        }


def version_of(code: str) -> BundleVersion:
    """一链的现行版; refused in words where there is none or it was withdrawn."""
    found = bundles.version_of(code)
    if found is None:
        raise NotFound("没有这个一链办理，请重新选")
    if found.bundle.is_withdrawn:
        raise Conflict("这个一链办理已经停用，请逐件收")
    return found


def bundle_sheet(
    post: Post,
    actor: Actor,
    version: BundleVersion,
    data: Any = None,
    *,
    sources: Mapping[str, str] | None = None,
) -> BundleSheet:
    """Return the forms of a bundle, bound to what was typed if there is any."""
    offered, elsewhere = _offered(post, actor, version)
    items = ItemsForm(data, parts=offered)
    chosen = _chosen(items, data)
    merged = Merged(restricted(version.content, chosen).parts if chosen else ())
    found = BundleSheet(
        version,
        PersonForm(data, places=post.places),
        items,
        elsewhere,
        BundleActForm(data),
        merged,
        *_together(merged, data, sources),
    )
    found.act.initial["stamp"] = found.stamp
    return found


def resumed(
    post: Post, actor: Actor, version: BundleVersion, fields: Mapping[str, Sequence[str]]
) -> BundleSheet:
    """接着填: the forms with what was saved, as typed; nothing is checked yet."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, list(values))
    data["act"] = LOOK
    if "bundle" not in data:  # typed for one item before: whoever it is stays
        for part in together(version.content).parts:
            data[f"item-{part.step.code}"] = "on"
    found = bundle_sheet(post, actor, version, data)
    data["stamp"] = found.stamp
    found.hush()
    return found


def _offered(
    post: Post, actor: Actor, version: BundleVersion
) -> tuple[list[Part], tuple[tuple[Part, str], ...]]:
    """What this clerk can take of it, and the rest with the reason."""
    offered, elsewhere = [], []
    for part in together(version.content).parts:
        if not part.is_open:
            elsewhere.append((part, PAUSED))
        elif not counter.takes(actor, post, part.version.item):
            elsewhere.append((part, NOT_GRANTED))
        else:
            offered.append(part)
    return offered, tuple(elsewhere)


def _chosen(items: ItemsForm, data: Any) -> dict[str, dict[str, Any]]:
    """The chosen items with version and scenario; none while one's scenario is not known."""
    chosen: dict[str, dict[str, Any]] = {}
    for row in items.rows():
        part = row.part
        if data is not None and not data.get(row.box.html_name):
            continue
        leaf = part.step.leaf
        if row.leaf is not None:
            leaf = (data or {}).get(row.leaf.html_name, "")
            if leaf not in dict(row.leaf.field.choices) or not leaf:  # type: ignore[attr-defined]
                return {}
        chosen[part.step.code] = {"number": part.version.number, "leaf": leaf}
    return chosen if len(chosen) >= FEWEST else {}


def _together(
    merged: Merged, data: Any, sources: Mapping[str, str] | None
) -> tuple[AnswersForm, MaterialsForm] | tuple[()]:
    if not merged.parts:
        return ()
    answers = AnswersForm(merged.form, data=data, prefix="a", at_window=True, sources=sources)
    return answers, MaterialsForm(data, listed=merged.materials)
