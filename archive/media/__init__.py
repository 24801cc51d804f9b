"""Files in, values out: what a photo is, what it says about itself, and what it looks like smaller.

Knows no database and no web. Foreign bytes are parsed in child processes only; ``sandbox`` is the way in.
"""
