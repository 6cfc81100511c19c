"""叫号录音: taken in as a whole set, or taken away; a set with a fault changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bianmin.accounts.actor import Actor
from bianmin.audit.commands import record
from bianmin.counter.models import VoiceClip
from bianmin.rules.voice import check_recordings

SUBJECT = "voice:all"


@transaction.atomic
def take_voice(recordings: Mapping[str, bytes], *, by: Actor, at: datetime) -> dict[str, float]:
    """录音入库: in the place of those before; return how long each is. Raise Invalid."""
    seconds = check_recordings(recordings)
    mark = hashlib.sha256(b"".join(recordings[name] for name in sorted(recordings))).hexdigest()[
        :16
    ]
    VoiceClip.objects.all().delete()
    VoiceClip.objects.bulk_create(
        VoiceClip(name=name, sound=sound, mark=mark, taken_at=at)
        for name, sound in recordings.items()
    )
    record(SUBJECT, "take_voice", unit=0, by=by, at=at, mark=mark)
    return seconds


@transaction.atomic
def drop_voice(*, by: Actor, at: datetime) -> bool:
    """不用录音: calls are in writing alone from now on; False when there were none."""
    gone = VoiceClip.objects.all().delete()[0]
    if gone:
        record(SUBJECT, "drop_voice", unit=0, by=by, at=at)
    return bool(gone)
