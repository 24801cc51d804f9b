"""Figures, each as a ratio to a yardstick measured in the same run. ``make bench``; never part of the tests."""
