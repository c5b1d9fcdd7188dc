import enum

InterfaceField: type[enum.IntEnum]
