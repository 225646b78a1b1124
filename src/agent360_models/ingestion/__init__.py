"""The ingestion family: a warehouse into which eleven systems are ingested, in twelve apps."""
