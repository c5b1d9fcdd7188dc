from fastparse.config_grammar import HEADS as HEADS
from fastparse.config_grammar import MAX_INDENT as MAX_INDENT
from fastparse.config_tree import Columns

def scan(data: bytes) -> Columns:
    """Read the lines of a running-config into columns, without the GIL. Any bytes are accepted."""
