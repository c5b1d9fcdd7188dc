"""What the devices say: from dump files to the facts of each device, or to their messages alone."""
