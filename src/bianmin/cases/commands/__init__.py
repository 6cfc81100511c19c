"""办件的动作: one command for each verb, all through the one door in `moving`.

intake (submit, receive, correct) · review (accept, pause, decide) · closing (complete, deliver,
withdraw) · refusals (two persons) · clocks (by law and by calendar).
"""
