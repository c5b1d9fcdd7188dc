"""``show access-lists`` and ``show ip access-lists`` of IOS.

The body of an entry is put together again from the expected file's parts, in the order in which
the device prints them, and is one value.
"""

from __future__ import annotations

from fastparse.records import AccessEntryRow, AccessListRow
from fastparse.show import parse_access_lists
from tests.fastparse.agreement.comparison import Compared, Comparison
from tests.fastparse.show_corpus import genie, ntc


def entries(lists) -> list[tuple[AccessListRow, AccessEntryRow]]:
    return [(acl, entry) for acl in lists for entry in acl.entries]


def text(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def compared(place: str, expected, read):
    """Compare values under the same keys; those without a value on both sides are left out."""
    for key, theirs in expected.items():
        if theirs is not None or read[key] is not None:
            yield Compared(f"{place} {key}", theirs, read[key])


# --- show access-lists (ntc-templates) ---------------------------------------------------------

# Entries whose port the device has printed at the destination. ntc-templates has one place for a
# port and gives it to the source: of the body's port it knows not whose it is.
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


PORT = (
    "the template has one place for a port and gives it to the source; it stands at the destination"
)


def access_list_values(expected, parsed):
    lists = parsed.records
    for row, (acl, entry) in zip(expected, entries(lists), strict=True):
        place = (row["name"], int(row["sn"]))
        assert (acl.name, entry.sequence) == place
        yield from compared(
            f"{place}",
            {
                "name": row["name"],
                "sn": int(row["sn"]),
                "type": row["type"].lower(),
                "matches": int(row["matches"]) if row["matches"] else None,
            },
            {"name": acl.name, "sn": entry.sequence, "type": acl.kind, "matches": entry.hits},
        )
        assert acl.family == "ip"
        moved = place in AT_DESTINATION
        known = moved and entry.body == access_list_body(row, at_destination=True)
        yield Compared(
            f"{place} body",
            access_list_body(row, at_destination=False),
            entry.body,
            PORT if known else "",
        )
    assert all(acl.entries for acl in lists)  # no list beyond those of the expected rows


# --- show ip access-lists (ntc-templates) -------------------------------------------------


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


def expected_lists(rows):
    """Return (name, kind, entries) of the expected rows; one without a number is a heading."""
    lists: list[tuple[str, str, list]] = []
    for row in rows:
        if not row["line_num"]:
            lists.append((row["acl_name"], row["acl_type"].lower(), []))
            continue
        name, kind, found = lists[-1]
        assert (name, kind) == (row["acl_name"], row["acl_type"].lower())
        found.append(row)
    return lists


def ip_access_list_values(expected, parsed):
    for (name, kind, rows), acl in zip(expected_lists(expected), parsed.records, strict=True):
        yield from compared(
            name, {"name": name, "type": kind}, {"name": acl.name, "type": acl.kind}
        )
        for row, entry in zip(rows, acl.entries, strict=True):
            yield from compared(
                f"{name} {row['line_num']}",
                {
                    "line_num": int(row["line_num"]),
                    "body": ip_access_list_body(row),
                    "matches": int(row["matches"]) if row["matches"] else None,
                },
                {"line_num": entry.sequence, "body": entry.body, "matches": entry.hits},
            )


# --- show ip access-lists (genieparser) ---------------------------------------------------

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
            network = address if wildcard == "0.0.0.0" else f"{address}, wildcard bits {wildcard}"  # noqa: S104  # a mask
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


def logging(body: str, actions):
    """Return what genieparser would say of an entry's logging, where it says something of it."""
    if "log" in body.split():
        return "log-syslog"
    return "log-none" if "logging" in actions else None


def genie_values(expected, parsed):
    lists = parsed.records
    names = [acl.name for acl in lists]
    assert names == sorted(expected, key=names.index)  # JSON keeps no order
    for acl in lists:
        theirs = expected[acl.name]
        yield from compared(
            acl.name,
            {
                "name": theirs["name"],
                "acl_type": theirs["acl_type"],
                "type": theirs["type"],
                "per_user": theirs.get("per_user"),
            },
            {
                "name": acl.name,
                "acl_type": acl.kind,
                "type": {"ip": "ipv4-acl-type"}[acl.family],
                "per_user": True if acl.note == "downloaded" else None,
            },
        )
        aces = sorted(theirs.get("aces", {}).items(), key=lambda item: int(item[0]))
        for (number, ace), entry in zip(aces, acl.entries, strict=True):
            matched = ace.get("statistics", {}).get("matched_packets")
            yield from compared(
                f"{acl.name} {number}",
                {
                    "name": int(number),
                    "body": genie_body(ace, acl.kind),
                    "matched_packets": None if matched is None else int(matched),
                    "logging": ace["actions"].get("logging"),
                },
                {
                    "name": entry.sequence,
                    "body": entry.body,
                    "matched_packets": entry.hits,
                    "logging": logging(entry.body, ace["actions"]),
                },
            )


COMPARISONS = (
    Comparison(
        command="show access-lists",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_ios/show_access-list/*",
        parse=parse_access_lists,
        expected=ntc,
        values=access_list_values,
        reasons=(PORT,),
    ),
    Comparison(
        command="show ip access-lists",
        publisher="ntc-templates",
        pattern="ntc-templates/cisco_ios/show_ip_access-lists/*",
        parse=parse_access_lists,
        expected=ntc,
        values=ip_access_list_values,
    ),
    Comparison(
        command="show ip access-lists",
        publisher="genieparser",
        pattern="genieparser/ShowIpAccessLists/*",
        parse=parse_access_lists,
        expected=genie,
        values=genie_values,
    ),
)
