"""``show version`` and the file names of the images."""

from __future__ import annotations

from mockfleet.model import Device, dice

_IMAGES = {
    "1721": ("C1700", "C1700-K9O3SY7-M", "c1700-k9o3sy7-mz"),
    "1760": ("C1700", "C1700-K9O3SY7-M", "c1700-k9o3sy7-mz"),
    "1841": ("1841", "C1841-ADVSECURITYK9-M", "c1841-advsecurityk9-mz"),
    "2811": ("2800", "C2800NM-ADVSECURITYK9-M", "c2800nm-advsecurityk9-mz"),
    "2821": ("2800", "C2800NM-ADVSECURITYK9-M", "c2800nm-advsecurityk9-mz"),
    "1921": ("C1900", "C1900-UNIVERSALK9-M", "c1900-universalk9-mz.SPA"),
    "1941": ("C1900", "C1900-UNIVERSALK9-M", "c1900-universalk9-mz.SPA"),
    "2901": ("C2900", "C2900-UNIVERSALK9-M", "c2900-universalk9-mz.SPA"),
    "2911": ("C2900", "C2900-UNIVERSALK9-M", "c2900-universalk9-mz.SPA"),
    "2921": ("C2900", "C2900-UNIVERSALK9-M", "c2900-universalk9-mz.SPA"),
    "881": ("C880", "C880DATA-UNIVERSALK9-M", "c880data-universalk9-mz"),
    "892FSP": ("C800", "C800-UNIVERSALK9-M", "c800-universalk9-mz.SPA"),
}
_XE = {"16.9.8": "Fuji", "16.12.05": "Gibraltar", "17.3.4a": "Amsterdam"}
_XE_LONG = {"16.9.8": "16.09.08", "16.12.05": "16.12.05", "17.3.4a": "17.03.04a"}
_XE_FILES = {
    "ISR4331": ("ISR", "isr4300-universalk9"),
    "ISR4451": ("ISR", "isr4400-universalk9"),
    "C1111": ("ISR", "c1100-universalk9"),
}


def image(device: Device) -> str:
    """Path of the running image."""
    if device.kind == "iosxe":
        return f"bootflash:{_XE_FILES[device.model][1]}.{_XE_LONG[device.release]}.SPA.bin"
    if device.kind == "asa":
        stem = device.release.replace("(", "").replace(")", "-").replace(".", "")
        if device.series[0] >= 9:
            return f"disk0:/asa{stem.rstrip('-')}-lfbff-k8.SPA"
        return f"disk0:/asa{stem.rstrip('-')}-k8.bin"
    stem = device.release.replace("(", "-").replace(")", ".").replace(".", "", 1).rstrip(".")
    return f"flash:{_IMAGES[device.model][2]}.{stem}.bin"


def _serial(device: Device) -> str:
    luck = dice("serial", device.name)
    return f"FTX{luck.randrange(1000, 2200)}{''.join(luck.choices('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789', k=4))}"


def uptime(device: Device) -> str:
    luck = dice("uptime", device.name)
    return f"{luck.randrange(5, 51)} weeks, {luck.randrange(2, 6)} days, {luck.randrange(2, 23)} hours, {luck.randrange(2, 59)} minutes"


def show_version(device: Device) -> str:
    if device.kind == "asa":
        return _asa(device)
    if device.kind == "pix":
        return _pix(device)
    if device.kind == "iosxe":
        return _xe(device)
    return _ios(device)


def _ios(device: Device) -> str:
    family, name, _ = _IMAGES[device.model]
    old = device.series[:2] <= (12, 3)
    first = (
        "Cisco Internetwork Operating System Software \nIOS (tm) "
        if old
        else "Cisco IOS Software, "
    )
    train = "RELEASE SOFTWARE (fc2)" if old or "T" in device.release else "RELEASE SOFTWARE (fc1)"
    year = {12: 2010, 15: 2016}[device.series[0]]
    text = f"""{first}{family} Software ({name}), Version {device.release}, {train}
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-{year} by Cisco Systems, Inc.
Compiled Wed 10-Feb-{year % 100} 02:41 by prod_rel_team

ROM: System Bootstrap, Version {"15.0(1r)M9" if year == 2016 else "12.4(13r)T"}, RELEASE SOFTWARE (fc1)

{device.name} uptime is {uptime(device)}
System returned to ROM by power-on
System image file is "{image(device)}"
{"" if old else "Last reload reason: Unknown reason" + chr(10)}

This product contains cryptographic features and is subject to United
States and local country laws governing import, export, transfer and
use. Delivery of Cisco cryptographic products does not imply
third-party authority to import, export, distribute or use encryption.

If you require further assistance please contact us by sending email to
export@cisco.com.

"""
    serial = _serial(device)
    if device.model in ("1721", "1760"):
        text += f"""cisco {device.model} (MPC860P) processor (revision 0x200) with 88474K/9830K bytes of memory.
Processor board ID {serial} (1837284), with hardware revision 0000
MPC860P processor: part number 5, mask 2
1 Ethernet interface
1 FastEthernet interface
1 Virtual Private Network (VPN) Module(s)
32K bytes of NVRAM.
32768K bytes of processor board System flash (Read/Write)

Configuration register is 0x2102
"""
    else:
        port = (
            "Gigabit Ethernet"
            if "Gigabit" in device.wan_if + "".join(device.lan_ifs)
            else "FastEthernet"
        )
        vpn = "1 Virtual Private Network (VPN) Module\n" if device.model in ("2811", "2821") else ""
        text += f"""Cisco {device.model} (revision 7.0) with 483328K/40960K bytes of memory.
Processor board ID {serial}
2 {port} interfaces
{vpn}DRAM configuration is 64 bits wide with parity disabled.
255K bytes of non-volatile configuration memory.
250880K bytes of ATA System CompactFlash 0 (Read/Write)

Configuration register is 0x2102
"""
    return text


def _xe(device: Device) -> str:
    long = _XE_LONG[device.release]
    bits = "X86_64_LINUX_IOSD" if device.model.startswith("ISR") else "ARMV8EL_LINUX_IOSD"
    return f"""Cisco IOS XE Software, Version {long}
Cisco IOS Software [{_XE[device.release]}], {_XE_FILES[device.model][0]} Software ({bits}-UNIVERSALK9-M), Version {device.release}, RELEASE SOFTWARE (fc3)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2021 by Cisco Systems, Inc.
Compiled Tue 20-Jul-21 04:59 by mcpre


Cisco IOS-XE software, Copyright (c) 2005-2021 by cisco Systems, Inc.
All rights reserved.  Certain components of Cisco IOS-XE software are
licensed under the GNU General Public License ("GPL") Version 2.0.  The
software code licensed under GPL Version 2.0 is free software that comes
with ABSOLUTELY NO WARRANTY.


ROM: {"16.12(2r)" if device.model == "C1111" else "IOS-XE ROMMON"}

{device.name} uptime is {uptime(device)}
Uptime for this control processor is {uptime(device)}
System returned to ROM by Reload Command
System image file is "{image(device)}"
Last reload reason: Reload Command

Technology Package License Information:\x20

-----------------------------------------------------------------
Technology    Technology-package           Technology-package
              Current       Type           Next reboot \x20
------------------------------------------------------------------
appxk9           None             Smart License    None
securityk9       securityk9       Smart License    securityk9
ipbase           ipbasek9         Smart License    ipbasek9

cisco {device.model}{"/K9" if device.model.startswith("ISR") else "-8P"} ({"1RU" if device.model != "ISR4451" else "2RU"}) processor with 1795999K/6147K bytes of memory.
Processor board ID {_serial(device)}
3 Gigabit Ethernet interfaces
32768K bytes of non-volatile configuration memory.
4194304K bytes of physical memory.
3223551K bytes of flash memory at bootflash:.

Configuration register is 0x2102
"""


def _asa(device: Device) -> str:
    new = device.series[0] >= 9
    hardware = {
        "ASA5505": "ASA5505, 512 MB RAM, CPU Geode 500 MHz,",
        "ASA5506": "ASA5506, 4096 MB RAM, CPU Atom C2000 series 1250 MHz, 1 CPU (4 cores)",
        "ASA5516": "ASA5516, 8192 MB RAM, CPU Atom C2000 series 2416 MHz, 1 CPU (8 cores)",
    }[device.model]
    ports = (
        " 1: Ext: GigabitEthernet1/1  : address is 7c21.0d3a.1b02, irq 255\n 2: Ext: GigabitEthernet1/2  : address is 7c21.0d3a.1b03, irq 255\n"
        if new
        else " 0: Int: Internal-Data0/0    : address is 001d.a298.11c0, irq 11\n 1: Ext: Ethernet0/0         : address is 001d.a298.11b8, irq 255\n 2: Ext: Ethernet0/1         : address is 001d.a298.11b9, irq 255\n"
    )
    shown = device.release if device.release[-1] != ")" else device.release + " "
    return f"""
Cisco Adaptive Security Appliance Software Version {shown}
{"Firepower Extensible Operating System Version 2.2(2.121)" + chr(10) if device.series[:2] >= (9, 8) else ""}Device Manager Version {"7.9(2)" if new else "6.4(5)"}

Compiled on Fri 20-May-{"19 02:41 PDT" if new else "11 16:00"} by builders
System image file is "{image(device)}"
Config file at boot was "startup-config"

{device.name} up {dice("uptime", device.name).randrange(20, 300)} days {dice("hours", device.name).randrange(2, 23)} hours

Hardware:   {hardware}
Internal ATA Compact Flash, {"8000MB" if new else "128MB"}
BIOS Flash {"M25P64 @ 0xfed01000, 16384KB" if new else "M50FW080 @ 0xffe00000, 1024KB"}

Encryption hardware device : Cisco ASA{"" if new else "-5505 on-board accelerator (revision 0x0)"}{" Crypto on-board accelerator (revision 0x1)" if new else ""}
                             Boot microcode        : CN1000-MC-BOOT-2.00\x20
                             SSL/IKE microcode     : CNLite-MC-SSLm-PLUS-2.03
                             IPSec microcode       : CNlite-MC-IPSECm-MAIN-2.06
{ports}
Serial Number: JMX{_serial(device)[3:]}
Configuration register is 0x1
Configuration last modified by netops at 14:22:05.211 CET Thu Feb 29 2024
"""


def _pix(device: Device) -> str:
    return f"""
Cisco PIX Firewall Version {device.release}
Cisco PIX Device Manager Version 3.0(4)

Compiled on Thu 04-Aug-05 21:40 by morlee

{device.name} up 212 days 3 hours

Hardware:   PIX-506E, 32 MB RAM, CPU Pentium II 300 MHz
Flash E28F640J3 @ 0x300, 8MB
BIOS Flash AM29F400B @ 0xfffd8000, 32KB

0: ethernet0: address is 0011.937e.6a1c, irq 10
1: ethernet1: address is 0011.937e.6a1d, irq 11
Licensed Features:
Failover:                    Disabled
VPN-DES:                     Enabled
VPN-3DES-AES:                Enabled
Maximum Physical Interfaces: 2
Maximum Interfaces:          4
Cut-through Proxy:           Enabled
Guards:                      Enabled
URL-filtering:               Enabled
Inside Hosts:                Unlimited
Throughput:                  Unlimited
IKE peers:                   Unlimited

This PIX has a Restricted (R) license.

Serial Number: 808{dice("pix", device.name).randrange(100000, 999999)} (0x302f4d1a)
Running Activation Key: 0x00000000 0x00000000 0x00000000 0x00000000
Configuration last modified by enable_15 at 09:02:44.512 UTC Mon Jan 8 2024
"""
