-- Reference DDL of the schema core, written by hand; for test and development databases, never for production.

CREATE TYPE public.pricing_tier_level AS ENUM ('standard', 'premium', 'deluxe', 'custom');

CREATE TABLE core.customers (
    id                 uuid          NOT NULL DEFAULT gen_random_uuid(),
    first_name         varchar(100)  NOT NULL,
    last_name          varchar(100)  NOT NULL,
    email_encrypted    text          NOT NULL,
    phone_encrypted    text          NOT NULL,
    consent_sms        boolean       NOT NULL,
    consent_email      boolean       NOT NULL,
    consent_updated_at timestamptz,
    timezone           varchar(50)   NOT NULL,
    tags               varchar(50)[],
    notes              text,
    created_at         timestamptz   NOT NULL DEFAULT now(),
    updated_at         timestamptz   NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    station_id         uuid          NOT NULL,
    CONSTRAINT customers_pkey PRIMARY KEY (id),
    CONSTRAINT fk_customers_station FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT
);

CREATE TABLE core.chefs (
    id                      uuid          NOT NULL DEFAULT gen_random_uuid(),
    name                    varchar(100)  NOT NULL,
    email                   varchar(255)  NOT NULL,
    phone                   varchar(20),
    zones                   varchar(50)[] NOT NULL,
    skills                  varchar(50)[],
    google_calendar_id      varchar(255),
    buffer_setup_minutes    integer       NOT NULL,
    buffer_teardown_minutes integer       NOT NULL,
    is_active               boolean       NOT NULL,
    created_at              timestamptz   NOT NULL DEFAULT now(),
    updated_at              timestamptz   NOT NULL DEFAULT now(),
    deleted_at              timestamptz,
    CONSTRAINT chefs_pkey PRIMARY KEY (id)
);

-- The document names this table, but the original lacks it. Its columns come from a later version of the platform.
CREATE TABLE core.pricing_tiers (
    id              uuid                      NOT NULL DEFAULT gen_random_uuid(),
    name            varchar(100)              NOT NULL,
    level           public.pricing_tier_level NOT NULL,
    description     text,
    base_price      integer                   NOT NULL,
    price_per_guest integer                   NOT NULL,
    min_guests      integer                   NOT NULL,
    max_guests      integer                   NOT NULL,
    is_active       boolean                   NOT NULL,
    tier_metadata   jsonb                     NOT NULL DEFAULT '{}',
    created_at      timestamptz               NOT NULL DEFAULT now(),
    updated_at      timestamptz               NOT NULL DEFAULT now(),
    CONSTRAINT pricing_tiers_pkey PRIMARY KEY (id),
    CONSTRAINT check_base_price_positive CHECK (base_price >= 0),
    CONSTRAINT check_min_guests_positive CHECK (min_guests > 0),
    CONSTRAINT check_max_guests_valid CHECK (max_guests >= min_guests)
);

CREATE TABLE core.bookings (
    id                        uuid                  NOT NULL DEFAULT gen_random_uuid(),
    customer_id               uuid                  NOT NULL,
    date                      date                  NOT NULL,
    slot                      time                  NOT NULL,
    address_encrypted         text                  NOT NULL,
    zone                      varchar(50)           NOT NULL,
    chef_id                   uuid,
    status                    public.booking_status NOT NULL,
    party_adults              integer               NOT NULL,
    party_kids                integer               NOT NULL,
    deposit_due_cents         integer               NOT NULL,
    total_due_cents           integer               NOT NULL,
    menu_items                jsonb,
    special_requests          text,
    notes                     text,
    source                    varchar(50)           NOT NULL,
    metadata                  jsonb,
    created_at                timestamptz           NOT NULL DEFAULT now(),
    updated_at                timestamptz           NOT NULL DEFAULT now(),
    deleted_at                timestamptz,
    station_id                uuid                  NOT NULL,
    customer_deposit_deadline timestamp,
    internal_deadline         timestamp,
    deposit_deadline          timestamp,
    deposit_confirmed_at      timestamp,
    deposit_confirmed_by      varchar(255),
    hold_on_request           boolean               NOT NULL DEFAULT false,
    held_by                   varchar(255),
    held_at                   timestamp,
    hold_reason               text,
    sms_consent               boolean               NOT NULL DEFAULT false,
    sms_consent_timestamp     timestamptz,
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_chef_id_fkey FOREIGN KEY (chef_id)
        REFERENCES core.chefs (id) ON DELETE SET NULL,
    CONSTRAINT bookings_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE RESTRICT,
    CONSTRAINT fk_bookings_station FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT check_deposit_non_negative CHECK (deposit_due_cents >= 0),
    CONSTRAINT check_party_adults_positive CHECK (party_adults > 0),
    CONSTRAINT check_party_kids_non_negative CHECK (party_kids >= 0),
    CONSTRAINT check_total_gte_deposit CHECK (total_due_cents >= deposit_due_cents)
);

CREATE TABLE core.message_threads (
    id                 uuid                   NOT NULL DEFAULT gen_random_uuid(),
    customer_id        uuid                   NOT NULL,
    channel            public.message_channel NOT NULL,
    external_thread_id varchar(255),
    status             public.thread_status   NOT NULL,
    assigned_agent_id  uuid,
    ai_mode            boolean                NOT NULL,
    last_message_at    timestamptz            NOT NULL DEFAULT now(),
    created_at         timestamptz            NOT NULL DEFAULT now(),
    updated_at         timestamptz            NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    station_id         uuid                   NOT NULL,
    CONSTRAINT message_threads_pkey PRIMARY KEY (id),
    CONSTRAINT fk_message_threads_station FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT message_threads_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE CASCADE
);

CREATE TABLE core.messages (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    thread_id   uuid        NOT NULL,
    direction   varchar(10) NOT NULL,
    content     text        NOT NULL,
    sender_type varchar(20) NOT NULL,
    sender_id   uuid,
    metadata    jsonb,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES core.message_threads (id) ON DELETE CASCADE,
    CONSTRAINT check_message_direction CHECK (direction IN ('inbound', 'outbound')),
    CONSTRAINT check_sender_type CHECK (sender_type IN ('customer', 'agent', 'ai', 'system'))
);

CREATE TABLE core.social_accounts (
    id               uuid                   NOT NULL DEFAULT gen_random_uuid(),
    platform         public.social_platform NOT NULL,
    page_id          varchar(255)           NOT NULL,
    page_name        varchar(255)           NOT NULL,
    handle           varchar(100),
    profile_url      text,
    avatar_url       text,
    connected_by     uuid                   NOT NULL,
    connected_at     timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    token_ref        text,
    webhook_verified boolean                NOT NULL,
    last_sync_at     timestamptz,
    is_active        boolean                NOT NULL,
    metadata         jsonb,
    created_at       timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at       timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at       timestamptz,
    CONSTRAINT social_accounts_pkey PRIMARY KEY (id)
);

CREATE TABLE core.social_identities (
    id                  uuid                   NOT NULL DEFAULT gen_random_uuid(),
    platform            public.social_platform NOT NULL,
    handle              varchar(100)           NOT NULL,
    display_name        varchar(255),
    profile_url         text,
    avatar_url          text,
    customer_id         uuid,
    confidence_score    double precision       NOT NULL,
    verification_status varchar(50)            NOT NULL,
    first_seen_at       timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_active_at      timestamptz,
    metadata            jsonb,
    created_at          timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at          timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT social_identities_pkey PRIMARY KEY (id)
);

CREATE TABLE core.social_threads (
    id                 uuid                        NOT NULL DEFAULT gen_random_uuid(),
    platform           public.social_platform      NOT NULL,
    thread_ref         varchar(255)                NOT NULL,
    account_id         uuid                        NOT NULL,
    customer_id        uuid,
    lead_id            uuid,
    social_identity_id uuid,
    status             public.social_thread_status NOT NULL,
    priority           integer                     NOT NULL,
    subject            varchar(255),
    context_url        text,
    message_count      integer                     NOT NULL,
    unread_count       integer                     NOT NULL,
    last_message_at    timestamptz,
    last_response_at   timestamptz,
    assigned_to        uuid,
    tags               varchar(50)[],
    metadata           jsonb,
    created_at         timestamptz                 NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at         timestamptz                 NOT NULL DEFAULT CURRENT_TIMESTAMP,
    resolved_at        timestamptz,
    CONSTRAINT social_threads_pkey PRIMARY KEY (id),
    CONSTRAINT social_threads_account_id_fkey FOREIGN KEY (account_id)
        REFERENCES core.social_accounts (id) ON DELETE CASCADE,
    CONSTRAINT social_threads_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT social_threads_social_identity_id_fkey FOREIGN KEY (social_identity_id)
        REFERENCES core.social_identities (id) ON DELETE SET NULL,
    CONSTRAINT ck_social_threads_priority_range CHECK (priority >= 1 AND priority <= 5)
);

CREATE TABLE core.social_messages (
    id                uuid                            NOT NULL DEFAULT gen_random_uuid(),
    thread_id         uuid                            NOT NULL,
    message_ref       varchar(255),
    direction         public.social_message_direction NOT NULL,
    kind              public.social_message_kind      NOT NULL,
    author_handle     varchar(100),
    author_name       varchar(255),
    body              text,
    media             jsonb,
    sentiment_score   double precision,
    intent_tags       varchar(50)[],
    is_public         boolean                         NOT NULL,
    requires_approval boolean                         NOT NULL,
    approved_by       uuid,
    ai_generated      boolean                         NOT NULL,
    parent_message_id uuid,
    metadata          jsonb,
    created_at        timestamptz                     NOT NULL DEFAULT CURRENT_TIMESTAMP,
    sent_at           timestamptz,
    failed_at         timestamptz,
    error_details     text,
    CONSTRAINT social_messages_pkey PRIMARY KEY (id),
    CONSTRAINT social_messages_parent_message_id_fkey FOREIGN KEY (parent_message_id)
        REFERENCES core.social_messages (id) ON DELETE CASCADE,
    CONSTRAINT social_messages_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES core.social_threads (id) ON DELETE CASCADE,
    CONSTRAINT ck_social_messages_sentiment_range CHECK (sentiment_score >= -1.0 AND sentiment_score <= 1.0)
);

CREATE TABLE core.reviews (
    id                uuid                   NOT NULL DEFAULT gen_random_uuid(),
    platform          public.social_platform NOT NULL,
    account_id        uuid                   NOT NULL,
    review_ref        varchar(255)           NOT NULL,
    thread_id         uuid,
    author_handle     varchar(100),
    author_name       varchar(255),
    rating            integer,
    title             varchar(255),
    body              text,
    review_url        text,
    status            public.review_status   NOT NULL,
    sentiment_score   double precision,
    keywords          varchar(50)[],
    customer_id       uuid,
    booking_ref       varchar(50),
    assigned_to       uuid,
    escalation_reason varchar(255),
    response_due_at   timestamptz,
    responded_at      timestamptz,
    metadata          jsonb,
    created_at        timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at        timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT reviews_pkey PRIMARY KEY (id),
    CONSTRAINT reviews_account_id_fkey FOREIGN KEY (account_id)
        REFERENCES core.social_accounts (id) ON DELETE CASCADE,
    CONSTRAINT reviews_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT reviews_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES core.social_threads (id) ON DELETE SET NULL,
    CONSTRAINT ck_reviews_rating_range CHECK (rating >= 1 AND rating <= 5),
    CONSTRAINT ck_reviews_sentiment_range CHECK (sentiment_score >= -1.0 AND sentiment_score <= 1.0)
);

-- Indexes

CREATE INDEX idx_customer_station_created ON core.customers (station_id, created_at);
CREATE UNIQUE INDEX idx_customer_station_email ON core.customers (station_id, email_encrypted);
CREATE UNIQUE INDEX ix_core_customers_email_active ON core.customers (email_encrypted) WHERE deleted_at IS NULL;
CREATE INDEX idx_pricing_tiers_level ON core.pricing_tiers (level);
CREATE INDEX idx_pricing_tiers_active ON core.pricing_tiers (is_active);
CREATE INDEX idx_booking_station_customer ON core.bookings (station_id, customer_id);
CREATE INDEX idx_booking_station_date ON core.bookings (station_id, date, slot);
CREATE INDEX ix_bookings_customer_deposit_deadline ON core.bookings (customer_deposit_deadline, status);
CREATE INDEX ix_bookings_internal_deadline
   
    ON core.bookings (internal_deadline, status, hold_on_request, deposit_confirmed_at);
CREATE INDEX ix_bookings_sms_consent ON core.bookings (sms_consent);
CREATE UNIQUE INDEX ix_core_bookings_chef_slot_unique
   
    ON core.bookings (chef_id, date, slot) WHERE chef_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX ix_core_bookings_customer_id ON core.bookings (customer_id);
CREATE INDEX ix_core_bookings_date_slot ON core.bookings (date, slot);
CREATE INDEX ix_core_bookings_status ON core.bookings (status);
CREATE INDEX ix_core_message_threads_customer ON core.message_threads (customer_id);
CREATE INDEX ix_core_messages_thread_created ON core.messages (thread_id, created_at);
CREATE INDEX ix_social_accounts_created_at ON core.social_accounts (created_at);
CREATE INDEX ix_social_accounts_platform ON core.social_accounts (platform);
CREATE UNIQUE INDEX ix_social_accounts_platform_page_active
   
    ON core.social_accounts (platform, page_id) WHERE deleted_at IS NULL AND is_active = true;
CREATE INDEX ix_social_identities_customer_id ON core.social_identities (customer_id);
CREATE INDEX ix_social_identities_last_active ON core.social_identities (last_active_at);
CREATE UNIQUE INDEX ix_social_identities_platform_handle ON core.social_identities (platform, handle);
CREATE UNIQUE INDEX ix_social_threads_account_thread_ref ON core.social_threads (account_id, thread_ref);
CREATE INDEX ix_social_threads_assigned_to ON core.social_threads (assigned_to);
CREATE INDEX ix_social_threads_customer_id ON core.social_threads (customer_id);
CREATE INDEX ix_social_threads_last_message_at ON core.social_threads (last_message_at);
CREATE INDEX ix_social_threads_lead_id ON core.social_threads (lead_id);
CREATE INDEX ix_social_threads_status ON core.social_threads (status);
CREATE INDEX ix_social_messages_created_at ON core.social_messages (created_at);
CREATE INDEX ix_social_messages_direction_kind ON core.social_messages (direction, kind);
CREATE INDEX ix_social_messages_requires_approval
    ON core.social_messages (requires_approval) WHERE requires_approval = true;
CREATE INDEX ix_social_messages_thread_id ON core.social_messages (thread_id);
CREATE UNIQUE INDEX ix_reviews_account_review_ref ON core.reviews (account_id, review_ref);
CREATE INDEX ix_reviews_assigned_to ON core.reviews (assigned_to);
CREATE INDEX ix_reviews_created_at ON core.reviews (created_at);
CREATE INDEX ix_reviews_customer_id ON core.reviews (customer_id);
CREATE INDEX ix_reviews_platform_status ON core.reviews (platform, status);
CREATE INDEX ix_reviews_rating ON core.reviews (rating);
CREATE INDEX ix_reviews_response_due_at
   
    ON core.reviews (response_due_at) WHERE response_due_at IS NOT NULL AND responded_at IS NULL;

-- Row-level security: the users to whom a row is visible. The setting app.current_user_id names the user; without it,
-- every query of a role that does not own the table fails.

ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY customers_station_isolation ON core.customers USING (
    station_id IN (
        SELECT su.station_id FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
    )
    OR EXISTS (
        SELECT FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
            AND su.role IN ('super_admin', 'admin')
    )
);

ALTER TABLE core.bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY bookings_station_isolation ON core.bookings USING (
    station_id IN (
        SELECT su.station_id FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
    )
    OR EXISTS (
        SELECT FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
            AND su.role IN ('super_admin', 'admin')
    )
);

ALTER TABLE core.message_threads ENABLE ROW LEVEL SECURITY;
CREATE POLICY message_threads_station_isolation ON core.message_threads USING (
    station_id IN (
        SELECT su.station_id FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
    )
    OR EXISTS (
        SELECT FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
            AND su.role IN ('super_admin', 'admin')
    )
);
