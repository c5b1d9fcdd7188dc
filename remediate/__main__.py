"""``python -m remediate``: the command, where its script is not on the path."""

from remediate.cli import main

main()
