"""The show commands of the benches: a seeded text, fastparse's reader, and the peers that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bench import outputs, outputs_devices, outputs_ipsec, outputs_tunnels
from bench.show_peers import Runner, genie, genie_device, textfsm, ttp_template
from fastparse import show
from fastparse.show import Parsed

__all__ = ["COMMANDS", "Command"]


class Genie(NamedTuple):
    """A parser of Genie: its module and class, and the command as typed."""

    module: str
    parser: str
    typed: str
    system: str = "iosxe"


class Command(NamedTuple):
    """A command by the name that the tests' agreement has for it."""

    name: str
    text: Callable[[int], bytes]
    parse: Callable[[bytes], Parsed[Any]]
    template: str | None = None
    """Of ntc-templates, for TextFSM."""
    parser: Genie | None = None
    form: str = ""
    """A form of the command, which peers read as they read the others."""
    ttp: bool = True
    single: bool = False
    """Peers read one record a text, or a device prints no more."""
    sized: bool = True
    """The text grows with the number of records."""

    @property
    def title(self) -> str:
        """The name with its form."""
        return f"{self.name}, {self.form}" if self.form else self.name

    def peers(self) -> Iterator[tuple[str, Callable[[], Runner] | None]]:
        """Yield every kind of peer, and what makes it; None where it has no template or parser."""
        template, parser = self.template, self.parser
        yield "TextFSM", template and (lambda: textfsm(self.name, template))
        yield "TTP", (lambda: ttp_template(self.name)) if self.ttp else None
        yield (
            "Genie cli()",
            parser and (lambda: genie(self.name, parser.system, parser.module, parser.parser)),
        )
        yield (
            "Genie device.parse()",
            parser and (lambda: genie_device(self.name, parser.system, parser.typed)),
        )


def _crypto(parser: str, typed: str) -> Genie:
    return Genie("show_crypto", parser, typed)


_IPSEC = _crypto("ShowCryptoIpsecSa", "show crypto ipsec sa")


def _ipsec(text: Callable[[int], bytes], form: str) -> Command:
    return Command("show crypto ipsec sa", text, show.parse_ipsec_sa, None, _IPSEC, form=form)


_PHASE_1 = (
    Command(
        "show crypto isakmp sa", outputs.isakmp_sa, show.parse_isakmp_sa, None,
        _crypto("ShowCryptoIsakmpSa", "show crypto isakmp sa"),
    ),
    Command(
        "show crypto isakmp sa (with slot and status)", outputs.isakmp_sa_status, show.parse_isakmp_sa,
        None, _crypto("ShowCryptoIsakmpSaStatus", "show crypto isakmp sa active"),
    ),
    Command(
        "show crypto isakmp sa detail", outputs.isakmp_sa_detail, show.parse_isakmp_sa, None,
        _crypto("ShowCryptoIsakmpSaDetail", "show crypto isakmp sa detail"),
    ),
    Command(
        "show crypto isakmp sa count", outputs.isakmp_sa_count, show.parse_isakmp_sa, None,
        _crypto("ShowCryptoIsakmpSaCount", "show crypto isakmp sa count"),
        ttp=False, single=True, sized=False,
    ),
    Command("show crypto isakmp sa (PIX)", outputs.isakmp_sa_of_pix, show.parse_isakmp_sa),
    Command(
        "show crypto ikev1 sa detail (ASA)", outputs.asa_ikev1_sa, show.parse_isakmp_sa,
        "cisco_asa_show_crypto_ikev1_sa_detail",
    ),
    Command(
        "show crypto ikev2 sa", outputs_tunnels.ikev2_sa, show.parse_ikev2_sa, None,
        _crypto("ShowCryptoIkev2Sa", "show crypto ikev2 sa"),
    ),
    Command(
        "show crypto ikev2 sa detail", outputs_tunnels.ikev2_sa_detail, show.parse_ikev2_sa, None,
        _crypto("ShowCryptoIkev2SaDetail", "show crypto ikev2 sa detail"),
    ),
    Command(
        "show crypto ikev2 sa detail (ASA)", outputs_tunnels.asa_ikev2_sa_detail,
        show.parse_ikev2_sa, None,
        Genie("show_crypto_ikev2_sa", "ShowCryptoIkev2Sa", "show crypto ikev2 sa", "asa"),
    ),
)  # fmt: skip
_PHASE_2 = (
    _ipsec(outputs_ipsec.ios_ipsec_sa, "crypto map"),
    _ipsec(outputs_ipsec.ipsec_sa_of_vti, "VTI"),
    _ipsec(outputs_ipsec.ipsec_sa_of_gre, "GRE"),
    _ipsec(outputs_ipsec.ipsec_sa_of_dmvpn, "DMVPN"),
    _ipsec(outputs_ipsec.ipsec_sa_of_flexvpn, "FlexVPN"),
    _ipsec(outputs_ipsec.ipsec_sa_of_ipv6, "IPv6")._replace(ttp=False),
    Command(
        "show crypto ipsec sa detail", outputs_ipsec.ios_ipsec_sa_detail, show.parse_ipsec_sa,
        "cisco_ios_show_crypto_ipsec_sa_detail",
        _crypto("ShowCryptoIpsecSaDetail", "show crypto ipsec sa detail"), ttp=False,
    ),
    Command(
        "show crypto ipsec sa (ASA)", outputs_ipsec.asa_ipsec_sa, show.parse_ipsec_sa,
        "cisco_asa_show_crypto_ipsec_sa",
    ),
    Command("show crypto ipsec sa (PIX)", outputs_ipsec.pix_ipsec_sa, show.parse_ipsec_sa),
    Command(
        "show crypto session", outputs_tunnels.session, show.parse_crypto_session, None,
        _crypto("ShowCryptoSession", "show crypto session"),
    ),
    Command(
        "show crypto session detail", outputs_tunnels.session_detail, show.parse_crypto_session,
        "cisco_ios_show_crypto_session_detail",
        _crypto("ShowCryptoSessionDetail", "show crypto session detail"),
    ),
    Command(
        "show vpn-sessiondb detail l2l (ASA)", outputs_devices.vpn_sessions,
        show.parse_vpn_sessions, "cisco_asa_show_vpn-sessiondb_detail_l2l",
    ),
    Command("show crypto engine connections active", outputs.engine, show.parse_engine),
)  # fmt: skip
_OTHERS = (
    Command(
        "show crypto map", outputs_tunnels.crypto_map, show.parse_crypto_map, None,
        _crypto("ShowCryptoMap", "show crypto map"),
    ),
    Command(
        "show dmvpn", outputs_tunnels.dmvpn, show.parse_dmvpn, "cisco_ios_show_dmvpn",
        Genie("show_dmvpn", "ShowDmvpn", "show dmvpn"),
    ),
    Command(
        "show ip access-lists", outputs.ios_access_lists, show.parse_access_lists,
        "cisco_ios_show_ip_access-lists",
        Genie("show_acl", "ShowIpAccessLists", "show ip access-lists"),
    ),
    Command(
        "show access-list (ASA)", outputs.asa_access_list, show.parse_access_lists,
        "cisco_asa_show_access-list",
    ),
    Command(
        "show interfaces", outputs_devices.interfaces, show.parse_interfaces,
        "cisco_ios_show_interfaces", Genie("show_interface", "ShowInterfaces", "show interfaces"),
    ),
    Command(
        "show interface (ASA)", outputs_devices.asa_interface, show.parse_interfaces,
        "cisco_asa_show_interface",
        Genie("show_interface", "ShowInterfaceDetail", "show interface detail", "asa"),
    ),
    Command(
        "show ip interface", outputs_devices.ip_interface, show.parse_interfaces,
        "cisco_ios_show_ip_interface",
        Genie("show_interface", "ShowIpInterface", "show ip interface"),
    ),
    Command(
        "show ip interface brief", outputs_devices.ip_interface_brief, show.parse_interfaces,
        "cisco_ios_show_ip_interface_brief",
        Genie("show_interface", "ShowIpInterfaceBrief", "show ip interface brief"),
    ),
    Command(
        "show version", outputs.version, show.parse_version, "cisco_ios_show_version",
        Genie("show_platform", "ShowVersion", "show version"), single=True, sized=False,
    ),
    Command(
        "ping", outputs_devices.pings, show.parse_ping, "cisco_ios_ping",
        Genie("ping", "Ping", "ping 192.0.2.1"), single=True, sized=False,
    ),
    Command("ping", outputs_devices.pings, show.parse_ping, form="one after the other"),
)  # fmt: skip
COMMANDS = (*_PHASE_1, *_PHASE_2, *_OTHERS)
