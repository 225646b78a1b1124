"""Real faults: servers and clients that are killed, locks of others, full disks, cut connections."""
