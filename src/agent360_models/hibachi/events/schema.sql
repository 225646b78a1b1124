-- Reference DDL of the schema events, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE events.domain_events (
    id             uuid         NOT NULL DEFAULT gen_random_uuid(),
    aggregate_id   uuid         NOT NULL,
    aggregate_type varchar(100) NOT NULL,
    event_type     varchar(100) NOT NULL,
    payload        jsonb        NOT NULL,
    version        integer      NOT NULL,
    occurred_at    timestamptz  NOT NULL DEFAULT now(),
    created_at     timestamptz  NOT NULL DEFAULT now(),
    hash_previous  varchar(64),
    hash_current   varchar(64)  NOT NULL,
    CONSTRAINT domain_events_pkey PRIMARY KEY (id)
);

CREATE TABLE events.outbox (
    id              uuid                 NOT NULL DEFAULT gen_random_uuid(),
    event_id        uuid                 NOT NULL,
    target          varchar(50)          NOT NULL,
    payload         jsonb                NOT NULL,
    attempts        integer              NOT NULL,
    max_attempts    integer              NOT NULL,
    next_attempt_at timestamptz          NOT NULL DEFAULT now(),
    status          public.outbox_status NOT NULL,
    error           text,
    created_at      timestamptz          NOT NULL DEFAULT now(),
    completed_at    timestamptz,
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_event_id_fkey FOREIGN KEY (event_id) REFERENCES events.domain_events (id) ON DELETE CASCADE
);

CREATE TABLE events.inbox (
    id           uuid         NOT NULL DEFAULT gen_random_uuid(),
    signature    varchar(255) NOT NULL,
    source       varchar(50)  NOT NULL,
    payload      jsonb        NOT NULL,
    processed    boolean      NOT NULL,
    created_at   timestamptz  NOT NULL DEFAULT now(),
    processed_at timestamptz,
    CONSTRAINT inbox_pkey PRIMARY KEY (id)
);

-- Indexes

CREATE INDEX ix_events_domain_events_aggregate ON events.domain_events (aggregate_id, version);
CREATE INDEX ix_events_domain_events_occurred ON events.domain_events (occurred_at);
CREATE INDEX ix_events_domain_events_type ON events.domain_events (event_type);
CREATE INDEX ix_events_outbox_status_next_attempt ON events.outbox (status, next_attempt_at);
CREATE UNIQUE INDEX ix_events_inbox_signature ON events.inbox (signature);
