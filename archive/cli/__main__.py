"""``python -m archive.cli``: the same as ``tereze``, for whoever has no scripts folder on the path."""

from archive.cli import main

if __name__ == "__main__":  # processes that build the index import this module under another name
    main(prog_name="tereze")
