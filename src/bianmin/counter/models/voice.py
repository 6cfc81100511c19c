"""叫号录音: the few recorded words that calls are put together from."""

from django.db import models


class VoiceClip(models.Model):
    """叫号录音: one recorded word, for all halls of the city; a set is taken in as a whole."""

    name = models.CharField(max_length=10, primary_key=True)  # rules.voice.WORDS
    sound = models.BinaryField()  # WAV
    mark = models.CharField(max_length=16)  # of the set, so that a screen knows a new one
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
