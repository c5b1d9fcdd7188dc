"""``show access-list`` of ASA."""

from __future__ import annotations

from fastparse.show import parse_access_lists
from tests.fastparse.agreement.access_lists_ios import compared, entries, text
from tests.fastparse.agreement.comparison import Compared, Comparison
from tests.fastparse.show_corpus import ntc

# ntc-templates drops these of an entry's body: the log clause of elements, log's level `disable`
# and `default` where it stands alone, and the word `inactive` of an entry that says so again in
# parentheses behind it
DROPPED = {
    "log", "disable", "default", "alerts", "informational", "debugging", "interval", "300",
    "inactive",
}  # fmt: skip


def end_of_asa(row: dict[str, str], side: str, *, inner: bool) -> str:
    def part(name: str) -> str:
        key = f"entry_{side}_{name}" if inner else f"{side}_{name}"
        return row.get(key, "")

    host, six = part("host"), part("v6host")
    fqdn, state = part("fqdn"), part("fqdn_state")
    first, last = part("range_start"), part("range_end")
    return text(
        part("any"),
        part("intfc") and f"interface {part('intfc')}",
        host and f"host {host}",
        part("host_fqdn") and f"({part('host_fqdn')})",
        six and f"host {six}",
        part("network"),
        part("mask"),
        part("v6network") and f"{part('v6network')}/{part('v6mask')}",
        part("object") and f"object {part('object')}",
        part("object_grp") and f"object-group {part('object_grp')}",
        fqdn and text(f"fqdn {fqdn}", f"({state})"),
        first and f"range {first} {last}",
    )


def port_of_asa(row: dict[str, str], prefix: str) -> str:
    def part(name: str) -> str:
        return row.get(f"{prefix}{name}", "")

    return text(
        part("port") and f"eq {part('port')}",
        part("port_greater_than") and f"gt {part('port_greater_than')}",
        part("port_less_than") and f"lt {part('port_less_than')}",
        part("port_range_start") and f"range {part('port_range_start')} {part('port_range_end')}",
        part("port_grp") and f"object-group {part('port_grp')}",
        part("port_object") and f"object {part('port_object')}",
    )


def asa_body(row: dict[str, str], *, inner: bool) -> str:
    protocol = row["entry_protocol"] or row["entry_protocol_icmp"] if inner else row["protocol"]
    return text(
        row["action"],
        protocol,
        row["svc_object"] and f"object {row['svc_object']}",
        row["svc_object_grp"] and f"object-group {row['svc_object_grp']}",
        end_of_asa(row, "src", inner=inner),
        port_of_asa(row, "entry_src_" if inner else "src_"),
        end_of_asa(row, "dst", inner=inner),
        port_of_asa(row, "entry_" if inner else "dst_"),
        row["entry_icmp_type"],
        row["entry_icmp_code"],
        row["log_level"] and f"log {row['log_level']}",
        row["log_interval"] and f"interval {row['log_interval']}",
        row["time_range"] and f"time-range {row['time_range']}",
    )


def left_over(body: str, expected: str) -> set[str] | None:
    """Return the words of a body that are not expected; None when one that is isn't there."""
    found = iter(body.split())
    others = set()
    for wanted in expected.split():
        for word in found:
            if word == wanted:
                break
            others.add(word)
        else:
            return None
    return {*others, *found}


CLAUSES = (
    "the template drops the log clause of elements, the log levels `disable` and `default`, and the"
    " word `inactive`, which the state in parentheses repeats"
)


def entry_values(place, row, acl, entry):
    # The values of an element, and of an entry of a standard list, are under `entry_…`
    inner = bool(row["entry_hash"])
    prefix = "entry_" if inner else ""
    hits = row[f"{prefix}hit_count"]
    assert entry.element is (inner and row["type"] != "standard")
    yield from compared(
        place,
        {
            "acl_name": row["acl_name"],
            "line_num": int(row["line_num"]),
            "type": row["type"],
            "hash": row["entry_hash" if inner else "line_hash"],
            "hit_count": int(hits) if hits else None,
            "state": row[f"{prefix}state"] or None,
        },
        {
            "acl_name": acl.name,
            "line_num": entry.sequence,
            "type": entry.kind,
            "hash": entry.hash,
            "hit_count": entry.hits,
            "state": "inactive" if entry.inactive else None,
        },
    )
    expected = asa_body(row, inner=inner)
    others = left_over(entry.body, expected)
    known = others is not None and others <= DROPPED
    yield Compared(f"{place} body", expected, entry.body, CLAUSES if known else "")


def values(expected, parsed):
    lists, rows = parsed.records, expected
    headings = [row for row in rows if row["acl_tot_elem"]]
    for row, acl in zip(headings, lists, strict=True) if headings else ():
        yield from compared(
            row["acl_name"],
            {
                "acl_name": row["acl_name"],
                "acl_tot_elem": int(row["acl_tot_elem"]),
                "acl_name_hash": row["acl_name_hash"],
            },
            {"acl_name": acl.name, "acl_tot_elem": acl.elements, "acl_name_hash": acl.hash},
        )
    others = [row for row in rows if not row["acl_tot_elem"]]
    for number, (row, (acl, entry)) in enumerate(zip(others, entries(lists), strict=True)):
        place = f"{row['acl_name']} {row['line_num']} ({number})"
        if not row["remark"]:
            yield from entry_values(place, row, acl, entry)
            continue
        assert (entry.hits, entry.hash, entry.inactive, entry.kind) == (None, None, False, None)
        yield from compared(
            place,
            {
                "acl_name": row["acl_name"],
                "line_num": int(row["line_num"]),
                "remark": f"remark {row['remark']}",
            },
            {"acl_name": acl.name, "line_num": entry.sequence, "remark": entry.body},
        )


COMPARISONS = (
    Comparison(
        command="show access-list (ASA)",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_asa/show_access-list/*",
        parse=parse_access_lists,
        expected=ntc,
        values=values,
        reasons=(CLAUSES,),
    ),
)
