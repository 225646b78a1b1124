-- Reference DDL of the schema integra, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE integra.call_sessions (
    id                  uuid         NOT NULL DEFAULT gen_random_uuid(),
    booking_id          uuid,
    customer_id         uuid,
    direction           varchar(10)  NOT NULL,
    phone_number        varchar(20)  NOT NULL,
    duration_seconds    integer,
    transcript          text,
    outcome             varchar(50),
    recording_url       varchar(500),
    ringcentral_call_id varchar(255),
    created_at          timestamptz  NOT NULL DEFAULT now(),
    ended_at            timestamptz,
    CONSTRAINT call_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT call_sessions_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE SET NULL,
    CONSTRAINT call_sessions_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT check_call_direction CHECK (direction IN ('inbound', 'outbound'))
);

CREATE TABLE integra.payment_events (
    id           uuid                    NOT NULL DEFAULT gen_random_uuid(),
    provider     public.payment_provider NOT NULL,
    provider_id  varchar(255)            NOT NULL,
    method       public.payment_method   NOT NULL,
    amount_cents integer                 NOT NULL,
    currency     varchar(3)              NOT NULL,
    occurred_at  timestamptz             NOT NULL,
    memo         text,
    raw_data     jsonb                   NOT NULL,
    created_at   timestamptz             NOT NULL DEFAULT now(),
    CONSTRAINT payment_events_pkey PRIMARY KEY (id),
    CONSTRAINT check_payment_amount_positive CHECK (amount_cents > 0)
);

CREATE TABLE integra.payment_matches (
    id               uuid         NOT NULL DEFAULT gen_random_uuid(),
    payment_event_id uuid         NOT NULL,
    booking_id       uuid         NOT NULL,
    confidence       numeric(3,2) NOT NULL,
    match_method     varchar(50)  NOT NULL,
    status           varchar(20)  NOT NULL,
    reviewed_by      uuid,
    notes            text,
    created_at       timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT payment_matches_pkey PRIMARY KEY (id),
    CONSTRAINT payment_matches_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE CASCADE,
    CONSTRAINT payment_matches_payment_event_id_fkey FOREIGN KEY (payment_event_id)
        REFERENCES integra.payment_events (id) ON DELETE CASCADE,
    CONSTRAINT check_confidence_range CHECK (confidence >= 0 AND confidence <= 1),
    CONSTRAINT check_match_status CHECK (status IN ('auto', 'manual', 'ignored'))
);

CREATE TABLE integra.social_inbox (
    signature           varchar(255)           NOT NULL,
    platform            public.social_platform NOT NULL,
    webhook_type        varchar(100)           NOT NULL,
    account_id          uuid,
    payload_hash        varchar(64)            NOT NULL,
    processed           boolean                NOT NULL,
    processing_attempts integer                NOT NULL,
    last_error          text,
    received_at         timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    processed_at        timestamptz,
    CONSTRAINT social_inbox_pkey PRIMARY KEY (signature)
);

-- Indexes

CREATE INDEX ix_integra_payment_events_occurred ON integra.payment_events (occurred_at);
CREATE UNIQUE INDEX ix_integra_payment_events_provider_id ON integra.payment_events (provider, provider_id);
CREATE INDEX ix_social_inbox_platform_received ON integra.social_inbox (platform, received_at);
CREATE INDEX ix_social_inbox_processed ON integra.social_inbox (processed);
