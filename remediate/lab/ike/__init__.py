"""IKE and IPsec between the devices of the lab: what follows from their configurations.

Written from the trade's documents alone, so that agreement with what the product says of the same two
configurations means something.

==================================  =====================================================================
``reader``, ``ios_…``, ``asa_…``    a running configuration as the device uses it: ``facts``, ``facts2``
``links``, ``nhrp``, ``nhrp_rows``  tunnel interfaces (``link_facts``) as the two ends meet, and who registered
``certified``                       certificates that are sent, and taken or not
``defaults``                        what is in force without a line, what newer releases refuse
``world``                           who answers at an address, what passes between two devices
``main_mode``, ``version2``         phase 1, role by role: an ``exchange``
``quick_mode``                      phase 2 of both versions
``flows``, ``attempts``, ``ageing`` what a device tries, and time that passes: ``tunnels`` keeps it all
``traffic``, ``counting``, ``echo`` packets of hosts, and echoes
``changes``                         what an edit ends
``speech``, ``voice``, ``words_…``  what each end prints
==================================  =====================================================================
"""
