-- Reference DDL of the schema lead, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE lead.leads (
    id                uuid                NOT NULL DEFAULT gen_random_uuid(),
    source            public.lead_source  NOT NULL,
    status            public.lead_status  NOT NULL,
    quality           public.lead_quality,
    customer_id       uuid,
    score             numeric(5,2)        NOT NULL,
    assigned_to       varchar(100),
    last_contact_date timestamptz,
    follow_up_date    timestamptz,
    conversion_date   timestamptz,
    lost_reason       text,
    utm_source        varchar(100),
    utm_medium        varchar(100),
    utm_campaign      varchar(100),
    created_at        timestamptz         NOT NULL DEFAULT now(),
    updated_at        timestamptz         NOT NULL DEFAULT now(),
    deleted_at        timestamptz,
    business_id       uuid                NOT NULL,
    CONSTRAINT leads_pkey PRIMARY KEY (id),
    CONSTRAINT leads_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT check_lead_score_range CHECK (score >= 0 AND score <= 100)
);

CREATE TABLE lead.lead_contacts (
    id                uuid                   NOT NULL DEFAULT gen_random_uuid(),
    lead_id           uuid                   NOT NULL,
    channel           public.contact_channel NOT NULL,
    handle_or_address text                   NOT NULL,
    verified          boolean                NOT NULL,
    created_at        timestamptz            NOT NULL DEFAULT now(),
    CONSTRAINT lead_contacts_pkey PRIMARY KEY (id),
    CONSTRAINT lead_contacts_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE
);

CREATE TABLE lead.lead_context (
    lead_id                uuid        NOT NULL,
    party_size_adults      integer,
    party_size_kids        integer,
    estimated_budget_cents integer,
    event_date_pref        date,
    event_date_range_start date,
    event_date_range_end   date,
    zip_code               varchar(10),
    service_type           varchar(50),
    notes                  text,
    updated_at             timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lead_context_pkey PRIMARY KEY (lead_id),
    CONSTRAINT lead_context_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE
);

CREATE TABLE lead.lead_events (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    lead_id     uuid        NOT NULL,
    type        varchar(50) NOT NULL,
    payload     jsonb,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lead_events_pkey PRIMARY KEY (id),
    CONSTRAINT lead_events_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE
);

CREATE TABLE lead.social_accounts (
    id                uuid         NOT NULL,
    platform          varchar(50)  NOT NULL,
    page_id           varchar(255) NOT NULL,
    page_name         varchar(255) NOT NULL,
    handle            varchar(100),
    profile_url       text,
    avatar_url        text,
    connected_by      uuid         NOT NULL,
    connected_at      timestamptz  NOT NULL DEFAULT now(),
    token_ref         text,
    webhook_verified  boolean      NOT NULL,
    last_sync_at      timestamptz,
    is_active         boolean      NOT NULL,
    platform_metadata jsonb,
    created_at        timestamptz  NOT NULL DEFAULT now(),
    updated_at        timestamptz  NOT NULL DEFAULT now(),
    deleted_at        timestamptz,
    CONSTRAINT social_accounts_pkey PRIMARY KEY (id)
);

CREATE TABLE lead.social_identities (
    id                  uuid             NOT NULL,
    platform            varchar(50)      NOT NULL,
    handle              varchar(100)     NOT NULL,
    display_name        varchar(255),
    profile_url         text,
    avatar_url          text,
    customer_id         uuid,
    confidence_score    double precision NOT NULL,
    verification_status varchar(50)      NOT NULL,
    first_seen_at       timestamptz      NOT NULL DEFAULT now(),
    last_active_at      timestamptz,
    platform_metadata   jsonb,
    created_at          timestamptz      NOT NULL DEFAULT now(),
    updated_at          timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT social_identities_pkey PRIMARY KEY (id)
);

CREATE TABLE lead.social_threads (
    id                 uuid                   NOT NULL DEFAULT gen_random_uuid(),
    platform           public.social_platform NOT NULL,
    account_id         varchar(100)           NOT NULL,
    thread_ref         varchar(255)           NOT NULL,
    lead_id            uuid,
    customer_id        uuid,
    status             public.thread_status   NOT NULL,
    last_message_at    timestamptz,
    created_at         timestamptz            NOT NULL DEFAULT now(),
    social_identity_id uuid,
    assigned_to        uuid,
    priority           integer                NOT NULL DEFAULT 3,
    subject            varchar(255),
    context_url        text,
    message_count      integer                NOT NULL DEFAULT 0,
    last_response_at   timestamptz,
    resolved_at        timestamptz,
    tags               varchar(50)[],
    CONSTRAINT social_threads_pkey PRIMARY KEY (id),
    CONSTRAINT fk_social_threads_social_identity_id FOREIGN KEY (social_identity_id)
        REFERENCES lead.social_identities (id) ON DELETE SET NULL,
    CONSTRAINT social_threads_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT social_threads_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE SET NULL
);

-- The next two tables are inferred: the document names them, but the original lacks them.

CREATE TABLE lead.social_media_accounts (
    id                  uuid        NOT NULL DEFAULT gen_random_uuid(),
    social_account_id   uuid        NOT NULL,
    default_assignee_id uuid,
    is_active           boolean     NOT NULL DEFAULT true,
    metadata            jsonb       NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT social_media_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT social_media_accounts_social_account_id_key UNIQUE (social_account_id),
    CONSTRAINT social_media_accounts_social_account_id_fkey FOREIGN KEY (social_account_id)
        REFERENCES lead.social_accounts (id) ON DELETE CASCADE,
    CONSTRAINT social_media_accounts_default_assignee_id_fkey FOREIGN KEY (default_assignee_id)
        REFERENCES identity.users (id) ON DELETE SET NULL
);

CREATE TABLE lead.social_messages (
    id          uuid                            NOT NULL DEFAULT gen_random_uuid(),
    thread_id   uuid                            NOT NULL,
    message_ref varchar(255)                    NOT NULL,
    direction   public.social_message_direction NOT NULL,
    kind        public.social_message_kind      NOT NULL DEFAULT 'dm',
    body        text                            NOT NULL DEFAULT '',
    sent_at     timestamptz                     NOT NULL DEFAULT now(),
    metadata    jsonb                           NOT NULL DEFAULT '{}',
    created_at  timestamptz                     NOT NULL DEFAULT now(),
    CONSTRAINT social_messages_pkey PRIMARY KEY (id),
    CONSTRAINT social_messages_thread_id_message_ref_key UNIQUE (thread_id, message_ref),
    CONSTRAINT social_messages_thread_id_fkey FOREIGN KEY (thread_id)
        REFERENCES lead.social_threads (id) ON DELETE CASCADE
);

-- Indexes

CREATE INDEX idx_leads_business_id ON lead.leads (business_id);
CREATE INDEX ix_lead_leads_customer ON lead.leads (customer_id);
CREATE INDEX ix_lead_leads_followup ON lead.leads (follow_up_date);
CREATE INDEX ix_lead_leads_score ON lead.leads (score);
CREATE INDEX ix_lead_leads_source ON lead.leads (source);
CREATE INDEX ix_lead_leads_status ON lead.leads (status);
CREATE INDEX ix_lead_contacts_channel ON lead.lead_contacts (channel, handle_or_address);
CREATE INDEX ix_lead_contacts_lead ON lead.lead_contacts (lead_id);
CREATE INDEX ix_lead_events_lead ON lead.lead_events (lead_id, occurred_at);
CREATE INDEX ix_social_accounts_is_active ON lead.social_accounts (is_active);
CREATE INDEX ix_social_accounts_platform ON lead.social_accounts (platform);
CREATE UNIQUE INDEX ix_social_accounts_platform_page_id ON lead.social_accounts (platform, page_id);
CREATE INDEX ix_social_identities_customer_id ON lead.social_identities (customer_id);
CREATE INDEX ix_social_identities_platform ON lead.social_identities (platform);
CREATE UNIQUE INDEX ix_social_identities_platform_handle ON lead.social_identities (platform, handle);
CREATE INDEX ix_social_threads_assigned_to ON lead.social_threads (assigned_to);
CREATE INDEX ix_social_threads_customer ON lead.social_threads (customer_id);
CREATE INDEX ix_social_threads_lead ON lead.social_threads (lead_id);
CREATE UNIQUE INDEX ix_social_threads_platform ON lead.social_threads (platform, thread_ref);
CREATE INDEX ix_social_threads_social_identity_id ON lead.social_threads (social_identity_id);
CREATE INDEX ix_social_threads_status ON lead.social_threads (status);
CREATE INDEX ix_lead_social_media_accounts_default_assignee_id ON lead.social_media_accounts (default_assignee_id);
