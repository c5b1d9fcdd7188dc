"""Write the mock fleet: the Nornir inventory, the dumps and the list of what is planted.

``python inventory/make_fleet.py [FOLDER]`` writes into FOLDER, or into the folder of this file. The
result is a function of the code alone: the same bytes each time. Nothing of the project's own
readers is used, so that the dumps prove more than that we agree with ourselves. Synthetic.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from mockfleet import yaml_files
from mockfleet.dumps import dumps
from mockfleet.plan import company


def main(root: Path) -> None:
    devices, tunnels = company()
    root.mkdir(parents=True, exist_ok=True)
    texts = {
        "config.yaml": yaml_files.CONFIG,
        "groups.yaml": yaml_files.GROUPS,
        "defaults.yaml": yaml_files.DEFAULTS,
        "hosts.yaml": yaml_files.hosts(devices),
        "planted.yaml": yaml_files.planted(tunnels),
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    if (root / "dumps").exists():
        shutil.rmtree(root / "dumps")
    for name, data in dumps(devices).items():
        path = root / "dumps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
