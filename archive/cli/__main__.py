"""``python -m archive.cli``: the same as ``tereze``, for whoever has no scripts folder on the path."""

from archive.cli import main

main(prog_name="tereze")
