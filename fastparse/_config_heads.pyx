# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The grammar of sections as C arrays: its heads as a tree of words, so that a line is read once for all of them.

Same rules as ``fastparse.reference.config``, which the tests hold them against.
"""

from libc.stdlib cimport calloc

from fastparse._config_words cimport Bytes, Words, blank, digits, dotted, fits, is_word, lower, word_end
from fastparse.config_grammar import HEADS

cdef struct Kind:
    Words* inside
    int insides
    int least
    int most
    bint anywhere
    int also  # the next kind whose head ends at the same word, -1: none

cdef struct Node:
    Bytes word
    Py_ssize_t length
    unsigned char mark  # '#', '@' or '~' where it stands for such a word, else 0
    int child  # the first word that can follow, -1: none
    int sibling
    int kind  # the first kind whose head ends with this word, -1: none

# They live as long as the module, like the bytes of the grammar that they point into.
cdef int _kinds = len(HEADS)
cdef Kind* _table = <Kind*>calloc(len(HEADS), sizeof(Kind))
cdef Node* _nodes = <Node*>calloc(1 + sum(len(head.start.words.split()) for head in HEADS), sizeof(Node))
cdef int _node_count = 0
cdef int _first_node[256]  # the first of the first words with a letter: its siblings have the same
cdef list _kept = []


cdef Words _words(object pattern):
    cdef Words words
    cdef bytes text = pattern.words
    words.text = text
    words.length = len(text)
    words.first = 0 if text[0] in b"#@~" else text[0]
    words.least = pattern.least
    words.most = pattern.most
    return words


cdef int _node(int first, bytes word) except -2:
    """Return the node of a word among siblings, -1 where it has none yet."""
    while first >= 0 and _nodes[first].word[:_nodes[first].length] != word:
        first = _nodes[first].sibling
    return first


cdef void _load() except *:
    cdef int number, place, node, parent
    cdef int* chain
    cdef bytes word
    cdef Kind* kind
    global _node_count
    if _table is NULL or _nodes is NULL:
        raise MemoryError
    for place in range(256):
        _first_node[place] = -1
    for number in range(_kinds):
        head = HEADS[number]
        kind = &_table[number]
        kind.least, kind.most = head.start.least, head.start.most
        kind.anywhere = head.anywhere
        kind.also = -1
        kind.insides = len(head.inside)
        if head.start.words[0] in b"#@~":
            raise ValueError(f"{head.start.words!r} does not begin with a word")
        if kind.insides:
            kind.inside = <Words*>calloc(kind.insides, sizeof(Words))
            if kind.inside is NULL:
                raise MemoryError
        for place in range(kind.insides):
            kind.inside[place] = _words(head.inside[place])
        parent = -1
        for word in head.start.words.split():
            _kept.append(word)
            chain = &_first_node[<unsigned char>word[0]] if parent < 0 else &_nodes[parent].child
            node = _node(chain[0], word)
            if node < 0:
                node = _node_count
                _node_count += 1
                _nodes[node].word = word
                _nodes[node].length = len(word)
                _nodes[node].mark = word[0] if len(word) == 1 and word in b"#@~" else 0
                _nodes[node].child = _nodes[node].kind = -1
                _nodes[node].sibling = chain[0]
                chain[0] = node
            parent = node
        chain = &_nodes[parent].kind
        while chain[0] >= 0:
            chain = &_table[chain[0]].also
        chain[0] = number


_load()


cdef inline bint is_node(const Node* node, Bytes data, Py_ssize_t at, Py_ssize_t close) noexcept nogil:
    if node.mark == 0:
        return is_word(data + at, close - at, <const char*>node.word, node.length)
    if node.mark == 35:  # '#'
        return digits(data + at, close - at)
    return node.mark == 126 or dotted(data + at, close - at)  # ~ and @


cdef bint has_words(const Kind* kind, Bytes data, Py_ssize_t at, Py_ssize_t high, Py_ssize_t* reach) noexcept nogil:
    """Whether a line has as many words as a head asks for; how far it was read for that."""
    cdef int count = 0
    cdef int enough = max(kind.least, kind.most + 1)
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
    return count >= kind.least and not (kind.most and count > kind.most)


cdef int walk(
    int node, Bytes data, Py_ssize_t low, Py_ssize_t at, Py_ssize_t high, int best, Py_ssize_t* reach
) noexcept nogil:
    """Return the least kind whose head a line has, given siblings for its word at ``at``, or ``best`` if less."""
    cdef Py_ssize_t close
    cdef int kind
    while at < high and blank(data[at]):
        at += 1
    close = word_end(data, at, high)
    reach[0] = max(reach[0], close + 1)
    if at == high:
        return best
    while node >= 0:
        if is_node(&_nodes[node], data, at, close):
            kind = _nodes[node].kind
            while kind >= 0:
                if best < 0 or kind < best:
                    if not (_table[kind].least or _table[kind].most) or has_words(&_table[kind], data, low, high, reach):
                        best = kind
                kind = _table[kind].also
            if _nodes[node].child >= 0:
                best = walk(_nodes[node].child, data, low, close, high, best, reach)
        node = _nodes[node].sibling
    return best


cdef int head_of(Bytes data, Py_ssize_t low, Py_ssize_t high, Py_ssize_t* reach) noexcept nogil:
    """Return the kind of section (from 1 on) that a line opens, 0: none that is known; how far it was read.

    A line that has the same bytes up to there opens the same kind; beyond ``high``: its end mattered, too.
    """
    cdef int node = _first_node[lower(data[low])]
    reach[0] = low + 1
    return 0 if node < 0 else 1 + walk(node, data, low, low, high, -1, reach)


cdef bint anywhere(int head) noexcept nogil:
    """Whether a head is global whatever its indentation."""
    return head > 0 and _table[head - 1].anywhere


cdef bint holds_lines(int head) noexcept nogil:
    """Whether sub-commands of a head are known."""
    return head > 0 and _table[head - 1].insides > 0


cdef bint belongs(int head, Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether a line is a known sub-command of a head."""
    cdef Kind* kind = &_table[head - 1]
    cdef unsigned char first = lower(data[low])
    cdef int place
    for place in range(kind.insides):
        if (kind.inside[place].first == first or not kind.inside[place].first) and fits(
            &kind.inside[place], data, low, high
        ):
            return True
    return False
