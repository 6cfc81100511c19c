"""辨认: which of our places the rows of an official table are.

Inside the places of one parent, in this order: the same code with a name the place has had; a
name it has had under another code (改码); the same code with a new name (更名); and for
townships and counties, another code and another name over mostly the same children. What is left
is new. A name is compared without its committee, so 古城社区居委会 is 古城社区.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bianmin.regions.divisions import LEVELS, Division
from bianmin.regions.names import called

LEAST_SHARE = 0.5  # of the children's names, for the same place under another code and name
FEWEST_CHILDREN = 2


@dataclass
class Tree:
    """已知的树: our places as far as matching needs them; `names` are of all times."""

    level: dict[int, str] = field(default_factory=dict)
    parent: dict[int, int | None] = field(default_factory=dict)
    names: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_code: dict[tuple[str, str], int] = field(default_factory=dict)  # level and code
    last_name: dict[int, str] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    zones: dict[str, list[int]] = field(default_factory=dict)  # county code → zones inside it
    claims: dict[int, Collection[str]] = field(default_factory=dict)  # zone → its townships' names

    def add(self, place: int, level: str, parent: int | None, names: Iterable[str]) -> None:
        """Add a place; parents come first."""
        self.level[place] = level
        self.parent[place] = parent
        self.names[place] |= set(names)
        if parent is not None:
            self.children[parent].append(place)

    def add_code(self, place: int, code: str, name: str) -> None:
        """Add a code of a place and its name under it, the oldest first."""
        self.by_code[self.level[place], code] = place
        if name:
            self.names[place].add(name)
            self.last_name[place] = name


@dataclass(frozen=True)
class Fresh:
    """新的: a row that is none of our places, and the row's parent's place."""

    place: int  # below zero, until it has an id
    division: Division
    parent: int | None


@dataclass(frozen=True)
class Identified:
    """辨认结果: each row's place, and those that are new (parents first)."""

    places: Mapping[Division, int]
    fresh: tuple[Fresh, ...]


def identify(divisions: Iterable[Division], tree: Tree) -> Identified:
    """辨认: find the place of every row; the rows form one city's complete table."""
    return _Matcher(tuple(divisions), tree).run()


class _Matcher:
    """One run over one table, level by level from the city down."""

    def __init__(self, divisions: tuple[Division, ...], tree: Tree) -> None:
        self.tree = tree
        self.rows: dict[str, dict[str, list[Division]]] = defaultdict(lambda: defaultdict(list))
        for division in divisions:
            self.rows[division.level][division.parent].append(division)
        self.names = {d: called(d.level, d.name).name for d in divisions}
        self.places: dict[Division, int] = {}
        self.by_row_code: dict[tuple[str, str], int] = {}
        self.fresh: list[Fresh] = []
        self.taken: set[int] = set()

    def run(self) -> Identified:
        for level in LEVELS:
            for parent_code, rows in sorted(self.rows[level].items()):
                self._group(level, parent_code, rows)
        return Identified(self.places, tuple(self.fresh))

    def _group(self, level: str, parent_code: str, rows: list[Division]) -> None:
        """Match the rows of one parent with the places of the same parent."""
        parent = self._parent_of(level, parent_code)
        candidates = list(self._candidates(level, parent, parent_code))
        for step in (self._same, self._recoded, self._renamed, self._same_children):
            left = [row for row in rows if row not in self.places]
            free = [place for place in candidates if place not in self.taken]
            for row, place in step(left, free):
                if place not in self.taken and row not in self.places:
                    self._settle(row, place)
        for row in rows:
            if row not in self.places:
                self._settle(row, self._new(row, self._home(row, parent, parent_code)))

    def _settle(self, row: Division, place: int) -> None:
        self.places[row] = place
        self.by_row_code[row.level, row.code] = place
        self.taken.add(place)

    def _new(self, row: Division, parent: int | None) -> int:
        place = -1 - len(self.fresh)
        self.fresh.append(Fresh(place, row, parent))
        return place

    def _parent_of(self, level: str, code: str) -> int | None:
        above = LEVELS.index(level) - 1
        return self.by_row_code[LEVELS[above], code] if above >= 0 else None

    def _candidates(self, level: str, parent: int | None, parent_code: str) -> Iterator[int]:
        """The places that rows of this parent can be: its children, and its zones' townships."""
        if parent is None:
            yield from (place for place, at in self.tree.level.items() if at == "city")
            return
        zones = self.tree.zones.get(parent_code, []) if level == "township" else []
        for holder in (parent, *zones):
            children = self.tree.children.get(holder, [])
            yield from (child for child in children if self.tree.level[child] == level)

    def _home(self, row: Division, parent: int | None, parent_code: str) -> int | None:
        """A new township goes to the zone that claims its name, else to its county."""
        if row.level == "township":
            for zone in self.tree.zones.get(parent_code, []):
                if self.names[row] in self.tree.claims[zone]:
                    return zone
        return parent

    def _same(self, rows: list[Division], free: list[int]) -> Iterator[tuple[Division, int]]:
        known = set(free)
        for row in rows:
            place = self.tree.by_code.get((row.level, row.code))
            if place in known and self.names[row] in self.tree.names[place]:
                yield row, place

    def _recoded(self, rows: list[Division], free: list[int]) -> Iterator[tuple[Division, int]]:
        """The same name under another code; only where it is the only one of that name.

        Of two places that have had the name, it is the one that had it last.
        """
        wanted = Counter(self.names[row] for row in rows)
        named: dict[str, list[int]] = defaultdict(list)
        for place in free:
            for name in self.tree.names[place]:
                named[name].append(place)
        for row in rows:
            name = self.names[row]
            found = named[name]
            if len(found) > 1:
                found = [place for place in found if self.tree.last_name.get(place) == name]
            if wanted[name] == 1 and len(found) == 1:
                yield row, found[0]

    def _renamed(self, rows: list[Division], free: list[int]) -> Iterator[tuple[Division, int]]:
        known = set(free)
        for row in rows:
            place = self.tree.by_code.get((row.level, row.code))
            if place in known:
                yield row, place

    def _same_children(
        self, rows: list[Division], free: list[int]
    ) -> Iterator[tuple[Division, int]]:
        """Another code and another name, but mostly the same children: 茌平县 → 茌平区."""
        shares = [
            (share, row, place)
            for row in rows
            for place in free
            if (share := self._shared(row, place)) >= LEAST_SHARE
        ]
        for _, row, place in sorted(shares, key=lambda found: (-found[0], found[1], found[2])):
            yield row, place

    def _shared(self, row: Division, place: int) -> float:
        below = LEVELS.index(row.level) + 1
        if below == len(LEVELS):
            return 0
        theirs = {self.names[child] for child in self.rows[LEVELS[below]].get(row.code, ())}
        children = self.tree.children.get(place, [])
        ours: Collection[str] = set().union(*(self.tree.names[child] for child in children))
        fewer = min(len(theirs), len(children))
        return len(theirs & set(ours)) / fewer if fewer >= FEWEST_CHILDREN else 0
