"""A sample event to look at before one's own pictures are in: drawn photographs, people, a release.

All of it is made by the program. Only ``loading`` knows the archive; the other modules know no database.
"""
