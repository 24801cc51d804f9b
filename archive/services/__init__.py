"""The use cases: ``verb(work, ...) -> value``. Permission first, then the steps in order, then what follows.

Whoever calls (page, API, command line, worker) calls these; no rule of theirs is written elsewhere.
"""
