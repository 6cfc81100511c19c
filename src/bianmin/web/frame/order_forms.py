"""代办单的几步: words of choices that more than one surface asks."""

from __future__ import annotations

from bianmin.rules.assistance import END_LABELS, HEARD_LABELS

END_CAUSES = [(cause.value, label) for cause, label in END_LABELS.items()]
HEARD = [(heard.value, label) for heard, label in HEARD_LABELS.items()]
