"""``python -m remediate.lab FOLDER [DEVICES SEED PORT SPEED]``: the process that ``remediate lab up`` starts."""

from __future__ import annotations

import sys
from pathlib import Path

from remediate.lab.lab import Settings
from remediate.lab.serving import run

if __name__ == "__main__":
    folder, *rest = sys.argv[1:]
    made = None
    if rest:
        devices, seed, port, speed = rest
        made = Settings(devices=int(devices), seed=int(seed), port=int(port), speed=float(speed))
    run(Path(folder), made)
