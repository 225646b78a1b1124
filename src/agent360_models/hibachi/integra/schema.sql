-- Reference DDL of hibachi_integra, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE integra.call_direction AS ENUM ('inbound', 'outbound');
CREATE TYPE integra.call_status AS ENUM (
    'ringing', 'in_progress', 'completed', 'missed', 'voicemail', 'busy', 'failed'
);
CREATE TYPE integra.payment_provider AS ENUM ('stripe', 'square', 'paypal', 'venmo', 'zelle', 'bank_transfer');
CREATE TYPE integra.payment_event_status AS ENUM ('received', 'matched', 'ignored');
CREATE TYPE integra.payment_match_status AS ENUM ('proposed', 'confirmed', 'rejected');
CREATE TYPE integra.social_platform AS ENUM ('facebook', 'instagram', 'google', 'yelp', 'tiktok');
CREATE TYPE integra.social_inbox_kind AS ENUM ('direct_message', 'comment', 'mention', 'review');
CREATE TYPE integra.social_inbox_status AS ENUM ('new', 'assigned', 'answered', 'dismissed');

-- Tables

CREATE TABLE integra.call_sessions (
    id               uuid                   NOT NULL DEFAULT gen_random_uuid(),
    provider_call_id varchar(100)           NOT NULL,
    direction        integra.call_direction NOT NULL,
    status           integra.call_status    NOT NULL DEFAULT 'ringing',
    from_number      varchar(20)            NOT NULL,
    to_number        varchar(20)            NOT NULL,
    customer_id      uuid,
    booking_id       uuid,
    handled_by_id    uuid,
    started_at       timestamptz            NOT NULL,
    ended_at         timestamptz,
    duration_seconds integer,
    metadata         jsonb                  NOT NULL DEFAULT '{}',
    created_at       timestamptz            NOT NULL DEFAULT now(),
    updated_at       timestamptz            NOT NULL DEFAULT now(),
    CONSTRAINT call_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT call_sessions_provider_call_id_key UNIQUE (provider_call_id),
    CONSTRAINT call_sessions_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT call_sessions_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE SET NULL,
    CONSTRAINT call_sessions_handled_by_id_fkey FOREIGN KEY (handled_by_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_call_sessions_ended_at CHECK (ended_at >= started_at),
    CONSTRAINT ck_call_sessions_duration CHECK (
        duration_seconds IS NULL OR (duration_seconds >= 0 AND ended_at IS NOT NULL)
    )
);

CREATE TABLE integra.payment_events (
    id          uuid                         NOT NULL DEFAULT gen_random_uuid(),
    provider    integra.payment_provider     NOT NULL,
    external_id varchar(200)                 NOT NULL,
    event_type  varchar(100)                 NOT NULL,
    amount      numeric(10,2)                NOT NULL,
    currency    varchar(3)                   NOT NULL DEFAULT 'USD',
    status      integra.payment_event_status NOT NULL DEFAULT 'received',
    payload     jsonb                        NOT NULL DEFAULT '{}',
    occurred_at timestamptz                  NOT NULL,
    received_at timestamptz                  NOT NULL DEFAULT now(),
    updated_at  timestamptz                  NOT NULL DEFAULT now(),
    CONSTRAINT payment_events_pkey PRIMARY KEY (id),
    CONSTRAINT payment_events_provider_external_id_key UNIQUE (provider, external_id),
    CONSTRAINT ck_payment_events_amount CHECK (amount >= 0),
    CONSTRAINT ck_payment_events_currency CHECK (currency ~ '^[A-Z]{3}$')
);

CREATE TABLE integra.payment_matches (
    id            uuid                         NOT NULL DEFAULT gen_random_uuid(),
    event_id      uuid                         NOT NULL,
    booking_id    uuid                         NOT NULL,
    payment_id    uuid,
    confidence    numeric(4,3)                 NOT NULL,
    status        integra.payment_match_status NOT NULL DEFAULT 'proposed',
    decided_at    timestamptz,
    decided_by_id uuid,
    metadata      jsonb                        NOT NULL DEFAULT '{}',
    created_at    timestamptz                  NOT NULL DEFAULT now(),
    updated_at    timestamptz                  NOT NULL DEFAULT now(),
    CONSTRAINT payment_matches_pkey PRIMARY KEY (id),
    CONSTRAINT payment_matches_event_id_booking_id_key UNIQUE (event_id, booking_id),
    CONSTRAINT payment_matches_event_id_fkey FOREIGN KEY (event_id)
        REFERENCES integra.payment_events (id) ON DELETE CASCADE,
    CONSTRAINT payment_matches_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE RESTRICT,
    CONSTRAINT payment_matches_payment_id_fkey FOREIGN KEY (payment_id)
        REFERENCES core.payments (id) ON DELETE SET NULL,
    CONSTRAINT payment_matches_decided_by_id_fkey FOREIGN KEY (decided_by_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_payment_matches_confidence CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT ck_payment_matches_decided_at CHECK ((status = 'proposed') = (decided_at IS NULL))
);

CREATE TABLE integra.social_inbox (
    id                 uuid                        NOT NULL DEFAULT gen_random_uuid(),
    platform           integra.social_platform     NOT NULL,
    external_id        varchar(200)                NOT NULL,
    kind               integra.social_inbox_kind   NOT NULL DEFAULT 'direct_message',
    thread_id          uuid,
    sender_external_id varchar(200)                NOT NULL,
    body               text,
    status             integra.social_inbox_status NOT NULL DEFAULT 'new',
    assigned_to_id     uuid,
    payload            jsonb                       NOT NULL DEFAULT '{}',
    received_at        timestamptz                 NOT NULL DEFAULT now(),
    closed_at          timestamptz,
    updated_at         timestamptz                 NOT NULL DEFAULT now(),
    CONSTRAINT social_inbox_pkey PRIMARY KEY (id),
    CONSTRAINT social_inbox_platform_external_id_key UNIQUE (platform, external_id),
    CONSTRAINT social_inbox_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES core.social_threads (id) ON DELETE SET NULL,
    CONSTRAINT social_inbox_assigned_to_id_fkey FOREIGN KEY (assigned_to_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_social_inbox_closed_at CHECK ((status IN ('answered', 'dismissed')) = (closed_at IS NOT NULL))
);

-- Indexes; those that end in waiting are what somebody has to look at

CREATE INDEX ix_integra_call_sessions_customer_id ON integra.call_sessions (customer_id);
CREATE INDEX ix_integra_call_sessions_booking_id ON integra.call_sessions (booking_id);
CREATE INDEX ix_integra_call_sessions_handled_by_id ON integra.call_sessions (handled_by_id);
CREATE INDEX ix_integra_call_sessions_started_at ON integra.call_sessions (started_at);
CREATE INDEX ix_integra_call_sessions_from_number ON integra.call_sessions (from_number);
CREATE INDEX ix_integra_payment_events_occurred_at ON integra.payment_events (occurred_at);
CREATE INDEX ix_integra_payment_events_waiting ON integra.payment_events (received_at) WHERE status = 'received';
CREATE UNIQUE INDEX payment_matches_confirmed_key ON integra.payment_matches (event_id) WHERE status = 'confirmed';
CREATE INDEX ix_integra_payment_matches_booking_id ON integra.payment_matches (booking_id);
CREATE INDEX ix_integra_payment_matches_payment_id ON integra.payment_matches (payment_id);
CREATE INDEX ix_integra_payment_matches_decided_by_id ON integra.payment_matches (decided_by_id);
CREATE INDEX ix_integra_social_inbox_thread_id ON integra.social_inbox (thread_id);
CREATE INDEX ix_integra_social_inbox_assigned_to_id ON integra.social_inbox (assigned_to_id);
CREATE INDEX ix_integra_social_inbox_waiting ON integra.social_inbox (received_at) WHERE closed_at IS NULL;
