-- Reference DDL of agent360_system, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE sync_log (
    sl_id               serial      NOT NULL,
    sl_run_id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    sl_job_name         varchar(50) NOT NULL,
    sl_direction        varchar(20) NOT NULL,
    sl_object_name      varchar(50) NOT NULL,
    sl_sf_object_api    varchar(50),
    sl_started_at       timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    sl_completed_at     timestamp,
    sl_status           varchar(20) NOT NULL DEFAULT 'running',
    sl_records_queried  integer     DEFAULT 0,
    sl_records_inserted integer     DEFAULT 0,
    sl_records_updated  integer     DEFAULT 0,
    sl_records_deleted  integer     DEFAULT 0,
    sl_records_skipped  integer     DEFAULT 0,
    sl_records_failed   integer     DEFAULT 0,
    sl_hwm_before       timestamp,
    sl_hwm_after        timestamp,
    sl_error_message    text,
    sl_error_details    jsonb,
    CONSTRAINT pk_sync_log PRIMARY KEY (sl_id),
    CONSTRAINT chk_sl_status CHECK (sl_status IN ('running', 'success', 'partial', 'failed', 'skipped'))
);

CREATE TABLE sync_watermarks (
    sw_id                serial      NOT NULL,
    sw_object_name       varchar(50) NOT NULL,
    sw_sf_object_api     varchar(50) NOT NULL,
    sw_last_sync_ts      timestamp,
    sw_last_delete_check timestamp,
    sw_sync_frequency    varchar(20) NOT NULL DEFAULT 'hourly',
    sw_sync_enabled      boolean     NOT NULL DEFAULT true,
    sw_sync_order        integer     NOT NULL DEFAULT 0,
    sw_updated_at        timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_sync_watermarks PRIMARY KEY (sw_id),
    CONSTRAINT uq_sw_object_name UNIQUE (sw_object_name),
    CONSTRAINT chk_sw_frequency CHECK (sw_sync_frequency IN ('hourly', 'daily', 'weekly'))
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
    sc_resolved_at     timestamp,
    sc_resolved_by     varchar(18),
    sc_created_at      timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_sync_conflicts PRIMARY KEY (sc_id),
    CONSTRAINT fk_sc_resolved_by FOREIGN KEY (sc_resolved_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT chk_sc_conflict_type CHECK (sc_conflict_type IN ('local_pending', 'sf_deleted', 'version_mismatch')),
    CONSTRAINT chk_sc_resolution CHECK (sc_resolution IN ('local_wins', 'sf_wins', 'manual') OR sc_resolution IS NULL)
);

CREATE TABLE user_login_log (
    ull_id                   serial      NOT NULL,
    ull_user_sf_id           varchar(18) NOT NULL,
    ull_login_at             timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    ull_ip_address           varchar(45),
    ull_user_agent           varchar(500),
    ull_session_duration_sec integer,
    ull_logout_at            timestamp,
    CONSTRAINT pk_user_login_log PRIMARY KEY (ull_id),
    CONSTRAINT fk_ull_user FOREIGN KEY (ull_user_sf_id)
        REFERENCES users (usr_sf_id) ON DELETE CASCADE
);

-- Indexes

CREATE INDEX idx_sl_job ON sync_log (sl_job_name, sl_started_at);
CREATE INDEX idx_sl_run_id ON sync_log (sl_run_id);
CREATE INDEX idx_sl_status ON sync_log (sl_status) WHERE sl_status IN ('failed', 'partial');
CREATE INDEX idx_sc_object ON sync_conflicts (sc_object_name);
CREATE INDEX idx_sc_unresolved ON sync_conflicts (sc_resolution) WHERE sc_resolution IS NULL;
CREATE INDEX idx_ull_login_at ON user_login_log (ull_login_at);
CREATE INDEX idx_ull_user ON user_login_log (ull_user_sf_id);

-- Indexes that the original lacks, for queries of ours

-- The state of each object in `agent360 status`, and newest_per_object(): the newest runs of one object.
CREATE INDEX idx_sl_object ON sync_log (sl_object_name, sl_started_at DESC, sl_id DESC);
-- The last full success of an object, however many runs have failed or were skipped since.
CREATE INDEX idx_sl_success ON sync_log (sl_object_name, sl_started_at DESC, sl_id DESC) WHERE sl_status = 'success';
-- The order of the model, which the admin's list has too.
CREATE INDEX idx_sl_started ON sync_log (sl_started_at DESC);
-- Every sync looks for the earlier conflicts of the records that it brings.
CREATE INDEX idx_sc_record ON sync_conflicts (sc_record_sf_id);
-- SyncConflict.objects.open(): open is what has no time of its resolution.
CREATE INDEX idx_sc_open ON sync_conflicts (sc_created_at, sc_id) WHERE sc_resolved_at IS NULL;

-- Triggers

CREATE TRIGGER trg_sync_watermarks_updated_at BEFORE UPDATE ON sync_watermarks
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('sw_updated_at');
