-- What every app of the family needs first.

-- Sets the column named by the trigger's argument to the time of the transaction.
-- It fires on every UPDATE, whoever sends it, so a value given by the caller does not stand.
CREATE FUNCTION update_timestamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], now()));
END
$$;

COMMENT ON FUNCTION update_timestamp() IS 'agent360-models: sets the column named by the trigger''s argument to now()';
