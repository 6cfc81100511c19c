"""演示世界: a city with invented people and ninety days of cases, the same for the same seed.

people (invented persons and staff) · story (one case's life) and teller (who draws it) · cases and
papers (written as rows) · load (into the tables) · orders (of agents) · quarrels (counsel and
mediation) · canary (unique marks in every personal field) · world (the whole, in order).
"""
