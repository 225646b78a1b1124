-- What every app of the family needs first.

-- Names of keys, constraints, indexes and triggers are those of the original database. Its times are `timestamp`, and
-- hold UTC. One thing differs: a default of the original is now(), which in such a column is the local time of whoever
-- inserts, and so UTC only for sessions in UTC. Here it is UTC for every session.

-- Sets the column named by the trigger's argument to the time of the transaction, in UTC whatever the session's zone.
-- It fires on every UPDATE, whoever sends it, so a value given by the caller does not stand.
-- The Z tells the zone to a column `timestamptz`; a column `timestamp` takes the rest as it is.
CREATE FUNCTION update_timestamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN jsonb_populate_record(
        NEW,
        jsonb_build_object(TG_ARGV[0], to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    );
END
$$;

COMMENT ON FUNCTION update_timestamp() IS 'agent360-models: sets the column named by the trigger''s argument to now()';
