"""Synthetic diagnoses and plans, made by hand for the tests of the reports.

Origin: synthetic. Texts follow the spelling of device messages; no capture is quoted.
"""

from __future__ import annotations

from msgspec.structs import replace

from remediate.model.base import Confidence, Platform, Safety, Verdict
from remediate.model.change import (
    AclEdit,
    AlignIsakmpPolicy,
    AlignTransformSet,
    MirrorCryptoAcl,
    RekeyPsk,
    SecretRef,
    SetIpMtu,
    SetPrefragmentation,
    SetTcpMss,
)
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.model.diagnosis import (
    DeviceReport,
    DiagnosisReport,
    DiagnosisView,
    End,
    Evidence,
    Finding,
    FixView,
    Need,
    Summary,
    TunnelReport,
    UnrecognisedView,
)
from remediate.model.plan import (
    ConfigFingerprint,
    NotPlanned,
    Plan,
    PlannedChange,
    TunnelPlan,
    Why,
)
from remediate.model.selector import AddressBlock, Selector
from remediate.plan_file import seal

KINDS = ("acl", "policy", "psk", "transform", "packet", "sequence")


def address(number: int) -> str:
    return f"203.0.{113 + number // 250}.{number % 250 + 2}"


def _diff(device: str, context: str, *lines: str) -> str:
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    kept = len(lines) - added - removed
    return "\n".join(
        (
            f"--- {device}/running-config",
            f"+++ {device}/running-config (planned)",
            f"@@ -41,{kept + removed} +41,{kept + added} @@ {context}",
            *lines,
        )
    )


def _acl(
    tunnel: str, hub: str, spoke: str, number: int
) -> tuple[DiagnosisView, list[PlannedChange], str]:
    net = f"10.{number // 250}.{number % 250}.0"
    commands = (
        "ip access-list extended VPN-HQ",
        f" no permit ip {net} 0.0.0.255 10.200.0.0 0.0.255.255",
        f" 10 permit ip {net} 0.0.0.255 10.100.0.0 0.0.255.255",
    )
    inverse = (
        "ip access-list extended VPN-HQ",
        f" no permit ip {net} 0.0.0.255 10.100.0.0 0.0.255.255",
        f" 10 permit ip {net} 0.0.0.255 10.200.0.0 0.0.255.255",
    )
    why = (
        f"The crypto ACL VPN-HQ of {spoke} protects {net}/24 -> 10.200.0.0/16, but {hub} protects"
        f" 10.100.0.0/16 -> {net}/24: the quick mode proxies of the two ends can never be equal."
    )
    change = PlannedChange(
        order=1,
        kind="mirror-crypto-acl",
        device=spoke,
        platform="ios",
        cures=("crypto-acl-not-mirrored",),
        change=MirrorCryptoAcl(
            device=spoke,
            acl="VPN-HQ",
            add=(
                AclEdit(
                    position=0,
                    selector=Selector(
                        source=AddressBlock.from_wildcard(net, "0.0.0.255"),
                        destination=AddressBlock.from_wildcard("10.100.0.0", "0.0.255.255"),
                    ),
                ),
            ),
            remove=(AclEdit(position=0, body=f"permit ip {net} 0.0.0.255 10.200.0.0 0.0.255.255"),),
        ),
        commands=commands,
        inverse=inverse,
        diff=_diff(
            spoke,
            "ip access-list extended VPN-HQ",
            " ip access-list extended VPN-HQ",
            "  remark headquarters",
            f"- 10 permit ip {net} 0.0.0.255 10.200.0.0 0.0.255.255",
            f"+ 10 permit ip {net} 0.0.0.255 10.100.0.0 0.0.255.255",
            " !",
        ),
        safety=Safety.SAFE,
        window=False,
        documented=True,
        why="Mirrors the entry of the hub; the flow is down and carries nothing in clear.",
        preconditions=(f"`show crypto ipsec sa peer 192.0.2.1` on {spoke} shows no live SA",),
    )
    diagnosis = DiagnosisView(
        code="IPS001",
        slug="crypto-acl-not-mirrored",
        confidence=Confidence.PROVEN,
        phase=2,
        change_on=(spoke,),
        explanation=why,
        evidence=(
            Evidence(
                device=hub,
                file=f"{hub}/debug.log",
                line=1200 + number,
                text="IPSEC(validate_transform_proposal): proxy identities not supported",
            ),
            Evidence(
                device=spoke,
                file=f"{spoke}/show_running-config.txt",
                line=112,
                text=f"permit ip {net} 0.0.0.255 10.200.0.0 0.0.255.255",
            ),
            Evidence(
                device=hub,
                file=f"{hub}/show_running-config.txt",
                line=310 + number,
                text=f"permit ip 10.100.0.0 0.0.255.255 {net} 0.0.0.255",
            ),
        ),
        fixes=(
            FixView(
                change="mirror-crypto-acl",
                device=spoke,
                safety=Safety.SAFE,
                documented=True,
                commands=commands,
                inverse=inverse,
                why=change.why,
            ),
        ),
    )
    return diagnosis, [change], "The crypto ACLs of the two ends are not mirrors of each other."


def _policy(
    tunnel: str, hub: str, spoke: str, number: int
) -> tuple[DiagnosisView, list[PlannedChange], str]:
    commands = (
        "crypto isakmp policy 15",
        " encryption aes 256",
        " hash sha256",
        " authentication pre-share",
        " group 14",
        " lifetime 86400",
    )
    change = PlannedChange(
        order=1,
        kind="align-isakmp-policy",
        device=spoke,
        platform="ios",
        cures=("isakmp-policy-mismatch",),
        change=AlignIsakmpPolicy(
            device=spoke,
            policy=IsakmpPolicy(
                priority=15,
                encryption="aes",
                key_length=256,
                hash="sha256",
                authentication="pre-share",
                group=14,
            ),
        ),
        commands=commands,
        inverse=("no crypto isakmp policy 15",),
        diff=_diff(
            spoke,
            "crypto isakmp policy 20",
            " crypto isakmp policy 10",
            "  encr 3des",
            "  authentication pre-share",
            "  group 2",
            *(f"+{line}" for line in commands),
            " crypto isakmp key <redacted:key-1> address 192.0.2.1",
        ),
        safety=Safety.SAFE,
        window=False,
        documented=True,
        why="Priority 15 is unused; the strongest policy that both releases can negotiate.",
    )
    diagnosis = DiagnosisView(
        code="IKE001",
        slug="isakmp-policy-mismatch",
        confidence=Confidence.PROVEN,
        phase=1,
        change_on=(spoke,),
        explanation=(
            f"No ISAKMP policy of {spoke} (3des, sha, group 2) is acceptable to {hub},"
            " which only holds aes 256, sha256, group 14."
        ),
        evidence=(
            Evidence(
                device=spoke,
                file=f"{spoke}/debug.log",
                line=88,
                text="ISAKMP (0:1): Hash algorithm offered does not match policy!",
            ),
            Evidence(
                device=hub,
                file=f"{hub}/syslog",
                line=4410 + number,
                text=f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed with peer at {address(number)}",
            ),
        ),
        fixes=(
            FixView(
                change="align-isakmp-policy",
                device=spoke,
                safety=Safety.SAFE,
                documented=True,
                commands=commands,
                inverse=change.inverse,
                why=change.why,
            ),
        ),
    )
    return diagnosis, [change], "The two ends hold no common ISAKMP policy."


def _psk(
    tunnel: str, hub: str, spoke: str, number: int
) -> tuple[DiagnosisView, list[PlannedChange], str]:
    new = SecretRef(name=f"psk/{tunnel}/new")
    changes = []
    for order, (device, peer) in enumerate(((spoke, "192.0.2.1"), (hub, address(number))), 1):
        old = SecretRef(name=f"psk/{tunnel}/old-{device}")
        if device == hub:
            commands = (
                f"tunnel-group {peer} ipsec-attributes",
                f" ikev1 pre-shared-key {new.placeholder()}",
            )
            inverse = (commands[0], f" ikev1 pre-shared-key {old.placeholder()}")
            lines = (
                f" tunnel-group {peer} ipsec-attributes",
                "- ikev1 pre-shared-key *****",
                f"+ ikev1 pre-shared-key {new.placeholder()}",
            )
        else:
            commands = (
                f"no crypto isakmp key {old.placeholder()} address {peer}",
                f"crypto isakmp key {new.placeholder()} address {peer}",
            )
            inverse = (
                f"no crypto isakmp key {new.placeholder()} address {peer}",
                f"crypto isakmp key {old.placeholder()} address {peer}",
            )
            lines = (
                f"-crypto isakmp key <redacted:key-2> address {peer}",
                f"+crypto isakmp key {new.placeholder()} address {peer}",
                " !",
            )
        changes.append(
            PlannedChange(
                order=order,
                kind="rekey-psk",
                device=device,
                platform="asa" if device == hub else "ios",
                cures=("psk-mismatch",),
                change=RekeyPsk(device=device, peer=peer, secret=new, previous=old),
                commands=commands,
                inverse=inverse,
                diff=_diff(device, "keys", *lines),
                safety=Safety.DISRUPTIVE,
                window=True,
                documented=True,
                why="One new key from one secret on both ends; the right old value can't be known.",
                secrets=(new.name, old.name),
            )
        )
    diagnosis = DiagnosisView(
        code="IKE003",
        slug="psk-mismatch",
        confidence=Confidence.LIKELY,
        phase=1,
        change_on=(spoke, hub),
        explanation="Payload 5 of main mode cannot be decrypted: the pre-shared keys differ.",
        evidence=(
            Evidence(
                device=spoke,
                file=f"{spoke}/debug.log",
                line=41,
                text=f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {address(number)} failed its sanity check or is malformed",
            ),
        ),
        fixes=(
            FixView(
                change="rekey-psk",
                device=None,
                safety=Safety.DISRUPTIVE,
                documented=True,
                commands=(),
                inverse=(),
                why="rekey both ends",
            ),
        ),
    )
    return diagnosis, changes, "The two ends hold different pre-shared keys."


def _transform(
    tunnel: str, hub: str, spoke: str, number: int
) -> tuple[DiagnosisView, list[PlannedChange], str]:
    strong = TransformSet(
        name="TS-AES256-SHA", transforms=("esp-aes-256", "esp-sha-hmac"), mode="tunnel"
    )
    weak = TransformSet(name="TS-OLD", transforms=("esp-3des", "esp-md5-hmac"), mode="tunnel")
    commands = (
        "crypto ipsec transform-set TS-AES256-SHA esp-aes 256 esp-sha-hmac",
        " mode tunnel",
        "crypto map VPN 10 ipsec-isakmp",
        " set transform-set TS-AES256-SHA",
    )
    inverse = (
        "crypto map VPN 10 ipsec-isakmp",
        " set transform-set TS-OLD",
        "no crypto ipsec transform-set TS-AES256-SHA",
    )
    change = PlannedChange(
        order=1,
        kind="align-transform-set",
        device=spoke,
        platform="ios",
        cures=("transform-set-mismatch",),
        change=AlignTransformSet(
            device=spoke,
            new=strong,
            map="VPN",
            sequence=10,
            transform_sets=(strong.name,),
            previous=(weak.name,),
        ),
        commands=commands,
        inverse=inverse,
        diff=_diff(
            spoke,
            "crypto ipsec",
            "+crypto ipsec transform-set TS-AES256-SHA esp-aes 256 esp-sha-hmac",
            "+ mode tunnel",
            " crypto map VPN 10 ipsec-isakmp",
            "  set peer 192.0.2.1",
            "- set transform-set TS-OLD",
            "+ set transform-set TS-AES256-SHA",
        ),
        safety=Safety.SAFE,
        window=False,
        documented=True,
        why="A successor under a new name, pointed to by this entry alone; the old set stays.",
    )
    diagnosis = DiagnosisView(
        code="IPS002",
        slug="transform-set-mismatch",
        confidence=Confidence.PROVEN,
        phase=2,
        change_on=(spoke,),
        explanation=f"{spoke} offers esp-3des esp-md5-hmac alone, {hub} takes esp-aes-256 esp-sha-hmac alone.",
        evidence=(
            Evidence(
                device=hub,
                file=f"{hub}/debug.log",
                line=900 + number,
                text="All IPSec SA proposals found unacceptable!",
            ),
        ),
        fixes=(),
    )
    return diagnosis, [change], "The two ends hold no common transform set."


def _packet(
    tunnel: str, hub: str, spoke: str, number: int
) -> tuple[DiagnosisView, list[PlannedChange], str]:
    change = PlannedChange(
        order=1,
        kind="set-tcp-mss",
        device=spoke,
        platform="ios",
        cures=("packet-encryption-error",),
        change=SetTcpMss(device=spoke, interface="GigabitEthernet0/1", value=1300, previous=None),
        commands=("interface GigabitEthernet0/1", " ip tcp adjust-mss 1300"),
        inverse=("interface GigabitEthernet0/1", " no ip tcp adjust-mss 1300"),
        diff=_diff(
            spoke,
            "interface GigabitEthernet0/1",
            " interface GigabitEthernet0/1",
            f"  ip address 10.{number // 250}.{number % 250}.1 255.255.255.0",
            "+ ip tcp adjust-mss 1300",
            "  duplex auto",
        ),
        safety=Safety.SAFE,
        window=False,
        documented=True,
        why="1300 as documented; path MTU 1500 and esp-aes-256 esp-sha-hmac would allow 1382.",
    )
    diagnosis = DiagnosisView(
        code="PKT004",
        slug="packet-encryption-error",
        confidence=Confidence.LIKELY,
        phase=0,
        change_on=(spoke,),
        explanation="Packets of full size are fragmented after encryption and lost in the accelerator.",
        evidence=(
            Evidence(
                device=spoke,
                file=f"{spoke}/syslog.gz",
                line=77120,
                text="HW_VPN-1-HPRXERR: Hardware VPN0/13: Packet Encryption/Decryption error, status=4615",
            ),
        ),
        fixes=(
            FixView(
                change="drop-esp-authentication",
                device=spoke,
                safety=Safety.WEAKENING,
                documented=True,
                commands=("crypto ipsec transform-set TS esp-aes 256",),
                inverse=("crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac",),
                why="Documented; takes the authentication away, so it is only done when asked for by name.",
            ),
            FixView(
                change="upgrade-ios",
                device=spoke,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                commands=(),
                inverse=(),
                why="A later release corrects the accelerator's handling of fragments.",
            ),
        ),
    )
    return diagnosis, [change], "Packets are lost in encryption on one end."


def _sequence(
    tunnel: str, hub: str, spoke: str, number: int
) -> tuple[DiagnosisView, list[PlannedChange], str]:
    changes = [
        PlannedChange(
            order=1,
            kind="set-prefragmentation",
            device=spoke,
            platform="ios",
            cures=("esp-sequence-fail",),
            change=SetPrefragmentation(device=spoke, interface=None, previous=False),
            commands=("crypto ipsec fragmentation before-encryption",),
            inverse=("crypto ipsec fragmentation after-encryption",),
            diff=_diff(
                spoke,
                "crypto ipsec",
                "-crypto ipsec fragmentation after-encryption",
                "+crypto ipsec fragmentation before-encryption",
            ),
            safety=Safety.SAFE,
            window=False,
            documented=True,
            why="Fragments before encryption, so that no fragment overtakes its packet.",
        ),
        PlannedChange(
            order=2,
            kind="set-ip-mtu",
            device=spoke,
            platform="ios",
            cures=("esp-sequence-fail",),
            change=SetIpMtu(device=spoke, interface="Dialer0", value=1400, previous=1500),
            commands=("interface Dialer0", " ip mtu 1400"),
            inverse=("interface Dialer0", " ip mtu 1500"),
            diff=_diff(
                spoke, "interface Dialer0", " interface Dialer0", "- ip mtu 1500", "+ ip mtu 1400"
            ),
            safety=Safety.DISRUPTIVE,
            window=True,
            documented=True,
            why="Every tunnel of the interface drops while the MTU changes.",
        ),
    ]
    diagnosis = DiagnosisView(
        code="PKT005",
        slug="esp-sequence-fail",
        confidence=Confidence.POSSIBLE,
        phase=0,
        change_on=(spoke,),
        explanation="ESP packets arrive out of order beyond the replay window.",
        evidence=(
            Evidence(
                device=hub,
                file=f"{hub}/syslog",
                line=5100 + number,
                text=f"%ASA-4-402119: IPSEC: Received an ESP packet (SPI= 0x99554D4E, sequence number= 0xF) from {address(number)} that failed anti-replay checking.",
            ),
        ),
        fixes=(),
    )
    return diagnosis, changes, "ESP packets arrive out of order."


_BUILDERS = dict(zip(KINDS, (_acl, _policy, _psk, _transform, _packet, _sequence), strict=True))


def fleet(tunnels: int = 40, *, faulty: int = 9, unclear: int = 3) -> tuple[DiagnosisReport, Plan]:
    """A fleet of ``tunnels``: the first ``faulty`` are down, then ``unclear`` ones, then healthy."""
    reports: list[TunnelReport] = []
    plans: list[TunnelPlan] = []
    left: list[NotPlanned] = []
    for number in range(tunnels):
        hub, spoke = f"hub{number % 2 + 1}", f"spoke{number:04d}"
        ident = f"192.0.2.1--{address(number)}"
        ends = (
            End(device=hub, address="192.0.2.1", state="present"),
            End(device=spoke, address=address(number), state="present"),
        )
        if number < faulty:
            diagnosis, changes, reason = _BUILDERS[KINDS[number % len(KINDS)]](
                ident, hub, spoke, number
            )
            reports.append(
                TunnelReport(
                    id=ident,
                    ends=ends,
                    verdict=Verdict.FAULT,
                    reason=reason,
                    diagnoses=(diagnosis,),
                    needs=(),
                )
            )
            if number % 9 == 8:
                left.append(
                    NotPlanned(
                        tunnel=ident,
                        verdict=Verdict.FAULT,
                        slugs=(diagnosis.slug,),
                        reasons=("The edited list is also used by NAT on this device (NET003).",),
                    )
                )
                continue
            plans.append(
                TunnelPlan(
                    tunnel=ident,
                    verdict=Verdict.FAULT,
                    why=(
                        Why(
                            code=diagnosis.code,
                            slug=diagnosis.slug,
                            confidence=diagnosis.confidence,
                            explanation=diagnosis.explanation,
                            evidence=diagnosis.evidence,
                        ),
                    ),
                    changes=tuple(changes),
                    checks=(
                        f"`show crypto isakmp sa` on {hub} and {spoke} shows QM_IDLE for the pair",
                        f"`show crypto ipsec sa peer {address(number)}` on {hub} shows encaps and decaps that grow",
                    ),
                    clears=((spoke, "clear crypto sa peer 192.0.2.1"),),
                    window=any(change.window for change in changes),
                    wave=number // 2,
                    after=Verdict.HEALTHY,
                )
            )
        elif number < faulty + unclear:
            verdict = Verdict.AMBIGUOUS if (number - faulty) % 3 < 2 else Verdict.UNKNOWN
            missing = verdict is Verdict.UNKNOWN
            need = Need(
                device=spoke, command="show running-config", why="its keys and policies decide"
            )
            reports.append(
                TunnelReport(
                    id=ident,
                    ends=(
                        ends[0],
                        End(
                            device=None if missing else spoke,
                            address=address(number),
                            state="missing" if missing else "present",
                            name=spoke,
                        ),
                    ),
                    verdict=verdict,
                    reason="The other end's dumps are missing."
                    if missing
                    else "The keys are masked and can't be compared.",
                    diagnoses=(),
                    needs=(need,),
                )
            )
            left.append(
                NotPlanned(
                    tunnel=ident,
                    verdict=verdict,
                    slugs=(),
                    reasons=("No proven root cause.",),
                    needs=(need,),
                )
            )
        else:
            reports.append(
                TunnelReport(
                    id=ident,
                    ends=ends,
                    verdict=Verdict.HEALTHY,
                    reason="Live SAs in both directions, and both configurations agree.",
                    diagnoses=(),
                    needs=(),
                )
            )
    counts = {verdict: sum(item.verdict is verdict for item in reports) for verdict in Verdict}
    report = DiagnosisReport(
        summary=Summary(
            devices=tunnels + 2,
            tunnels=tunnels,
            healthy=counts[Verdict.HEALTHY],
            fault=counts[Verdict.FAULT],
            ambiguous=counts[Verdict.AMBIGUOUS],
            unknown=counts[Verdict.UNKNOWN],
        ),
        tunnels=tuple(reports),
        devices=(
            DeviceReport(
                device="hub1",
                platform=Platform.ASA,
                version="9.8(4)32",
                findings=(
                    Finding(
                        code="PKT003",
                        slug="hmac-verification-failed",
                        confidence=Confidence.POSSIBLE,
                        count=2,
                        evidence=(
                            Evidence(
                                device="hub1",
                                file="hub1/syslog",
                                line=12,
                                text="%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=2125",
                            ),
                        ),
                    ),
                ),
            ),
            *(
                DeviceReport(
                    device=f"spoke{number:04d}",
                    platform=Platform.IOS,
                    version="15.2(4)M7",
                    findings=(),
                    problems=("the running-config ends before `end`: the dump is truncated",)
                    if number == 17
                    else (),
                )
                for number in range(tunnels)
            ),
        ),
        unrecognised=(
            UnrecognisedView(
                device="hub2",
                file="hub2/session.log",
                line=311,
                lines=4,
                first='% Ambiguous command: "show cry"',
                reason="no command that is known",
            ),
        ),
    )
    plan = seal(
        Plan(
            generator="remediate 0.1.0",
            fingerprints=tuple(
                ConfigFingerprint(
                    device=device,
                    sha256=f"{index:064x}",
                    file=f"{device}/show_running-config.txt",
                    line=3,
                )
                for index, device in enumerate(
                    sorted({change.device for item in plans for change in item.changes})
                )
            ),
            tunnels=tuple(plans),
            not_planned=tuple(left),
            secrets=tuple(
                dict.fromkeys(
                    name for item in plans for change in item.changes for name in change.secrets
                )
            ),
        )
    )
    return report, plan


HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    "]]> --> <!-- <img src=x onerror=\"document.title='owned'\">",
    "permit ip any any \u202e yna yna pi timrep\u2066 \u200b\ufeff",
    "``` ~~~~ `tick` ````` | pipe | ![x](http://example.invalid/x) [a](javascript:alert(1))",
    "\x1b[31mred\x1b]0;title\x07\x00\x08\x9b\r\n# heading\n- item\n| a | b |\n```",
    "{{ 7 * 7 }} {% raw %} [bold red]markup[/bold red] [/] \\",
    "'\" onmouseover='document.title=1' &amp; &lt;script&gt; \ud800 \U000e0041 \ufffe",
    "x" * 30_000,
)


def hostile(text: str) -> tuple[DiagnosisReport, Plan]:
    """A fleet of one tunnel in which every text that a device can influence is ``text``."""
    report, plan = fleet(1, faulty=1, unclear=0)
    evidence = Evidence(device=text, file=text, line=1, text=text)
    needs = (Need(device=text, command=text, why=text),)
    tunnel = report.tunnels[0]
    diagnosis = tunnel.diagnoses[0]
    bad = replace(
        tunnel,
        id=text,
        reason=text,
        ends=(
            End(device=text, address=text, state="present"),
            End(device=None, address=text, state="missing", name=text),
        ),
        needs=needs,
        diagnoses=(
            replace(
                diagnosis,
                slug=text,
                change_on=(text,),
                explanation=text,
                evidence=(evidence,),
                fixes=(
                    replace(
                        diagnosis.fixes[0],
                        device=text,
                        commands=(text,),
                        inverse=(text,),
                        why=text,
                        safety=Safety.WEAKENING,
                    ),
                ),
            ),
        ),
    )
    planned = plan.tunnels[0]
    change = replace(
        planned.changes[0],
        device=text,
        commands=(text,),
        inverse=(text,),
        diff=f"--- {text}\n+++ {text}\n@@ -1 +1 @@ {text}\n-{text}\n+{text}",
        why=text,
        preconditions=(text,),
        secrets=(text,),
        cures=(text,),
    )
    bad_plan = replace(
        plan,
        generator=text,
        digest="0" * 64,
        secrets=(text,),
        fingerprints=(ConfigFingerprint(device=text, sha256=text, file=text, line=1),),
        not_planned=(
            NotPlanned(
                tunnel="other", verdict=Verdict.FAULT, slugs=(text,), reasons=(text,), needs=needs
            ),
        ),
        tunnels=(
            replace(
                planned,
                tunnel=text,
                changes=(change,),
                checks=(text,),
                clears=((text, text),),
                why=(replace(planned.why[0], slug=text, explanation=text, evidence=(evidence,)),),
            ),
        ),
    )
    bad_report = replace(
        report,
        tunnels=(bad,),
        devices=(
            DeviceReport(
                device=text,
                platform=text,
                version=text,
                problems=(text,),
                findings=(
                    Finding(
                        code="PKT003",
                        slug=text,
                        confidence=Confidence.POSSIBLE,
                        count=1,
                        evidence=(evidence,),
                    ),
                ),
            ),
        ),
        unrecognised=(UnrecognisedView(device=text, file=text, lines=1, first=text, reason=text),),
    )
    return bad_report, bad_plan
