-- Reference DDL of agent360_system, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE sync_log (
    sl_id               serial      NOT NULL,
    sl_run_id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    sl_job_name         varchar(50) NOT NULL,
    sl_direction        varchar(20) NOT NULL,
    sl_object_name      varchar(50) NOT NULL,
    sl_sf_object_api    varchar(50),
    sl_started_at       timestamptz NOT NULL DEFAULT now(),
    sl_completed_at     timestamptz,
    sl_status           varchar(20) NOT NULL DEFAULT 'running',
    sl_records_queried  integer     DEFAULT 0,
    sl_records_inserted integer     DEFAULT 0,
    sl_records_updated  integer     DEFAULT 0,
    sl_records_deleted  integer     DEFAULT 0,
    sl_records_skipped  integer     DEFAULT 0,
    sl_records_failed   integer     DEFAULT 0,
    sl_hwm_before       timestamptz,
    sl_hwm_after        timestamptz,
    sl_error_message    text,
    sl_error_details    jsonb,
    CONSTRAINT sync_log_pkey PRIMARY KEY (sl_id)
);

CREATE TABLE sync_watermarks (
    sw_id                serial      NOT NULL,
    sw_object_name       varchar(50) NOT NULL,
    sw_sf_object_api     varchar(50) NOT NULL,
    sw_last_sync_ts      timestamptz,
    sw_last_delete_check timestamptz,
    sw_sync_frequency    varchar(20) NOT NULL DEFAULT 'hourly',
    sw_sync_enabled      boolean     NOT NULL DEFAULT true,
    sw_sync_order        integer     NOT NULL DEFAULT 0,
    sw_updated_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sync_watermarks_pkey PRIMARY KEY (sw_id),
    CONSTRAINT sync_watermarks_sw_object_name_key UNIQUE (sw_object_name)
);

CREATE TABLE sync_conflicts (
    sc_id              serial      NOT NULL,
    sc_object_name     varchar(50) NOT NULL,
    sc_record_sf_id    varchar(18) NOT NULL,
    sc_record_local_id integer,
    sc_conflict_type   varchar(30) NOT NULL,
    sc_local_value     jsonb,
    sc_sf_value        jsonb,
    sc_resolution      varchar(20),
    sc_resolved_at     timestamptz,
    sc_resolved_by     varchar(18),
    sc_created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sync_conflicts_pkey PRIMARY KEY (sc_id),
    CONSTRAINT sync_conflicts_sc_resolved_by_fkey FOREIGN KEY (sc_resolved_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

CREATE TABLE user_login_log (
    ull_id                   serial      NOT NULL,
    ull_user_sf_id           varchar(18) NOT NULL,
    ull_login_at             timestamptz NOT NULL DEFAULT now(),
    ull_ip_address           varchar(45),
    ull_user_agent           varchar(500),
    ull_session_duration_sec integer,
    ull_logout_at            timestamptz,
    CONSTRAINT user_login_log_pkey PRIMARY KEY (ull_id),
    CONSTRAINT user_login_log_ull_user_sf_id_fkey FOREIGN KEY (ull_user_sf_id)
        REFERENCES users (usr_sf_id) ON DELETE CASCADE
);

-- Indexes on what is joined and filtered

CREATE INDEX sync_log_sl_object_name_idx ON sync_log (sl_object_name, sl_started_at DESC, sl_id DESC);
CREATE INDEX sync_log_sl_started_at_idx ON sync_log (sl_started_at DESC);
CREATE INDEX sync_log_sl_run_id_idx ON sync_log (sl_run_id);
CREATE INDEX sync_conflicts_sc_resolved_by_idx ON sync_conflicts (sc_resolved_by);
CREATE INDEX sync_conflicts_sc_record_sf_id_idx ON sync_conflicts (sc_record_sf_id);
CREATE INDEX sync_conflicts_open_idx ON sync_conflicts (sc_created_at, sc_id) WHERE sc_resolved_at IS NULL;
CREATE INDEX user_login_log_ull_user_sf_id_idx ON user_login_log (ull_user_sf_id, ull_login_at DESC);
CREATE INDEX user_login_log_ull_login_at_idx ON user_login_log (ull_login_at DESC);

-- Triggers

CREATE TRIGGER sync_watermarks_updated_at BEFORE UPDATE ON sync_watermarks
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('sw_updated_at');
