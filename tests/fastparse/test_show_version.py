"""``show version`` of the releases.

All of it is synthetic: written by hand in the words of the releases named. Neither the document
nor the corpus holds an output of this command.
"""

from __future__ import annotations

import pytest

from fastparse.records import VersionRow
from fastparse.show import parse_version


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(text: str):
        return parse_version(text.encode(), implementation=request.param)

    return parsed


VERSIONS = [
    pytest.param(
        """\
Cisco Internetwork Operating System Software
IOS (tm) C2600 Software (C2600-IK9O3S3-M), Version 12.2(8)T5,  RELEASE SOFTWARE (fc1)
TAC Support: http://www.cisco.com/tac
ROM: System Bootstrap, Version 12.2(7r) [cmong 7r], RELEASE SOFTWARE (fc1)

spoke1 uptime is 3 weeks, 2 days, 1 hour, 9 minutes
System image file is "flash:c2600-ik9o3s3-mz.122-8.T5.bin"

cisco 2621XM (MPC860P) processor (revision 0x200) with 94208K/4096K bytes of memory.
Configuration register is 0x2102
""",
        VersionRow(
            2, "ios", "12.2(8)T5", None, "spoke1", "flash:c2600-ik9o3s3-mz.122-8.T5.bin", "2621XM",
            "IOS (tm) C2600 Software (C2600-IK9O3S3-M)",
        ),
        id="IOS 12.2",
    ),
    pytest.param(
        """\
Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.1(4)M4, RELEASE SOFTWARE (fc1)
ROM: System Bootstrap, Version 15.0(1r)M15, RELEASE SOFTWARE (fc1)
hub uptime is 1 year, 5 weeks
System image file is "flash0:c2900-universalk9-mz.SPA.151-4.M4.bin"
Cisco CISCO2911/K9 (revision 1.0) with 483328K/40960K bytes of memory.
""",
        VersionRow(
            1, "ios", "15.1(4)M4", None, "hub", "flash0:c2900-universalk9-mz.SPA.151-4.M4.bin",
            "CISCO2911/K9", "Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M)",
        ),
        id="IOS 15.1",
    ),
    pytest.param(
        """\
Cisco IOS XE Software, Version 16.09.03
Cisco IOS Software [Fuji], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 16.9.3, RELEASE SOFTWARE (fc2)
edge uptime is 5 minutes
System image file is "bootflash:isr4300-universalk9.16.09.03.SPA.bin"
cisco ISR4331/K9 (1RU) processor with 1795999K/6147K bytes of memory.
""",
        VersionRow(
            2, "ios-xe", "16.9.3", "16.09.03", "edge",
            "bootflash:isr4300-universalk9.16.09.03.SPA.bin", "ISR4331/K9",
            "Cisco IOS Software [Fuji], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M)",
        ),
        id="IOS-XE 16",
    ),
    pytest.param(
        """\
Cisco IOS Software, IOS-XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 15.2(4)S3, RELEASE SOFTWARE (fc3)
asr uptime is 10 weeks
""",
        VersionRow(
            1, "ios-xe", "15.2(4)S3", None, "asr", None, None,
            "Cisco IOS Software, IOS-XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M)",
        ),
        id="IOS-XE 3",
    ),
    pytest.param(
        """\

Cisco PIX Firewall Version 6.3(5)
Cisco PIX Device Manager Version 3.0(4)

Compiled on Thu 04-Aug-05 21:40 by morlee

pix1 up 84 days 2 hours

Hardware:   PIX-515E, 64 MB RAM, CPU Pentium II 433 MHz
""",
        VersionRow(2, "pix", "6.3(5)", None, "pix1", None, "PIX-515E", None),
        id="PIX 6",
    ),
    pytest.param(
        """\

Cisco PIX Security Appliance Software Version 7.2(2)
System image file is "flash:/pix722.bin"
pix2 up 1 day 20 hours
Hardware:   PIX-525, 256 MB RAM, CPU Pentium III 600 MHz
""",
        VersionRow(2, "pix", "7.2(2)", None, "pix2", "flash:/pix722.bin", "PIX-525", None),
        id="PIX 7",
    ),
    pytest.param(
        """\

Cisco Adaptive Security Appliance Software Version 9.1(7)4 <context>
Device Manager Version 7.5(1)
System image file is "disk0:/asa917-4-k8.bin"
fw up 23 mins 4 secs
failover cluster up 1 year 3 days
Hardware:   ASA5520, 2048 MB RAM, CPU Pentium 4 Celeron 2000 MHz,
""",
        VersionRow(
            2, "asa", "9.1(7)4", None, "fw", "disk0:/asa917-4-k8.bin", "ASA5520", None
        ),
        id="ASA 9",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row"), VERSIONS)
def test_versions(read, text, row):
    assert read(text).records == (row,)
    assert read(text).unrecognised == ()


def test_no_release_is_no_version(read):
    parsed = read("\nhub uptime is 1 year\nConfiguration register is 0x2102\n")
    assert parsed.records == ()
    assert [(unread.line, unread.reason) for unread in parsed.unrecognised] == [
        (2, "no release found")
    ]
