"""What ciscoconfparse2 needs to load a configuration: run by bench/config.py with the package's own folder on
the path, as it asks for another hier-config than remediate does.

``load_ciscoconfparse2.py CONFIGURATION ROUNDS`` prints what was read and the seconds of processor time of every round as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from ciscoconfparse2 import CiscoConfParse

ENTRY = re.compile(r"crypto map \S+ \d+ ")


def main() -> None:
    """Load once, say what is there, then load as often as asked for."""
    lines = Path(sys.argv[1]).read_text().splitlines()
    loaded = CiscoConfParse(lines, syntax="ios")
    parents = [
        item
        for item in loaded.objs
        if item.indent == 0 and item.children and not item.text.startswith("banner ")
    ]
    entries = [item for item in loaded.objs if item.indent == 0 and ENTRY.match(item.text)]
    seconds = []
    for _ in range(int(sys.argv[2])):
        start = time.process_time()
        CiscoConfParse(lines, syntax="ios")
        seconds.append(time.process_time() - start)
    found = {
        "lines": len(loaded.objs),
        "parents": len(parents),
        "entries": [
            [item.text.rstrip(), *(child.text.strip() for child in item.children)]
            for item in entries
        ],
        "seconds": seconds,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
