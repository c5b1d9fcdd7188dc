"""An emulated fleet: devices behind SSH whose tunnels fail and heal for the reasons real ones do."""
