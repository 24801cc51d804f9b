"""From a plan to the documents that it is true of: set algebra over look-ups and columns."""

from __future__ import annotations

from collections.abc import Iterator

from archive.engines.search_whoosh import docset
from archive.engines.search_whoosh.columns import Columns
from archive.engines.search_whoosh.docset import DocSet
from archive.engines.search_whoosh.geography import within
from archive.engines.search_whoosh.lookups import Lookups
from archive.engines.search_whoosh.schema import NO_NUMBER
from archive.query import plan as plans
from archive.query.plan import AnyOf, Lookup, Plan


def evaluate(plan: Plan, lookups: Lookups, columns: Columns, size: int) -> DocSet:
    """The documents that a plan is true of; dead ones may be among them."""

    def parts(of: tuple[Plan, ...]) -> list[DocSet]:
        return [evaluate(part, lookups, columns, size) for part in of]

    match plan:
        case plans.All():
            return docset.everything(size)
        case plans.Nothing():
            return docset.nothing(size)
        case plans.Between():
            return _between(plan, columns, size)
        case plans.Within():
            return within(plan, columns["number_latitude"], columns["number_longitude"])
        case plans.AllOf(of):
            return docset.intersection(parts(of))
        case plans.AnyOf(of) if not is_of_lookups(plan):
            return docset.union(parts(of))
        case plans.AtLeast(count, of):
            return docset.at_least(count, parts(of), size)
        case plans.Except(inner):
            return evaluate(inner, lookups, columns, size).complement()
        case _:
            return lookups[plan]


def scored(plan: Plan) -> Iterator[Lookup | AnyOf]:
    """What documents have a score by; look-ups that are asked together stay together."""
    match plan:
        case plans.Term() | plans.Run() | plans.Beginning() | plans.Value():
            yield plan
        case plans.AnyOf() if is_of_lookups(plan):
            yield plan
        case plans.AllOf(parts) | plans.AnyOf(parts) | plans.AtLeast(_, parts):
            for part in parts:
                yield from scored(part)
        case _:
            pass


def is_of_lookups(plan: AnyOf) -> bool:
    """Whether it is one of look-ups alone."""
    return all(isinstance(part, Lookup) for part in plan.parts)


def _between(plan: plans.Between, columns: Columns, size: int) -> DocSet:
    numbers = columns[f"number_{plan.field}"]
    mask = numbers != NO_NUMBER if plan.low is None else numbers >= max(plan.low, NO_NUMBER + 1)
    if plan.high is not None:
        mask &= numbers <= plan.high
    return DocSet(size, mask=mask)
