"""A plan answered of one document: what a search means, spelt out without an index.

Plain on purpose; engines must agree with it.
"""

from __future__ import annotations

from archive.query import plan as plans
from archive.query.entry import ZONE_BITS, Entry
from archive.query.geography import distance
from archive.query.plan import Plan, Terms


def holds(plan: Plan, entry: Entry) -> bool:
    """Whether a plan is true of a document."""
    match plan:
        case plans.All():
            return True
        case plans.Nothing():
            return False
        case plans.Term() | plans.Run() | plans.Beginning():
            return bool(places(plan, entry))
        case plans.Between(field, low, high):
            number = entry.numbers[field]
            return number is not None and (low is None or low <= number) and (high is None or number <= high)
        case plans.Mark(text):
            return text in entry.marks
        case plans.Value(facet, value):
            return value in entry.facets[facet]
        case plans.Within(latitude, longitude, metres):
            north, east = entry.numbers["latitude"], entry.numbers["longitude"]
            if north is None or east is None:
                return False
            return distance(latitude, longitude, north / 1_000_000, east / 1_000_000) <= metres
        case plans.AllOf(parts):
            return all(holds(part, entry) for part in parts)
        case plans.AnyOf(parts):
            return any(holds(part, entry) for part in parts)
        case plans.AtLeast(count, parts):
            return sum(holds(part, entry) for part in parts) >= count
        case plans.Except(inner):
            return not holds(inner, entry)


def places(lookup: Terms, entry: Entry) -> list[int]:
    """Where in a document a look-up finds something."""
    terms = entry.spaces[lookup.space]
    found: list[int] = []
    match lookup:
        case plans.Term(_, text):
            found = list(terms.get(text, ()))
        case plans.Run(_, texts):
            others = [set(terms.get(text, ())) for text in texts[1:]]
            found = [
                place
                for place in terms.get(texts[0], ())
                if all(place + n in other for n, other in enumerate(others, start=1))
            ]
        case plans.Beginning(_, text):
            found = [place for term, at in terms.items() if term.startswith(text) for place in at]
    return [place for place in found if lookup.zone in (None, place >> ZONE_BITS)]
