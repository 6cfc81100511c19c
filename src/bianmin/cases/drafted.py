"""草稿问什么: the form and the papers of a draft: of one item, or of all chosen of a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bianmin.cases.models import Draft
from bianmin.catalogue.answers import wrong_answers
from bianmin.catalogue.bundles import Part, plain_name, restricted
from bianmin.catalogue.queries import required_materials
from bianmin.catalogue.scenarios import form_in
from bianmin.rules.bundles import answers_for, merged_form, merged_materials, merged_questions
from bianmin.rules.forms import settled


def parts_of(draft: Draft) -> tuple[Part, ...]:
    """各件: the items of a bundle's draft in the order of its steps; none of an ordinary one."""
    if draft.bundle is None:
        return ()
    return restricted(draft.bundle.content, draft.chosen).parts


def form_of(draft: Draft) -> dict[str, Any]:
    """申请表: what the draft asks."""
    if draft.bundle is None:
        return form_in(draft.version, draft.scenario)
    return merged_form([part.asked for part in parts_of(draft)])


def materials_of(draft: Draft) -> list[dict[str, Any]]:
    """材料: what the draft asks to be brought; of a bundle each paper once."""
    if draft.bundle is None:
        return required_materials(draft.version, draft.scenario)
    return merged_materials([part.asked for part in parts_of(draft)])


def name_of(draft: Draft) -> str:
    """名称: the item, or the bundle, as people call it."""
    if draft.bundle is None:
        return draft.version.item.plain_name
    return plain_name(draft.bundle)


def answers_of(draft: Draft) -> dict[str, dict[str, Any]]:
    """分给各件: the answers that each chosen item of a bundle asks, by its own names."""
    parts = parts_of(draft)
    asked = [part.asked for part in parts]
    given, questions = settled(merged_form(asked), draft.answers.clear()), merged_questions(asked)
    return {
        part.step.code: settled(part.asked.form, answers_for(part.step.code, given, questions))
        for part in parts
    }


def wrong_in(draft: Draft) -> Mapping[str, str]:
    """各件查出的: what an item's own form finds wrong, by the names of the merged form.

    The merged form asks everybody what its items ask under different conditions, and so wants
    less; each item's own form has the last word.
    """
    parts = parts_of(draft)
    if not parts:
        return {}
    questions = merged_questions([part.asked for part in parts])
    names = {source: question.name for question in questions for source in question.answers}
    answers = answers_of(draft)
    return {
        names.get((part.step.code, field), ""): sentence
        for part in parts
        for field, sentence in wrong_answers(part.asked.form, answers[part.step.code]).items()
    }
