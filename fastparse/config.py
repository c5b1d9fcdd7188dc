"""Running-configs as trees of sections; the compiled reader behind a thin face.

Takes what devices and people hand over: CR LF, lost indentation (known sub-commands stay in the
open section), banners and certificates (their content is no configuration), comments, ASA's flat
lines, wrapped access list entries, a truncated end. Any bytes are accepted, in linear time.
"""

from __future__ import annotations

from fastparse._config import scan
from fastparse._config_entries import entries
from fastparse._config_forms import blocks, signs
from fastparse._config_lists import flat_lists, foreign_masks, named_lists
from fastparse._config_sheets import sheet, usual
from fastparse.config_tree import Columns, ConfigTree, Rows, Section

__all__ = ["ROWS", "Columns", "ConfigTree", "Section", "parse", "scan", "signs"]

ROWS = Rows(blocks, sheet, usual, flat_lists, named_lists, foreign_masks, entries)
"""The compiled readers of rows."""


def parse(data: bytes) -> ConfigTree:
    """Return the section tree of a running-config, given as bytes (UTF-8 where not ASCII).

    Only the columns are made here; :meth:`ConfigTree.sections` makes the sections asked for.
    """
    return ConfigTree(data, scan(data), ROWS)
