from fastparse.config_tree import Columns, FlatRun, NamedList

def flat_lists(
    data: bytes, columns: Columns, first: int, stop: int, netmask: bool, grouped: bool
) -> list[FlatRun | int]:
    """Return runs (kind, name, first row, row after the last, whether remarks alone) of ``access-list`` lines.

    What is more than an entry of its list is returned as its row alone: other words where the
    action should stand, wrapped lines, masks in the other platform's notation (``netmask``: which
    one is this platform's), with ``grouped`` also what names objects.
    """

def named_lists(
    data: bytes, columns: Columns, first: int, stop: int, grouped: bool
) -> list[NamedList | int]:
    """Return (extended, name, row, row after its entries, whether one of them says more) of ``ip access-list`` sections.

    Says more: a mask that is a netmask, with ``grouped`` also an object. A section of another form
    is returned as its row alone.
    """

def foreign_masks(data: bytes, columns: Columns, first: int, stop: int, netmask: bool) -> bool:
    """Whether any of some rows holds a mask in the notation that is not the one said by ``netmask``."""
