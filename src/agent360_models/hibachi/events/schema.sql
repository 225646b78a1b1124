-- Reference DDL of the schema events, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE events.outbox_status AS ENUM ('pending', 'delivered', 'dead');

-- Tables

CREATE TABLE events.domain_events (
    id             uuid         NOT NULL DEFAULT gen_random_uuid(),
    aggregate_type varchar(128) NOT NULL,
    aggregate_id   uuid         NOT NULL,
    sequence       bigint       NOT NULL,
    event_type     varchar(100) NOT NULL,
    payload        jsonb        NOT NULL DEFAULT '{}',
    metadata       jsonb        NOT NULL DEFAULT '{}',
    occurred_at    timestamptz  NOT NULL DEFAULT now(),
    created_at     timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT domain_events_pkey PRIMARY KEY (id),
    CONSTRAINT domain_events_aggregate_type_aggregate_id_sequence_key UNIQUE (aggregate_type, aggregate_id, sequence),
    CONSTRAINT ck_domain_events_sequence CHECK (sequence > 0)
);

CREATE TABLE events.outbox (
    id             uuid                 NOT NULL DEFAULT gen_random_uuid(),
    event_id       uuid                 NOT NULL,
    aggregate_type varchar(128)         NOT NULL,
    aggregate_id   uuid                 NOT NULL,
    sequence       bigint               NOT NULL,
    status         events.outbox_status NOT NULL DEFAULT 'pending',
    available_at   timestamptz          NOT NULL DEFAULT now(),
    attempts       integer              NOT NULL DEFAULT 0,
    claim_token    uuid,
    claimed_by     varchar(100),
    last_error     varchar(500)         NOT NULL DEFAULT '',
    delivered_at   timestamptz,
    created_at     timestamptz          NOT NULL DEFAULT now(),
    updated_at     timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_event_id_key UNIQUE (event_id),
    CONSTRAINT outbox_event_id_fkey FOREIGN KEY (event_id)
        REFERENCES events.domain_events (id) ON DELETE RESTRICT,
    CONSTRAINT ck_outbox_attempts CHECK (attempts >= 0),
    CONSTRAINT ck_outbox_delivered_at CHECK ((status = 'delivered') = (delivered_at IS NOT NULL))
);

CREATE TABLE events.inbox (
    id           uuid         NOT NULL DEFAULT gen_random_uuid(),
    source       varchar(100) NOT NULL,
    message_id   varchar(255) NOT NULL,
    event_type   varchar(100) NOT NULL DEFAULT '',
    payload      jsonb        NOT NULL DEFAULT '{}',
    received_at  timestamptz  NOT NULL DEFAULT now(),
    processed_at timestamptz,
    CONSTRAINT inbox_pkey PRIMARY KEY (id),
    CONSTRAINT inbox_source_message_id_key UNIQUE (source, message_id)
);

-- Indexes on what is joined and filtered

CREATE INDEX ix_events_domain_events_event_type ON events.domain_events (event_type, occurred_at);
-- Both for claims: whose time has come, and which message of an aggregate is the first.
CREATE INDEX ix_events_outbox_available_at ON events.outbox (available_at) WHERE status = 'pending';
CREATE INDEX ix_events_outbox_aggregate ON events.outbox (aggregate_type, aggregate_id, sequence)
    WHERE status = 'pending';
-- For who removes what was delivered long ago.
CREATE INDEX ix_events_outbox_delivered_at ON events.outbox (delivered_at) WHERE status = 'delivered';
CREATE INDEX ix_events_inbox_received_at ON events.inbox (received_at) WHERE processed_at IS NULL;
