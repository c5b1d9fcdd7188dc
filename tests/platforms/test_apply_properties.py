"""A change and its inverse give back the text, byte for byte; lines not meant stay as they were."""

from __future__ import annotations

from dataclasses import dataclass

from config_samples import (
    ASA,
    ASA_RELEASE,
    IOS,
    IOS_RELEASE,
    PIX,
    acl,
    asa_config,
    ios_config,
    pix_config,
    policy,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from remediate.model.base import Platform
from remediate.model.change import (
    AclEdit,
    AlignIsakmpPolicy,
    AlignTransformSet,
    Change,
    MirrorCryptoAcl,
    RekeyPsk,
    Rendered,
    SecretRef,
    SetIpMtu,
    SetPrefragmentation,
    SetTcpMss,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import TransformSet
from remediate.model.selector import ANY, AddressBlock, PortRange, Selector
from remediate.platforms.apply import Applied, apply, tokens_for
from remediate.platforms.edit_state import NOTHING_UNPRINTED
from remediate.platforms.render import render
from remediate.platforms.selector_text import comparable, spell

addresses = st.integers(0, 0xFFFFFFFF)
blocks = st.one_of(
    st.just(ANY),
    st.builds(lambda a: AddressBlock(address=a, wildcard=0), addresses),
    st.builds(
        lambda a, n: AddressBlock(address=a, wildcard=(1 << n) - 1), addresses, st.integers(1, 31)
    ),
)
ports = st.builds(
    lambda a, b: PortRange(low=min(a, b), high=max(a, b)),
    st.integers(0, 65535),
    st.integers(0, 65535),
)


@st.composite
def selectors(draw: st.DrawFn) -> Selector:
    protocol = draw(st.sampled_from([None, 1, 6, 17, 47, 50, 51, 88, 99]))
    more = {}
    if protocol in {6, 17}:
        more = {"source_ports": draw(ports), "destination_ports": draw(ports)}
    return Selector(protocol=protocol, source=draw(blocks), destination=draw(blocks), **more)


@given(selectors(), st.sampled_from(Platform))
def test_a_spelled_flow_is_comparable_and_mirrors_back(flow: Selector, platform: Platform) -> None:
    assert flow.mirrored().mirrored() == flow
    words = comparable(f"permit {spell(flow, platform)}", platform)
    assert comparable(" ".join(words), platform) == words
    assert comparable(f"permit {spell(flow.normalised(), platform)}", platform) == words


@dataclass
class Listed:
    text: str
    config: CryptoConfig
    change: MirrorCryptoAcl
    expected: list[str]
    """Bodies in order after the change."""


def _before_remarks(place: int, entries: list[int], platform: Platform) -> int:
    """IOS: a remark belongs to the entry after it, so nothing comes between the two."""
    while platform is Platform.IOS and place <= entries[-1] and place and place - 1 not in entries:
        place -= 1
    return place


@st.composite
def mirrored(draw: st.DrawFn, platform: Platform) -> Listed:
    """An access list in a random print form, and random edits that leave it a permit."""
    flows = draw(
        st.lists(
            selectors(),
            min_size=2,
            max_size=9,
            unique_by=lambda s: comparable(spell(s, platform), platform),
        )
    )
    old, new = flows[:-1], flows[-1:]
    if len(old) > 3 and draw(st.booleans()):
        new = [*new, old.pop()]
    bodies: list[str] = []
    for flow in old:
        bodies += [
            f"remark {draw(st.sampled_from(['a', 'b c', 'a']))}"
            for _ in range(draw(st.integers(0, 2)))
        ]
        bodies.append(
            f"{draw(st.sampled_from(['permit', 'permit', 'deny']))} {spell(flow, platform)}"
        )
    bodies += ["remark the end"] * draw(st.integers(0, 1))
    entries = [index for index, body in enumerate(bodies) if not body.startswith("remark")]
    gone = sorted(draw(st.sets(st.sampled_from(entries), max_size=2)))
    adds = tuple(AclEdit(selector=flow, position=draw(st.integers(0, len(bodies)))) for flow in new)
    change = MirrorCryptoAcl(
        device="r",
        acl="150",
        add=adds,
        remove=tuple(AclEdit(body=bodies[i], position=i) for i in gone),
    )
    numbered = platform is Platform.IOS and draw(st.booleans())
    flat = platform is Platform.ASA or (not numbered and draw(st.booleans()))
    printed, number = [], 0
    for body in bodies:
        if numbered:
            following = number + 10
            printed.append(f"{following} {body}")
            if not body.startswith("remark"):
                number = following
        else:
            printed.append(body)
    tails = [draw(st.sampled_from(["", " "])) for _ in bodies]
    if flat:
        extended = [
            "" if b.startswith("remark") or platform is Platform.IOS else "extended "
            for b in bodies
        ]
        rows = [
            f"access-list 150 {e}{b}{t}" for e, b, t in zip(extended, printed, tails, strict=True)
        ]
    else:
        rows = [
            "ip access-list extended 150",
            *(f" {b}{t}" for b, t in zip(printed, tails, strict=True)),
        ]
    text = "\n".join(["hostname r", "!", *rows, "!", "access-list 99 permit any", "end", ""])
    make = ios_config if platform is Platform.IOS else asa_config
    config = make(acls=(acl("150", platform, *printed),))
    placed = []
    for edit in adds:
        place = edit.position
        while place in gone:
            place += 1
        assert edit.selector is not None
        placed.append((place, f"permit {spell(edit.selector, platform)}"))
    placed.sort(key=lambda item: item[0])
    expected: list[str] = []
    for index in range(len(bodies) + 1):
        expected += [
            body for place, body in placed if _before_remarks(place, entries, platform) == index
        ]
        if index < len(bodies) and index not in gone:
            expected.append(bodies[index])
    return Listed(text=text, config=config, change=change, expected=expected)


def bodies_of(text: str, platform: Platform) -> list[tuple[str, ...]]:
    found = []
    inside = False
    for line in text.split("\n"):
        words = line.split()
        if words[:2] == ["access-list", "150"]:
            found.append(words[2:])
        elif inside and line.startswith(" "):
            found.append(words[1:] if words[0].isdecimal() else words)
        else:
            inside = words[:4] == ["ip", "access-list", "extended", "150"]
    return [comparable(" ".join(words), platform) for words in found]


def there_and_back(
    text: str, change: Change, config: CryptoConfig, before: Applied | None = None
) -> Applied:
    """Apply a change; check that its inverse gives back text and unprinted numbers; return it."""
    known = NOTHING_UNPRINTED if before is None else before.unprinted
    release = config.release
    answer = render(change, config, unprinted=known)
    assert isinstance(answer, Rendered), answer
    tokens = tokens_for(change, config)
    after = apply(
        text,
        answer.commands,
        platform=config.platform,
        release=release,
        unprinted=known,
        secrets=tokens,
    )
    back = apply(
        after.text,
        answer.inverse,
        platform=config.platform,
        release=release,
        unprinted=after.unprinted,
        secrets=tokens,
    )
    assert back.text == text
    assert back.unprinted.numbers == known.numbers
    assert "<secret:" not in after.text
    return after


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(Platform))
def test_access_list_edits(data: st.DataObject, platform: Platform) -> None:
    case = data.draw(mirrored(platform))
    answer = render(case.change, case.config)
    assume(isinstance(answer, Rendered))
    after = there_and_back(case.text, case.change, case.config)
    assert bodies_of(after.text, platform) == [comparable(body, platform) for body in case.expected]
    outside = [
        line for line in case.text.split("\n") if not line.startswith((" ", "access-list 150"))
    ]
    assert [
        line for line in after.text.split("\n") if not line.startswith((" ", "access-list 150"))
    ] == outside
    assert (
        not any(line.startswith("no access-list") for line in answer.commands)
        or platform is Platform.ASA
    )


NEW = TransformSet(name="NEW", transforms=("esp-aes 256", "esp-sha-hmac"))
SECRET, OLD_SECRET = SecretRef(name="psk/a--b/new"), SecretRef(name="psk/a--b/old")


def ios_changes(draw: st.DrawFn) -> list[Change]:
    interface = draw(st.sampled_from(["FastEthernet0/0", "Tunnel0"]))
    tunnel = interface == "Tunnel0"
    peer, mask, ring = draw(
        st.sampled_from([("10.0.0.2", None, None), ("10.0.0.3", None, None), ("10.9.0.0", "255.255.0.0", None), ("10.0.0.7", None, "RING"), ("10.0.0.8", None, "RING"), ("10.0.0.77", None, None), ("10.0.0.78", None, "RING")])
    )  # fmt: skip
    sequence, previous = draw(st.sampled_from([(10, "OLD"), (20, "LATER")]))
    return [
        AlignIsakmpPolicy(device="r", policy=policy(draw(st.sampled_from([1, 20, 40])), lifetime=draw(st.sampled_from([3600, 86400])))),
        RekeyPsk(device="r", peer=peer, mask=mask, keyring=ring, secret=SECRET, previous=None if "7" in peer[-2:-1] else OLD_SECRET),
        MirrorCryptoAcl(device="r", acl="150", add=(AclEdit(selector=Selector(source=ANY, destination=AddressBlock.host("1.1.1.1")), position=draw(st.integers(0, 5))),), remove=(AclEdit(body="permit ip host 10.1.0.9 host 10.9.9.9", position=2),)),
        AlignTransformSet(device="r", new=NEW, map="CM", sequence=sequence, transform_sets=("NEW",), previous=(previous,)),
        SetTcpMss(device="r", interface=interface, value=1300, previous=1360 if tunnel else None),
        SetPrefragmentation(device="r", interface=draw(st.sampled_from([None, interface])), previous=None),
        SetIpMtu(device="r", interface=interface, value=1390, previous=1400 if tunnel else None),
    ]  # fmt: skip


def asa_changes(draw: st.DrawFn, *, pix: bool) -> list[Change]:
    config = pix_config() if pix else asa_config()
    name = "90" if pix else "VPN"
    entry = config.acls[0].entries[1 if pix else 2]
    new = TransformSet(
        name="NEW", transforms=NEW.transforms, mode=draw(st.sampled_from(["tunnel", "transport"]))
    )
    first = not pix and draw(st.booleans())
    changes: list[Change] = [
        AlignIsakmpPolicy(device="f", policy=policy(draw(st.sampled_from([1, 20])))),
        RekeyPsk(device="f", peer="10.0.0.3" if first else "10.0.0.2", secret=SECRET, previous=None if first else OLD_SECRET),
        MirrorCryptoAcl(device="f", acl=name, add=(AclEdit(selector=Selector(source=ANY, destination=AddressBlock.host("1.1.1.1")), position=draw(st.integers(0, 2))),), remove=(AclEdit(body=entry.body, position=1 if pix else 2),)),
        AlignTransformSet(device="f", new=new, map="CM", sequence=10, transform_sets=("NEW",), previous=("OLD",)),
        SetTcpMss(device="f", interface=None, value=1300, previous=None),
        SetIpMtu(device="f", interface="outside", value=1390, previous=1500),
    ]  # fmt: skip
    if not pix:
        changes.append(SetPrefragmentation(device="f", interface="outside", previous=None))
    return changes


def dressed(draw: st.DrawFn, text: str) -> str:
    """The text as other dumps have it: carriage returns, no separators, no line end, cut head."""
    if draw(st.booleans()):
        text = "\n".join(line for line in text.split("\n") if line.strip() != "!")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return text


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(["ios", "asa", "pix"]))
def test_stacks_of_changes_and_their_inverses(data: st.DataObject, device: str) -> None:
    draw = data.draw
    config = {"ios": ios_config, "asa": asa_config, "pix": pix_config}[device]()
    changes = ios_changes(draw) if device == "ios" else asa_changes(draw, pix=device == "pix")
    first = dressed(draw, {"ios": IOS, "asa": ASA, "pix": PIX}[device])
    chosen = draw(st.permutations(changes))[: draw(st.integers(1, len(changes)))]
    levels = [Applied(text=first)]
    renderings = []
    for change in chosen:
        levels.append(there_and_back(levels[-1].text, change, config, levels[-1]))
        renderings.append(render(change, config, unprinted=levels[-2].unprinted))
    assert len({level.text for level in levels}) == len(levels)
    # Rolled back in reverse, with what each step had left unprinted.
    state = levels[-1]
    for change, answer, level in zip(
        reversed(chosen), reversed(renderings), reversed(levels[:-1]), strict=True
    ):
        assert isinstance(answer, Rendered)
        state = apply(
            state.text, answer.inverse, platform=config.platform, release=config.release,
            unprinted=state.unprinted, secrets=tokens_for(change, config),
        )  # fmt: skip
        assert state.text == level.text


def test_releases_of_the_samples() -> None:
    assert ios_config().release == IOS_RELEASE
    assert asa_config().release == ASA_RELEASE
