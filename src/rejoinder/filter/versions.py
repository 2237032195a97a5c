"""The versions of the features that this program can read, each with what makes them of a comment.

A version is whatever gives the same comment the same columns, groups and signals. An upgrade adds a line here and keeps
the old one, so that a filter with the old features goes on judging until one with the new ones has learned the same
labels. Columns of different versions have nothing to do with each other; stored labels and weights name theirs.
"""

from __future__ import annotations

from rejoinder.filter.features import Extractor

__all__ = ["EXTRACTORS", "NEWEST"]

EXTRACTORS: dict[int, type[Extractor]] = {1: Extractor}
NEWEST = max(EXTRACTORS)
