"""IKE and IPsec between the devices of the lab: what follows from their configurations.

Written from the trade's documents alone, so that agreement with what the product says of the same two
configurations means something. The walk: a *reader* of each platform gives the :mod:`facts` of a device,
:mod:`world` says whether packets of two devices reach each other, :mod:`main_mode`, :mod:`quick_mode` and
:mod:`version2` decide a negotiation role by role, the words of it are in ``words_…``, and :mod:`tunnels`
keeps the associations over the lab's time.
"""
