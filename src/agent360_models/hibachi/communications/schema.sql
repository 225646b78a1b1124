-- Reference DDL of the schema communications, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE communications.call_recordings (
    id                  uuid                            NOT NULL,
    escalation_id       uuid,
    rc_call_id          varchar(255)                    NOT NULL,
    rc_recording_id     varchar(255)                    NOT NULL,
    rc_recording_uri    varchar(500),
    recording_type      communications.recording_type   NOT NULL DEFAULT 'inbound',
    status              communications.recording_status NOT NULL DEFAULT 'pending',
    call_started_at     timestamptz                     NOT NULL,
    duration_seconds    integer,
    file_size_bytes     bigint,
    content_type        varchar(50),
    s3_bucket           varchar(255),
    s3_key              varchar(500),
    s3_uri              varchar(1000),
    retention_days      integer                         NOT NULL DEFAULT 90,
    delete_after        timestamptz,
    downloaded_at       timestamptz,
    archived_at         timestamptz,
    deleted_at          timestamptz,
    download_attempts   integer                         NOT NULL DEFAULT 0,
    error_message       text,
    accessed_count      integer                         NOT NULL DEFAULT 0,
    last_accessed_by_id uuid,
    last_accessed_at    timestamptz,
    recording_metadata  jsonb                           NOT NULL DEFAULT '{}',
    created_at          timestamptz                     NOT NULL DEFAULT now(),
    updated_at          timestamptz                     NOT NULL DEFAULT now(),
    CONSTRAINT call_recordings_pkey PRIMARY KEY (id),
    CONSTRAINT call_recordings_rc_recording_id_key UNIQUE (rc_recording_id),
    CONSTRAINT fk_call_recordings_escalation FOREIGN KEY (escalation_id)
        REFERENCES support.escalations (id) ON DELETE SET NULL
);

-- Indexes

CREATE INDEX idx_call_recordings_date_status ON communications.call_recordings (call_started_at, status);
CREATE INDEX idx_call_recordings_delete_after
    ON communications.call_recordings (delete_after) WHERE delete_after IS NOT NULL;
CREATE INDEX idx_call_recordings_escalation ON communications.call_recordings (escalation_id);
CREATE INDEX ix_communications_call_recordings_call_started_at ON communications.call_recordings (call_started_at);
CREATE INDEX ix_communications_call_recordings_delete_after ON communications.call_recordings (delete_after);
CREATE INDEX ix_communications_call_recordings_escalation_id ON communications.call_recordings (escalation_id);
CREATE UNIQUE INDEX ix_communications_call_recordings_rc_call_id ON communications.call_recordings (rc_call_id);
CREATE INDEX ix_communications_call_recordings_status ON communications.call_recordings (status);

-- Triggers

CREATE FUNCTION communications.set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER call_recordings_updated_at_trigger BEFORE UPDATE ON communications.call_recordings
    FOR EACH ROW EXECUTE FUNCTION communications.set_updated_at();
