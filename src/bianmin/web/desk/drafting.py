"""受理台暂存的文件: the photographs that came for each paper before the application is taken in."""

from __future__ import annotations

from collections import defaultdict

from bianmin.cases.commands.desk import owner_of
from bianmin.cases.models import DeskDraft
from bianmin.files.models import StoredFile
from bianmin.files.queries import files_of
from bianmin.web.desk.counter import Sheet


def files_by_key(draft: DeskDraft | None, sheet: Sheet) -> dict[str, list[StoredFile]]:
    """Return the files of a draft by the paper they show, as the papers are named."""
    found: dict[str, list[StoredFile]] = defaultdict(list)
    if draft is None or sheet.materials is None:
        return found
    keys = {material["name"]: material["key"] for material in sheet.materials.listed}
    for file in files_of(draft.unit, owner_of(draft)):
        key = keys.get(file.display_name.clear())
        if key is not None:
            found[key].append(file)
    return found
