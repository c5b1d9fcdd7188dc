import enum

Field: type[enum.IntEnum]
