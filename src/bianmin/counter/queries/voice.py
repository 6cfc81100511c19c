"""叫号录音的问题: which set is used, and its words."""

from __future__ import annotations

from bianmin.counter.models import VoiceClip


def voice_mark() -> str:
    """用哪一套: the mark of the set in use; blank where calls are in writing alone."""
    return VoiceClip.objects.values_list("mark", flat=True).first() or ""


def recordings() -> dict[str, bytes]:
    """全部录音: name → WAV."""
    return {clip.name: bytes(clip.sound) for clip in VoiceClip.objects.order_by("name")}
