"""一链办理的问题: what there is, and what a bundle asks for when its items are put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bianmin.catalogue.directory import newest
from bianmin.catalogue.models import (
    Bundle,
    BundleVersion,
    DirectoryEntry,
    Edition,
    ItemVersion,
    ServiceItem,
)
from bianmin.catalogue.spelling import initials
from bianmin.rules.bundles import (
    Asked,
    MergedPaper,
    MergedQuestion,
    Step,
    longest_way,
    merged_papers,
    merged_questions,
    stages,
    steps_of,
    way_words,
)
from bianmin.rules.doors import door_of
from bianmin.rules.lint_bundles import bundle_findings
from bianmin.rules.lint_findings import Finding
from bianmin.rules.scenarios import form_at, guide_at, tree_of


def published() -> QuerySet[Bundle]:
    """Bundles that are published, in their order."""
    return (
        Bundle.objects.filter(current__isnull=False, is_withdrawn=False)
        .select_related("current__edition")
        .order_by("place", "id")
    )


def of_theme(theme: str) -> QuerySet[Bundle]:
    """The bundles of one matter of life."""
    return published().filter(current__content__theme=theme)


def called(words: str) -> list[Bundle]:
    """按叫法找: the bundles that are called so, by their words or their initials; all for none."""
    return [one for one in published() if words.lower() in _called(one)]


def holding(items: Iterable[ServiceItem], *, beside: Collection[Bundle] = ()) -> list[Bundle]:
    """含这些事的: the bundles of an item that was found, but those that were found themselves."""
    codes = {item.code for item in items}
    return [one for one in published() if one not in beside and codes & _codes(one)]


def _called(bundle: Bundle) -> str:
    names = (bundle.name, plain_name(bundle.current) if bundle.current else "")
    return " ".join((*names, *map(initials, names))).lower()


def _codes(bundle: Bundle) -> set[str]:
    return {step.code for step in steps_of(bundle.current.content)} if bundle.current else set()


def all_bundles() -> QuerySet[Bundle]:
    return Bundle.objects.select_related("current__edition").order_by("place", "id")


def version_of(code: str) -> BundleVersion | None:
    """The version in force, also of a bundle that was withdrawn: its page says so."""
    current = Bundle.objects.filter(code=code, current__isnull=False).values("current")
    rows = BundleVersion.objects.filter(pk__in=current)
    return rows.select_related("bundle", "edition").first()


def kept_version(code: str, number: int) -> BundleVersion | None:
    """A version by its number: an old one is readable for ever."""
    rows = BundleVersion.objects.filter(bundle__code=code, number=number)
    return rows.select_related("bundle", "edition").first()


@dataclass(frozen=True)
class Part:
    """一环: a step with the version of its item, and what of it holds in the step's scenario."""

    step: Step
    version: ItemVersion
    asked: Asked
    is_open: bool  # the item can be asked for now

    @property
    def leaf_name(self) -> str:
        tree = tree_of(self.version.guide)
        leaf = tree.leaf(self.step.leaf) if tree else None
        return leaf.name if leaf else ""

    @property
    def decider(self) -> str:
        """谁来定: whoever takes the last step of the guide's flow."""
        flow = self.version.guide.get("flow") or [{}]
        return str(flow[-1].get("who", ""))

    @property
    def promised(self) -> str:
        told = self.asked.guide.get("promised_limit")
        return way_words(longest_way([self.asked])) if told else ""


@dataclass(frozen=True)
class Together:
    """合起来: the parts by stages, what to bring once, what to answer once, how long at most."""

    stages: tuple[tuple[Part, ...], ...]
    papers: tuple[MergedPaper, ...]
    questions: tuple[MergedQuestion, ...]
    papers_before: int  # to bring, item by item
    questions_before: int
    time: str
    missing: tuple[Step, ...]  # steps whose item has no guide

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for stage in self.stages for part in stage)

    @property
    def to_bring(self) -> tuple[MergedPaper, ...]:
        return tuple(paper for paper in self.papers if not paper.is_shared)

    @property
    def looked_up(self) -> tuple[MergedPaper, ...]:
        return tuple(paper for paper in self.papers if paper.is_shared)

    @property
    def is_open(self) -> bool:
        return not self.missing and all(part.is_open for part in self.parts)


def plain_name(version: BundleVersion) -> str:
    """百姓话: what people call the bundle."""
    return str(version.content.get("plain_name") or version.bundle.name)


def restricted(content: Mapping[str, Any], chosen: Mapping[str, Mapping[str, Any]]) -> Together:
    """选定的: the chosen items alone, each with the version and the scenario chosen for it."""
    steps = [
        {**told, "leaf": chosen[told["item"]].get("leaf", "")}
        for told in content.get("steps", ())
        if told["item"] in chosen
    ]
    pinned = {code: int(one["number"]) for code, one in chosen.items()}
    return together({**content, "steps": steps}, pinned)


def together(content: Mapping[str, Any], pinned: Mapping[str, int] | None = None) -> Together:
    """合起来看: a bundle with its items' guides in force, or with those of its own day."""
    steps = steps_of(content)
    versions = _versions([step.code for step in steps], pinned)
    parts = {step.code: _part(step, versions[step.code]) for step in steps if step.code in versions}
    asked = [part.asked for part in parts.values()]
    ordered = stages([part.step for part in parts.values()])
    return Together(
        stages=tuple(tuple(parts[step.code] for step in stage) for stage in ordered),
        papers=tuple(merged_papers(asked)),
        questions=tuple(merged_questions(asked)),
        papers_before=sum(
            not material.get("shared")
            for one in asked
            for material in one.guide.get("materials", ())
        ),
        questions_before=sum(len(one.form.get("properties", {})) for one in asked),
        time=way_words(longest_way(asked)),
        missing=tuple(step for step in steps if step.code not in versions),
    )


def _versions(codes: Collection[str], pinned: Mapping[str, int] | None) -> dict[str, ItemVersion]:
    rows = ItemVersion.objects.filter(item__code__in=codes).select_related("item")
    if pinned is None:
        current = ServiceItem.objects.filter(code__in=codes, current__isnull=False)
        rows = rows.filter(pk__in=current.values("current"))
    return {
        version.item.code: version
        for version in rows
        if pinned is None or pinned.get(version.item.code) == version.number
    }


def _part(step: Step, version: ItemVersion) -> Part:
    is_open = version.item.status == "active" and door_of(version.guide) is None
    return Part(step, version, _asked(step, version), is_open=is_open)


def _asked(step: Step, version: ItemVersion) -> Asked:
    tree = tree_of(version.guide) if step.leaf else None
    leaf = tree.leaf(step.leaf) if tree else None
    name = str(version.guide.get("plain_name", version.item.plain_name))
    return Asked(step, name, guide_at(version.guide, leaf), form_at(version.form, leaf))


def findings_in(content: Mapping[str, Any]) -> list[Finding]:
    """查一件事: its own faults, and what its items say against each other, as they stand now."""
    steps = steps_of(content)
    versions = _versions([step.code for step in steps], None)
    asked = {
        step.code: _asked(step, versions[step.code])
        for step in steps
        if step.code in versions and versions[step.code].item.status == "active"
    }
    return bundle_findings(content, asked, in_directory=_in_directory(versions))


def _in_directory(codes: Iterable[str]) -> frozenset[str] | None:
    if not Edition.objects.filter(state="published").exists():
        return None
    rows = DirectoryEntry.objects.filter(until__isnull=True, standing="active")
    return frozenset(rows.filter(item__code__in=list(codes)).values_list("item__code", flat=True))


def all_findings() -> list[Finding]:
    """查全部一件事: every finding in the published bundles, by their codes."""
    return [
        Finding(one.rule, one.place, one.sentence, f"一链办理 {bundle.code}")
        for bundle in published()
        if bundle.current is not None
        for one in findings_in(bundle.current.content)
    ]


def edition_now() -> Edition | None:
    """版次: the newest published edition, which a version is bound to."""
    return newest()


def items_named(words: Sequence[str]) -> dict[str, list[ServiceItem]]:
    """认事项: word → items by code, name or plain name; one statement for all words."""
    rows = list(ServiceItem.objects.filter(code__in=words))
    rows += ServiceItem.objects.filter(name__in=words)
    rows += ServiceItem.objects.filter(plain_name__in=words)
    return {
        word: list({
            item.pk: item for item in rows if word in (item.code, item.name, item.plain_name)
        }.values())
        for word in words
    }  # fmt: skip
