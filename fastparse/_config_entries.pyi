from collections.abc import Iterator

from fastparse.config_tree import Columns, EntryParts

def entries(
    data: bytes, columns: Columns, first: int, stop: int, flat: bool, netmask: bool
) -> Iterator[EntryParts | int]:
    """Yield of every row the parts of an extended entry; the row where it is not as usually printed.

    ``flat``: the rows are ``access-list NAME …`` lines; ``netmask``: masks are netmasks. Parts:
    (line, sequence or None, action, body, protocol, source, source wildcard, source ports, target,
    target wildcard, what follows), addresses as numbers, ports and the rest as they stand; of a
    remark the first four.
    """
