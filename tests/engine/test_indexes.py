"""What is found by index is what looking at everything finds."""

from hypothesis import given
from hypothesis import strategies as st

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_keys import KeyForm, PreSharedKey
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import CryptoMap, CryptoMapEntry, TransformSet
from remediate.model.release import Release
from remediate.model.selector import AddressBlock, PortRange, Selector
from remediate.model.selector_index import SelectorIndex

MASKS = st.sampled_from([0, 1, 0xFF, 0xFF00, 0xFFFF, 0xFFFFFF00, 0xFFFFFFFF])
BLOCKS = st.builds(
    AddressBlock,
    address=st.sampled_from([0x0A000000, 0x0A000001, 0x0A000100, 0x0A010000, 0xC0A80101]),
    wildcard=MASKS,
)
SELECTORS = st.builds(
    Selector,
    protocol=st.sampled_from([None, 6, 17]),
    source=BLOCKS,
    destination=BLOCKS,
    destination_ports=st.sampled_from([PortRange(), PortRange(low=80, high=90)]),
)


@given(st.lists(SELECTORS, max_size=12), SELECTORS)
def test_overlapping_selectors_are_found_in_order(
    selectors: list[Selector], wanted: Selector
) -> None:
    index: SelectorIndex[int] = SelectorIndex()
    for place, one in enumerate(selectors):
        index.add(one, place)
    expected = [(one, place) for place, one in enumerate(selectors) if one.overlaps(wanted)]
    assert index.overlapping(wanted) == expected


def config(**parts: object) -> CryptoConfig:
    return CryptoConfig(
        platform=Platform.IOS,
        release=Release(platform=Platform.IOS),
        **parts,  # type: ignore[arg-type]  # parts of the very type
    )


KEYS = st.lists(
    st.builds(
        PreSharedKey,
        peer=st.none() | BLOCKS,
        form=st.just(KeyForm.CLEAR),
        fingerprint=st.sampled_from(["a", "b"]),
    ),
    max_size=8,
)


@given(KEYS, st.sampled_from([0x0A000000, 0x0A000001, 0x0A000155, 0xC0A80101]))
def test_keys_for_an_address_are_found_in_order(keys: list[PreSharedKey], address: int) -> None:
    found = config(keys=tuple(keys)).keys_for(address)
    host = AddressBlock(address=address, wildcard=0)
    assert found == [key for key in keys if key.peer is None or key.peer.covers(host)]


def test_the_first_of_a_name_counts() -> None:
    twice = config(
        acls=(AccessList(name="A", line=1), AccessList(name="A", line=2)),
        transform_sets=(TransformSet(name="T", transforms=("x",)), TransformSet(name="T", transforms=("y",))),
        interfaces=(Interface(name="Gi0/0", nameif="Outside", line=1), Interface(name="outside", line=2)),
    )  # fmt: skip
    acl, transforms, interface = (
        twice.acl("A"),
        twice.transform_set("T"),
        twice.interface("OUTSIDE"),
    )
    assert acl is not None and acl.line == 1  # noqa: PT018
    assert transforms is not None and transforms.transforms == ("x",)  # noqa: PT018
    assert interface is not None and interface.line == 1  # noqa: PT018
    assert twice.acl(None) is twice.acl("a") is None


def test_entries_of_a_peer_and_equal_configurations() -> None:
    one = CryptoMapEntry(map="M", sequence=1, peers=("192.0.2.1", "192.0.2.2"))
    two = CryptoMapEntry(map="M", sequence=2, peers=("192.0.2.2",))
    first = config(maps=(CryptoMap(name="M", entries=(one, two)),))
    assert first.entries_for("192.0.2.2") == [one, two]
    assert not first.entries_for("192.0.2.3")
    assert first == config(maps=(CryptoMap(name="M", entries=(one, two)),))
