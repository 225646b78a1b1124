-- Reference DDL of hibachi_communications, written by hand; for test and development databases, never for production.

-- Enums

DROP TYPE communications.recording_status;
CREATE TYPE communications.recording_status AS ENUM ('pending', 'available', 'failed', 'erased');

-- Tables

CREATE TABLE communications.call_recordings (
    id                    uuid                            NOT NULL DEFAULT gen_random_uuid(),
    call_session_id       uuid                            NOT NULL,
    provider_recording_id varchar(100)                    NOT NULL,
    status                communications.recording_status NOT NULL DEFAULT 'pending',
    storage_key           varchar(500),
    content_type          varchar(100)                    NOT NULL DEFAULT 'audio/mpeg',
    duration_seconds      integer,
    size_bytes            bigint,
    transcript            text,
    recorded_at           timestamptz                     NOT NULL,
    delete_after          timestamptz,
    erased_at             timestamptz,
    metadata              jsonb                           NOT NULL DEFAULT '{}',
    created_at            timestamptz                     NOT NULL DEFAULT now(),
    updated_at            timestamptz                     NOT NULL DEFAULT now(),
    CONSTRAINT call_recordings_pkey PRIMARY KEY (id),
    CONSTRAINT call_recordings_provider_recording_id_key UNIQUE (provider_recording_id),
    CONSTRAINT call_recordings_call_session_id_fkey FOREIGN KEY (call_session_id)
        REFERENCES integra.call_sessions (id) ON DELETE CASCADE,
    CONSTRAINT ck_call_recordings_available CHECK (status <> 'available' OR storage_key IS NOT NULL),
    CONSTRAINT ck_call_recordings_storage_key CHECK (storage_key !~* '^https?:'),
    CONSTRAINT ck_call_recordings_erased CHECK (
        (status = 'erased') = (erased_at IS NOT NULL)
        AND (status <> 'erased' OR (storage_key IS NULL AND transcript IS NULL))
    ),
    CONSTRAINT ck_call_recordings_duration CHECK (duration_seconds >= 0),
    CONSTRAINT ck_call_recordings_size CHECK (size_bytes >= 0)
);

-- Indexes

CREATE INDEX ix_communications_call_recordings_call_session_id ON communications.call_recordings (call_session_id);
CREATE INDEX ix_communications_call_recordings_delete_after ON communications.call_recordings (delete_after)
    WHERE delete_after IS NOT NULL AND erased_at IS NULL;
