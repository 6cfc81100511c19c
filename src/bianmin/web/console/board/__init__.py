"""看板页: the figures of one scope laid out for the template.

figures (the six at the top) · parts (map, ranking and table of the next level) · waiting (what to
do, and the cases) · page (the whole).
"""
