-- Reference DDL of the schema core, written by hand; for test and development databases, never for production.

-- For the constraint on a chef's time, which compares a uuid in a GiST index. Who may create a schema here may
-- create it too: the extension is a trusted one.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Enums

CREATE TYPE core.contact_channel AS ENUM ('email', 'sms', 'phone', 'social');
CREATE TYPE core.chef_status AS ENUM ('active', 'on_leave', 'inactive');
CREATE TYPE core.chef_skill AS ENUM ('teppanyaki', 'sushi', 'show', 'vegan', 'gluten_free', 'halal');
CREATE TYPE core.time_off_kind AS ENUM ('vacation', 'sick', 'personal');
CREATE TYPE core.pricing_level AS ENUM ('standard', 'premium', 'deluxe', 'custom');
CREATE TYPE core.booking_status AS ENUM (
    'requested', 'deposit_pending', 'confirmed', 'completed', 'cancelled', 'no_show'
);
CREATE TYPE core.booking_source AS ENUM ('website', 'phone', 'sms', 'social', 'staff');
CREATE TYPE core.payment_kind AS ENUM ('charge', 'refund');
CREATE TYPE core.payment_provider AS ENUM ('stripe', 'venmo', 'zelle', 'cash');
CREATE TYPE core.thread_channel AS ENUM ('sms', 'email', 'web_chat');
CREATE TYPE core.thread_status AS ENUM ('open', 'waiting', 'closed');
CREATE TYPE core.message_direction AS ENUM ('inbound', 'outbound');
CREATE TYPE core.message_status AS ENUM ('queued', 'sent', 'delivered', 'read', 'failed');
CREATE TYPE core.social_thread_kind AS ENUM ('direct_message', 'comment', 'mention', 'review');
CREATE TYPE core.review_status AS ENUM ('pending', 'approved', 'rejected');

-- Tables

CREATE TABLE core.customers (
    id                uuid                 NOT NULL DEFAULT gen_random_uuid(),
    station_id        uuid                 NOT NULL,
    first_name        varchar(100)         NOT NULL,
    last_name         varchar(100)         NOT NULL DEFAULT '',
    email             varchar(254),
    phone             varchar(32),
    preferred_channel core.contact_channel NOT NULL DEFAULT 'email',
    preferences       jsonb                NOT NULL DEFAULT '{}',
    notes             text                 NOT NULL DEFAULT '',
    email_opt_in      boolean              NOT NULL DEFAULT false,
    sms_opt_in        boolean              NOT NULL DEFAULT false,
    metadata          jsonb                NOT NULL DEFAULT '{}',
    created_at        timestamptz          NOT NULL DEFAULT now(),
    updated_at        timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT customers_pkey PRIMARY KEY (id),
    CONSTRAINT customers_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_customers_reachable CHECK (email IS NOT NULL OR phone IS NOT NULL)
);

CREATE TABLE core.chefs (
    id           uuid              NOT NULL DEFAULT gen_random_uuid(),
    station_id   uuid              NOT NULL,
    first_name   varchar(100)      NOT NULL,
    last_name    varchar(100)      NOT NULL DEFAULT '',
    email        varchar(254),
    phone        varchar(32),
    status       core.chef_status  NOT NULL DEFAULT 'active',
    skills       core.chef_skill[] NOT NULL DEFAULT '{}',
    weekly_hours jsonb             NOT NULL DEFAULT '{}',
    max_guests   smallint          NOT NULL DEFAULT 30,
    bio          text              NOT NULL DEFAULT '',
    metadata     jsonb             NOT NULL DEFAULT '{}',
    created_at   timestamptz       NOT NULL DEFAULT now(),
    updated_at   timestamptz       NOT NULL DEFAULT now(),
    CONSTRAINT chefs_pkey PRIMARY KEY (id),
    CONSTRAINT chefs_email_key UNIQUE (email),
    CONSTRAINT chefs_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT ck_chefs_max_guests CHECK (max_guests > 0)
);

CREATE TABLE core.chef_time_off (
    id         uuid               NOT NULL DEFAULT gen_random_uuid(),
    chef_id    uuid               NOT NULL,
    kind       core.time_off_kind NOT NULL DEFAULT 'vacation',
    starts_at  timestamptz        NOT NULL,
    ends_at    timestamptz        NOT NULL,
    notes      text               NOT NULL DEFAULT '',
    created_at timestamptz        NOT NULL DEFAULT now(),
    updated_at timestamptz        NOT NULL DEFAULT now(),
    CONSTRAINT chef_time_off_pkey PRIMARY KEY (id),
    CONSTRAINT chef_time_off_chef_id_fkey FOREIGN KEY (chef_id) REFERENCES core.chefs (id) ON DELETE CASCADE,
    CONSTRAINT ck_chef_time_off_times CHECK (ends_at > starts_at)
);

CREATE TABLE core.pricing_tiers (
    id              uuid               NOT NULL DEFAULT gen_random_uuid(),
    level           core.pricing_level NOT NULL DEFAULT 'standard',
    name            varchar(100)       NOT NULL,
    description     text               NOT NULL DEFAULT '',
    price_per_adult numeric(10,2),
    price_per_child numeric(10,2),
    minimum_total   numeric(10,2)      NOT NULL DEFAULT 0,
    deposit_percent numeric(5,2)       NOT NULL DEFAULT 0,
    deposit_minimum numeric(10,2)      NOT NULL DEFAULT 0,
    is_active       boolean            NOT NULL DEFAULT true,
    metadata        jsonb              NOT NULL DEFAULT '{}',
    created_at      timestamptz        NOT NULL DEFAULT now(),
    updated_at      timestamptz        NOT NULL DEFAULT now(),
    CONSTRAINT pricing_tiers_pkey PRIMARY KEY (id),
    CONSTRAINT pricing_tiers_name_key UNIQUE (name),
    CONSTRAINT ck_pricing_tiers_amounts CHECK (
        price_per_adult >= 0 AND price_per_child >= 0 AND minimum_total >= 0 AND deposit_minimum >= 0
    ),
    CONSTRAINT ck_pricing_tiers_deposit_percent CHECK (deposit_percent BETWEEN 0 AND 100),
    CONSTRAINT ck_pricing_tiers_prices CHECK (
        level = 'custom' OR (price_per_adult IS NOT NULL AND price_per_child IS NOT NULL)
    )
);

CREATE TABLE core.bookings (
    id                  uuid                NOT NULL DEFAULT gen_random_uuid(),
    customer_id         uuid                NOT NULL,
    station_id          uuid                NOT NULL,
    chef_id             uuid,
    pricing_tier_id     uuid                NOT NULL,
    status              core.booking_status NOT NULL DEFAULT 'requested',
    source              core.booking_source NOT NULL DEFAULT 'website',
    starts_at           timestamptz         NOT NULL,
    ends_at             timestamptz         NOT NULL,
    guests              smallint            NOT NULL,
    children            smallint            NOT NULL DEFAULT 0,
    address             text                NOT NULL DEFAULT '',
    city                varchar(100)        NOT NULL DEFAULT '',
    state               varchar(2)          NOT NULL DEFAULT '',
    postal_code         varchar(10)         NOT NULL DEFAULT '',
    special_requests    text                NOT NULL DEFAULT '',
    total_amount        numeric(10,2)       NOT NULL DEFAULT 0,
    deposit_due         numeric(10,2)       NOT NULL DEFAULT 0,
    deposit_due_at      timestamptz,
    deposit_waived      boolean             NOT NULL DEFAULT false,
    deposit_paid_at     timestamptz,
    amount_paid         numeric(10,2)       NOT NULL DEFAULT 0,
    confirmed_at        timestamptz,
    closed_at           timestamptz,
    cancellation_reason text,
    metadata            jsonb               NOT NULL DEFAULT '{}',
    created_at          timestamptz         NOT NULL DEFAULT now(),
    updated_at          timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES core.customers (id) ON DELETE RESTRICT,
    CONSTRAINT bookings_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT bookings_chef_id_fkey FOREIGN KEY (chef_id) REFERENCES core.chefs (id) ON DELETE RESTRICT,
    CONSTRAINT bookings_pricing_tier_id_fkey FOREIGN KEY (pricing_tier_id)
        REFERENCES core.pricing_tiers (id) ON DELETE RESTRICT,
    CONSTRAINT ck_bookings_times CHECK (ends_at > starts_at),
    CONSTRAINT ck_bookings_guests CHECK (guests BETWEEN 1 AND 200),
    CONSTRAINT ck_bookings_children CHECK (children BETWEEN 0 AND guests),
    CONSTRAINT ck_bookings_deposit_due CHECK (deposit_due BETWEEN 0 AND total_amount),
    CONSTRAINT ck_bookings_amount_paid CHECK (amount_paid BETWEEN 0 AND total_amount),
    CONSTRAINT ck_bookings_offer CHECK (
        status NOT IN ('deposit_pending', 'confirmed', 'completed', 'no_show')
        OR (chef_id IS NOT NULL AND total_amount > 0)
    ),
    CONSTRAINT ck_bookings_deposit CHECK (status <> 'confirmed' OR deposit_waived OR amount_paid >= deposit_due),
    CONSTRAINT ck_bookings_confirmed_at CHECK (
        status NOT IN ('confirmed', 'completed', 'no_show') OR confirmed_at IS NOT NULL
    ),
    CONSTRAINT ck_bookings_closed_at CHECK (
        (status IN ('completed', 'cancelled', 'no_show')) = (closed_at IS NOT NULL)
    ),
    CONSTRAINT ck_bookings_cancellation_reason CHECK (status <> 'cancelled' OR cancellation_reason IS NOT NULL),
    CONSTRAINT ex_bookings_chef_time EXCLUDE USING gist (chef_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (chef_id IS NOT NULL AND status IN ('deposit_pending', 'confirmed', 'completed', 'no_show'))
);

CREATE TABLE core.payments (
    id         uuid                  NOT NULL DEFAULT gen_random_uuid(),
    booking_id uuid                  NOT NULL,
    kind       core.payment_kind     NOT NULL DEFAULT 'charge',
    provider   core.payment_provider NOT NULL,
    reference  varchar(255)          NOT NULL,
    amount     numeric(10,2)         NOT NULL,
    paid_at    timestamptz           NOT NULL DEFAULT now(),
    metadata   jsonb                 NOT NULL DEFAULT '{}',
    created_at timestamptz           NOT NULL DEFAULT now(),
    CONSTRAINT payments_pkey PRIMARY KEY (id),
    CONSTRAINT payments_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES core.bookings (id) ON DELETE RESTRICT,
    CONSTRAINT uq_payments_provider_reference UNIQUE (provider, reference),
    CONSTRAINT ck_payments_amount CHECK (amount > 0)
);

CREATE TABLE core.message_threads (
    id              uuid                NOT NULL DEFAULT gen_random_uuid(),
    customer_id     uuid                NOT NULL,
    booking_id      uuid,
    channel         core.thread_channel NOT NULL,
    status          core.thread_status  NOT NULL DEFAULT 'open',
    subject         varchar(200)        NOT NULL DEFAULT '',
    last_message_at timestamptz,
    unread_count    integer             NOT NULL DEFAULT 0,
    metadata        jsonb               NOT NULL DEFAULT '{}',
    created_at      timestamptz         NOT NULL DEFAULT now(),
    updated_at      timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT message_threads_pkey PRIMARY KEY (id),
    CONSTRAINT message_threads_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE CASCADE,
    CONSTRAINT message_threads_booking_id_fkey FOREIGN KEY (booking_id)
        REFERENCES core.bookings (id) ON DELETE SET NULL,
    CONSTRAINT ck_message_threads_unread_count CHECK (unread_count >= 0)
);

CREATE TABLE core.messages (
    id          uuid                   NOT NULL DEFAULT gen_random_uuid(),
    thread_id   uuid                   NOT NULL,
    author_id   uuid,
    direction   core.message_direction NOT NULL,
    status      core.message_status    NOT NULL DEFAULT 'sent',
    body        text                   NOT NULL,
    sent_at     timestamptz            NOT NULL DEFAULT now(),
    external_id varchar(255),
    metadata    jsonb                  NOT NULL DEFAULT '{}',
    created_at  timestamptz            NOT NULL DEFAULT now(),
    updated_at  timestamptz            NOT NULL DEFAULT now(),
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_external_id_key UNIQUE (external_id),
    CONSTRAINT messages_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES core.message_threads (id) ON DELETE CASCADE,
    CONSTRAINT messages_author_id_fkey FOREIGN KEY (author_id) REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_messages_author CHECK (direction = 'outbound' OR author_id IS NULL)
);

CREATE TABLE core.social_threads (
    id                 uuid                    NOT NULL DEFAULT gen_random_uuid(),
    social_account_id  uuid                    NOT NULL,
    customer_id        uuid,
    kind               core.social_thread_kind NOT NULL DEFAULT 'direct_message',
    status             core.thread_status      NOT NULL DEFAULT 'open',
    external_id        varchar(255)            NOT NULL,
    participant_handle varchar(255)            NOT NULL DEFAULT '',
    last_message_at    timestamptz,
    metadata           jsonb                   NOT NULL DEFAULT '{}',
    created_at         timestamptz             NOT NULL DEFAULT now(),
    updated_at         timestamptz             NOT NULL DEFAULT now(),
    CONSTRAINT social_threads_pkey PRIMARY KEY (id),
    CONSTRAINT social_threads_social_account_id_fkey FOREIGN KEY (social_account_id)
        REFERENCES identity.social_accounts (id) ON DELETE RESTRICT,
    CONSTRAINT social_threads_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT uq_social_threads_account_external_id UNIQUE (social_account_id, external_id)
);

CREATE TABLE core.reviews (
    id               uuid               NOT NULL DEFAULT gen_random_uuid(),
    booking_id       uuid               NOT NULL,
    customer_id      uuid               NOT NULL,
    rating           smallint           NOT NULL,
    title            varchar(200)       NOT NULL DEFAULT '',
    body             text               NOT NULL DEFAULT '',
    status           core.review_status NOT NULL DEFAULT 'pending',
    moderated_by_id  uuid,
    moderated_at     timestamptz,
    rejection_reason text,
    metadata         jsonb              NOT NULL DEFAULT '{}',
    created_at       timestamptz        NOT NULL DEFAULT now(),
    updated_at       timestamptz        NOT NULL DEFAULT now(),
    CONSTRAINT reviews_pkey PRIMARY KEY (id),
    CONSTRAINT reviews_booking_id_key UNIQUE (booking_id),
    CONSTRAINT reviews_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES core.bookings (id) ON DELETE CASCADE,
    CONSTRAINT reviews_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES core.customers (id) ON DELETE CASCADE,
    CONSTRAINT reviews_moderated_by_id_fkey FOREIGN KEY (moderated_by_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_reviews_rating CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT ck_reviews_moderated CHECK (
        CASE status WHEN 'pending' THEN moderated_at IS NULL AND moderated_by_id IS NULL
        ELSE moderated_at IS NOT NULL END
    ),
    CONSTRAINT ck_reviews_rejection_reason CHECK ((status = 'rejected') = (rejection_reason IS NOT NULL))
);

-- Indexes on what is joined, filtered and unique

CREATE UNIQUE INDEX uq_customers_station_email ON core.customers (station_id, lower(email));
CREATE INDEX ix_core_customers_phone ON core.customers (phone);
CREATE INDEX ix_core_customers_name ON core.customers (last_name, first_name);
CREATE INDEX ix_core_chefs_station_id ON core.chefs (station_id, status);
CREATE INDEX ix_core_chefs_skills ON core.chefs USING gin (skills);
CREATE INDEX ix_core_chef_time_off_chef_id ON core.chef_time_off (chef_id, starts_at);
CREATE INDEX ix_core_bookings_customer_id ON core.bookings (customer_id, starts_at);
CREATE INDEX ix_core_bookings_station_id ON core.bookings (station_id, starts_at);
CREATE INDEX ix_core_bookings_chef_id ON core.bookings (chef_id, starts_at);
CREATE INDEX ix_core_bookings_pricing_tier_id ON core.bookings (pricing_tier_id);
CREATE INDEX ix_core_bookings_starts_at ON core.bookings (starts_at);
CREATE INDEX ix_core_bookings_deposit_due_at ON core.bookings (deposit_due_at) WHERE status = 'deposit_pending';
CREATE INDEX ix_core_payments_booking_id ON core.payments (booking_id);
CREATE INDEX ix_core_payments_paid_at ON core.payments (paid_at);
CREATE INDEX ix_core_message_threads_customer_id ON core.message_threads (customer_id, last_message_at);
CREATE INDEX ix_core_message_threads_booking_id ON core.message_threads (booking_id);
CREATE INDEX ix_core_message_threads_status ON core.message_threads (status, last_message_at);
CREATE INDEX ix_core_messages_thread_id ON core.messages (thread_id, sent_at);
CREATE INDEX ix_core_messages_author_id ON core.messages (author_id);
CREATE INDEX ix_core_social_threads_customer_id ON core.social_threads (customer_id);
CREATE INDEX ix_core_social_threads_status ON core.social_threads (status, last_message_at);
CREATE INDEX ix_core_reviews_customer_id ON core.reviews (customer_id);
CREATE INDEX ix_core_reviews_moderated_by_id ON core.reviews (moderated_by_id);
CREATE INDEX ix_core_reviews_status ON core.reviews (status, created_at);
