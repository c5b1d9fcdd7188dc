import enum

VpnSessionField: type[enum.IntEnum]
