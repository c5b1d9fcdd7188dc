# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The grammar of sections as C arrays: its heads as a tree of words, so that a line is read once for all of them.

Same rules as ``fastparse.reference.config``, which the tests hold them against.
"""

from libc.stdlib cimport calloc

from fastparse._config_words cimport Bytes, blank, digits, dotted, is_word, lower, word_end
from fastparse.config_grammar import HEADS

cdef struct Ending:
    # A command of the grammar, at the node of its last word.
    int number
    int least  # words that a line of it has
    int most
    int also  # the next command that ends at the same word, -1: none

cdef struct Node:
    Bytes word
    Py_ssize_t length
    unsigned char mark  # '#', '@' or '~' where it stands for such a word, else 0
    int child  # the first word that can follow, -1: none
    int sibling
    int ending  # the first command that ends with this word, -1: none

cdef enum:
    BYTES = 256

# They live as long as the module, like the bytes of the grammar that they point into.
cdef list _commands = [head.start for head in HEADS] + [command for head in HEADS for command in head.inside]
cdef Node* _nodes = <Node*>calloc(sum(len(command.words.split()) for command in _commands), sizeof(Node))
cdef Ending* _endings = <Ending*>calloc(len(_commands), sizeof(Ending))
# Of the heads, then of the sub-commands of each: the first words that a line with a first byte can have.
cdef int* _roots = <int*>calloc((1 + len(HEADS)) * BYTES, sizeof(int))
cdef unsigned char* _anywhere = <unsigned char*>calloc(1 + len(HEADS), 1)
cdef unsigned char* _holds = <unsigned char*>calloc(1 + len(HEADS), 1)
cdef int _node_count = 0
cdef int _ending_count = 0
cdef list _kept = []


cdef int _node(int first, bytes word) except -2:
    """Return the node of a word among siblings, -1 where it has none yet."""
    while first >= 0 and _nodes[first].word[:_nodes[first].length] != word:
        first = _nodes[first].sibling
    return first


cdef void _add(int tree, object command, int number) except *:
    """Add a command to a tree of words."""
    global _node_count, _ending_count
    cdef int node, parent = -1
    cdef int* chain
    cdef bytes word, begin = command.words[:1]
    cdef bytes letters = b"0123456789" if begin in b"#@" else begin
    if begin == b"~" or (letters == begin and begin.isdigit()):
        raise ValueError(f"{command.words!r} does not begin with a word, or digits")
    for word in command.words.split():
        _kept.append(word)
        chain = &_roots[tree * BYTES + <unsigned char>letters[0]] if parent < 0 else &_nodes[parent].child
        node = _node(chain[0], word)
        if node < 0:
            node = _node_count
            _node_count += 1
            _nodes[node].word = word
            _nodes[node].length = len(word)
            _nodes[node].mark = word[0] if len(word) == 1 and word in b"#@~" else 0
            _nodes[node].child = _nodes[node].ending = -1
            _nodes[node].sibling = chain[0]
            chain[0] = node
            if parent < 0:
                for letter in letters:
                    _roots[tree * BYTES + <unsigned char>letter] = node
        parent = node
    chain = &_nodes[parent].ending
    while chain[0] >= 0:
        chain = &_endings[chain[0]].also
    chain[0] = _ending_count
    _endings[_ending_count].number = number
    _endings[_ending_count].least, _endings[_ending_count].most = command.least, command.most
    _endings[_ending_count].also = -1
    _ending_count += 1


cdef void _load() except *:
    cdef int number, place
    if _nodes is NULL or _endings is NULL or _roots is NULL or _anywhere is NULL or _holds is NULL:
        raise MemoryError
    for place in range((1 + len(HEADS)) * BYTES):
        _roots[place] = -1
    for number, head in enumerate(HEADS, 1):
        _add(0, head.start, number)
        _anywhere[number], _holds[number] = head.anywhere, len(head.inside) > 0
        for command in head.inside:
            _add(number, command, number)


_load()


cdef inline bint is_node(const Node* node, Bytes data, Py_ssize_t at, Py_ssize_t close) noexcept nogil:
    if node.mark == 0:
        return is_word(data + at, close - at, <const char*>node.word, node.length)
    if node.mark == 35:  # '#'
        return digits(data + at, close - at)
    return node.mark == 126 or dotted(data + at, close - at)  # ~ and @


cdef bint has_words(const Ending* ending, Bytes data, Py_ssize_t at, Py_ssize_t high, Py_ssize_t* reach) noexcept nogil:
    """Whether a line has as many words as a command asks for; how far it was read for that."""
    cdef int count = 0
    cdef int enough = max(ending.least, ending.most + 1)
    while True:
        while at < high and blank(data[at]):
            at += 1
        if at == high:
            break
        count += 1
        if count == enough:
            break
        at = word_end(data, at, high)
    reach[0] = max(reach[0], at + 1)
    return count >= ending.least and not (ending.most and count > ending.most)


cdef int walk(
    int node, Bytes data, Py_ssize_t low, Py_ssize_t at, Py_ssize_t high, int best, Py_ssize_t* reach
) noexcept nogil:
    """Return the least number of a command that a line has, given siblings for its word at ``at``, or ``best`` if less (0: none)."""
    cdef Py_ssize_t close
    cdef Ending* ending
    cdef int place
    while at < high and blank(data[at]):
        at += 1
    close = word_end(data, at, high)
    reach[0] = max(reach[0], close + 1)
    if at == high:
        return best
    while node >= 0:
        if is_node(&_nodes[node], data, at, close):
            place = _nodes[node].ending
            while place >= 0:
                ending = &_endings[place]
                if not best or ending.number < best:
                    if not (ending.least or ending.most) or has_words(ending, data, low, high, reach):
                        best = ending.number
                place = ending.also
            if _nodes[node].child >= 0:
                best = walk(_nodes[node].child, data, low, close, high, best, reach)
        node = _nodes[node].sibling
    return best


cdef int head_of(Bytes data, Py_ssize_t low, Py_ssize_t high, Py_ssize_t* reach) noexcept nogil:
    """Return the kind of section (from 1 on) that a line opens, 0: none that is known; how far it was read.

    A line that has the same bytes up to there opens the same kind; beyond ``high``: its end mattered, too.
    """
    cdef int node = _roots[lower(data[low])]
    reach[0] = low + 1
    return 0 if node < 0 else walk(node, data, low, low, high, 0, reach)


cdef bint anywhere(int head) noexcept nogil:
    """Whether a head is global whatever its indentation."""
    return head > 0 and _anywhere[head]


cdef bint holds_lines(int head) noexcept nogil:
    """Whether sub-commands of a head are known."""
    return head > 0 and _holds[head]


cdef bint belongs(int head, Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether a line is a known sub-command of a head."""
    cdef int node = _roots[head * BYTES + lower(data[low])]
    cdef Py_ssize_t reach = low
    return node >= 0 and walk(node, data, low, low, high, 0, &reach) > 0
