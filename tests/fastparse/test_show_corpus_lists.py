"""Every value that genieparser and ntc-templates expect of captured access lists is read.

The body of an entry is put together again from the expected file's parts, in the order in which
the device prints them, and held against the body that fastparse read.
"""

from __future__ import annotations

import pytest

from fastparse.records import AccessEntryRow, AccessListRow
from fastparse.show import parse_access_lists
from tests.fastparse.show_corpus import genie, ntc, outputs


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    """Return the lists of an output, all of which was understood."""

    def records(output):
        parsed = parse_access_lists(output.read_bytes(), implementation=request.param)
        assert parsed.unrecognised == ()
        return parsed.records

    return records


def entries(lists) -> list[tuple[AccessListRow, AccessEntryRow]]:
    return [(acl, entry) for acl in lists for entry in acl.entries]


def text(*parts: str) -> str:
    return " ".join(part for part in parts if part)


# --- IOS: show access-lists (ntc-templates) ----------------------------------------------------

# ntc-templates has one place for a port and gives it to the source: of the body's port it knows
# not whose it is. The body is put together with the port at the destination where the device has
# printed it there.
AT_DESTINATION = {
    ("102", 10), ("102", 20), ("150", 10), ("150", 20), ("150", 50), ("150", 60), ("10", 16),
}  # fmt: skip


def access_list_body(row: dict[str, str], *, at_destination: bool) -> str:
    port = text(row["operator_source_port"], row["source_port"])
    other = text(row["operator_destination_port"], row["destination_port"])
    assert not at_destination or (port and not other)
    before, behind = ("", port) if at_destination else (port, other)
    return text(
        row["action"], row["protocol"], row["source"], before, row["destination"], behind,
        row["modifier"],
    )  # fmt: skip


@pytest.mark.parametrize("output", outputs("ntc-templates/cisco_ios/show_access-list/*"))
def test_access_lists_of_ios(read, output):
    lists = read(output)
    for row, (acl, entry) in zip(ntc(output), entries(lists), strict=True):
        place = (row["name"], int(row["sn"]))
        assert (acl.name, entry.sequence) == place
        assert (acl.kind, acl.family) == (row["type"].lower(), "ip")
        assert entry.body == access_list_body(row, at_destination=place in AT_DESTINATION)
        assert entry.hits == (int(row["matches"]) if row["matches"] else None)
    assert all(acl.entries for acl in lists)  # no list beyond those of the expected rows


# --- IOS: show ip access-lists (ntc-templates) -------------------------------------------------


def end_of_ios(row: dict[str, str], side: str) -> str:
    """Return an end as a device prints it, its port behind it."""
    group = row[f"{side}_network_object_group_name"]
    host = row[f"{side}_host"]
    wildcard = row[f"{side}_wildcard"]
    standard = row["acl_type"] == "Standard"
    return text(
        row[f"{side}_any"],
        host if standard else host and f"host {host}",
        row[f"{side}_network"] + ("," if standard and wildcard else ""),
        "wildcard bits" if standard and wildcard else "",
        wildcard,
        group and f"object-group {group}",
        row[f"{side}_port_match"],
        row[f"{side}_port"],
        row[f"{side}_port_range_start"],
        row[f"{side}_port_range_end"],
    )


def ip_access_list_body(row: dict[str, str]) -> str:
    assert not row["service_object_group_name"]
    return text(
        row["action"],
        row["protocol"],
        end_of_ios(row, "src"),
        end_of_ios(row, "dst"),
        row["icmp_type"],
        row["flags_match"],
        row["tcp_flag"],
        row["log"],
        row["log_tag"] and f"(tag = {row['log_tag']})",
        row["time"] and f"time-range {row['time']}",
        row["state"] and f"({row['state']})",
    )


@pytest.mark.parametrize("output", outputs("ntc-templates/cisco_ios/show_ip_access-lists/*"))
def test_ip_access_lists_of_ios(read, output):
    expected: list[tuple[str, str, list]] = []
    for row in ntc(output):
        if not row["line_num"]:  # a heading
            expected.append((row["acl_name"], row["acl_type"].lower(), []))
            continue
        name, kind, found = expected[-1]
        assert (name, kind) == (row["acl_name"], row["acl_type"].lower())
        hits = int(row["matches"]) if row["matches"] else None
        found.append((int(row["line_num"]), ip_access_list_body(row), hits))
    assert [
        (acl.name, acl.kind, [(entry.sequence, entry.body, entry.hits) for entry in acl.entries])
        for acl in read(output)
    ] == expected


# --- IOS: show ip access-lists (genieparser) ---------------------------------------------------

# genieparser gives the numbers of the ports that the device prints by name, and not always
PORTS = {80: "www", 53: "domain", 68: "bootpc", "bootps": "bootps", "bootpc": "bootpc"}


def genie_end(protocol, layer4, side: str, *, standard: bool) -> str:
    networks = protocol.get(f"{side}_network", {})
    assert len(networks) <= 1
    network = ""
    for key, inner in networks.items():
        assert inner == {f"{side}_network": key}
        network = key
        if standard:  # printed as an address alone, or with the words `wildcard bits`
            address, wildcard = key.split()
            network = address if wildcard == "0.0.0.0" else f"{address}, wildcard bits {wildcard}"  # noqa: S104
    port = layer4.get(f"{side}_port", {}).get("operator")
    return text(network, port and f"{port['operator']} {PORTS[port['port']]}")


def genie_body(ace, kind: str) -> str:
    (family, protocol), *others = ace["matches"]["l3"].items()
    assert (family, others) == ("ipv4", [])
    standard = kind == "standard"
    layer4 = {}
    if not standard:
        (name, layer4), *others = ace["matches"]["l4"].items()
        assert (name, others) == (protocol["protocol"], [])
    assert layer4.get("established", False) is False
    assert ace["actions"].get("logging", "log-none") == "log-none"
    name = {"ipv4": "" if standard else "ip"}.get(protocol["protocol"], protocol["protocol"])
    return text(
        ace["actions"]["forwarding"],
        name,
        genie_end(protocol, layer4, "source", standard=standard),
        genie_end(protocol, layer4, "destination", standard=standard),
        layer4.get("msg_type", ""),
    )


@pytest.mark.parametrize("output", outputs("genieparser/ShowIpAccessLists/*"))
def test_ip_access_lists(read, output):
    lists = read(output)
    expected = genie(output)
    assert [acl.name for acl in lists] == sorted(
        expected, key=[acl.name for acl in lists].index
    )  # JSON keeps no order
    for acl in lists:
        theirs = expected[acl.name]
        assert theirs["name"] == acl.name
        assert theirs["acl_type"] == acl.kind
        assert theirs["type"] == {"ip": "ipv4-acl-type"}[acl.family]
        assert theirs.get("per_user", False) is (acl.note == "downloaded")
        aces = sorted(theirs.get("aces", {}).items(), key=lambda item: int(item[0]))
        assert [
            (entry.sequence, entry.body, entry.hits, "log" in entry.body.split())
            for entry in acl.entries
        ] == [
            (
                int(number),
                genie_body(ace, acl.kind),
                int(ace["statistics"]["matched_packets"]) if "statistics" in ace else None,
                False,
            )
            for number, ace in aces
        ]


# --- ASA: show access-list (ntc-templates) -----------------------------------------------------

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


def left_over(body: str, expected: str) -> list[str]:
    """Return the words of a body that are not expected; fail when one is expected and not there."""
    found = iter(body.split())
    others = []
    for wanted in expected.split():
        for word in found:
            if word == wanted:
                break
            others.append(word)
        else:
            pytest.fail(f"{wanted!r} of {expected!r} is not in {body!r}")
    return [*others, *found]


@pytest.mark.parametrize("output", outputs("ntc-templates/cisco_asa/show_access-list/*"))
def test_access_list_of_asa(read, output):
    lists = read(output)
    rows = ntc(output)
    headings = [row for row in rows if row["acl_tot_elem"]]
    if headings:
        assert [(acl.name, str(acl.elements), acl.hash) for acl in lists] == [
            (row["acl_name"], row["acl_tot_elem"], row["acl_name_hash"]) for row in headings
        ]
    others = [row for row in rows if not row["acl_tot_elem"]]
    for row, (acl, entry) in zip(others, entries(lists), strict=True):
        assert (acl.name, entry.sequence) == (row["acl_name"], int(row["line_num"]))
        if row["remark"]:
            assert entry.body == f"remark {row['remark']}"
            assert (entry.hits, entry.hash, entry.inactive, entry.kind) == (None, None, False, None)
            continue
        # The values of an element, and of an entry of a standard list, are under `entry_…`
        inner = bool(row["entry_hash"])
        prefix = "entry_" if inner else ""
        hits = row[f"{prefix}hit_count"]
        assert entry.kind == row["type"]
        assert entry.hash == row["entry_hash" if inner else "line_hash"]
        assert entry.hits == (int(hits) if hits else None)
        assert entry.inactive is (row[f"{prefix}state"] == "inactive")
        assert entry.element is (inner and row["type"] != "standard")
        expected = asa_body(row, inner=inner)
        assert set(left_over(entry.body, expected)) <= DROPPED
