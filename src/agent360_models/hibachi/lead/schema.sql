-- Reference DDL of the schema lead, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE lead.lead_source AS ENUM (
    'website', 'phone', 'sms', 'email', 'instagram', 'facebook', 'google', 'yelp', 'referral', 'qr_code', 'other'
);
CREATE TYPE lead.lead_status AS ENUM ('new', 'contacted', 'qualified', 'quoted', 'converted', 'lost');
CREATE TYPE lead.lead_quality AS ENUM ('hot', 'warm', 'cold');
CREATE TYPE lead.contact_channel AS ENUM ('email', 'phone', 'sms', 'instagram', 'facebook', 'whatsapp');
CREATE TYPE lead.service_type AS ENUM ('private_party', 'corporate', 'wedding', 'other');
CREATE TYPE lead.lead_event_type AS ENUM ('created', 'assigned', 'contacted', 'status_changed', 'converted');
CREATE TYPE lead.social_platform AS ENUM ('facebook', 'instagram', 'google', 'yelp', 'tiktok');
CREATE TYPE lead.message_direction AS ENUM ('inbound', 'outbound');
CREATE TYPE lead.message_kind AS ENUM ('direct_message', 'comment', 'mention', 'story_reply', 'review');

-- Tables

CREATE TABLE lead.leads (
    id              uuid             NOT NULL DEFAULT gen_random_uuid(),
    customer_id     uuid,
    assigned_to_id  uuid,
    source          lead.lead_source NOT NULL,
    status          lead.lead_status NOT NULL DEFAULT 'new',
    quality         lead.lead_quality,
    score           integer          NOT NULL DEFAULT 0,
    utm_source      varchar(100)     NOT NULL DEFAULT '',
    utm_medium      varchar(100)     NOT NULL DEFAULT '',
    utm_campaign    varchar(100)     NOT NULL DEFAULT '',
    last_contact_at timestamptz,
    follow_up_at    timestamptz,
    converted_at    timestamptz,
    metadata        jsonb            NOT NULL DEFAULT '{}',
    created_at      timestamptz      NOT NULL DEFAULT now(),
    updated_at      timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT leads_pkey PRIMARY KEY (id),
    CONSTRAINT leads_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT leads_assigned_to_id_fkey FOREIGN KEY (assigned_to_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_leads_score CHECK (score BETWEEN 0 AND 100),
    CONSTRAINT ck_leads_converted CHECK ((status = 'converted') = (converted_at IS NOT NULL))
);

CREATE TABLE lead.lead_contacts (
    id         uuid                 NOT NULL DEFAULT gen_random_uuid(),
    lead_id    uuid                 NOT NULL,
    channel    lead.contact_channel NOT NULL,
    value      varchar(320)         NOT NULL,
    verified   boolean              NOT NULL DEFAULT false,
    created_at timestamptz          NOT NULL DEFAULT now(),
    updated_at timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT lead_contacts_pkey PRIMARY KEY (id),
    CONSTRAINT lead_contacts_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE,
    CONSTRAINT lead_contacts_lead_id_channel_value_key UNIQUE (lead_id, channel, value)
);

CREATE TABLE lead.lead_context (
    id             uuid              NOT NULL DEFAULT gen_random_uuid(),
    lead_id        uuid              NOT NULL,
    party_size     integer,
    preferred_date date,
    zip_code       varchar(10)       NOT NULL DEFAULT '',
    service_type   lead.service_type NOT NULL DEFAULT 'private_party',
    budget         numeric(10,2),
    notes          text              NOT NULL DEFAULT '',
    metadata       jsonb             NOT NULL DEFAULT '{}',
    created_at     timestamptz       NOT NULL DEFAULT now(),
    updated_at     timestamptz       NOT NULL DEFAULT now(),
    CONSTRAINT lead_context_pkey PRIMARY KEY (id),
    CONSTRAINT lead_context_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE,
    CONSTRAINT lead_context_lead_id_key UNIQUE (lead_id),
    CONSTRAINT ck_lead_context_party_size CHECK (party_size > 0),
    CONSTRAINT ck_lead_context_budget CHECK (budget >= 0)
);

CREATE TABLE lead.lead_events (
    id         uuid                 NOT NULL DEFAULT gen_random_uuid(),
    lead_id    uuid                 NOT NULL,
    event_type lead.lead_event_type NOT NULL,
    payload    jsonb                NOT NULL DEFAULT '{}',
    actor_id   uuid,
    created_at timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT lead_events_pkey PRIMARY KEY (id),
    CONSTRAINT lead_events_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE,
    CONSTRAINT lead_events_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES identity.users (id) ON DELETE SET NULL
);

CREATE TABLE lead.social_media_accounts (
    id                  uuid        NOT NULL DEFAULT gen_random_uuid(),
    social_account_id   uuid        NOT NULL,
    default_assignee_id uuid,
    is_active           boolean     NOT NULL DEFAULT true,
    metadata            jsonb       NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT social_media_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT social_media_accounts_social_account_id_fkey FOREIGN KEY (social_account_id)
        REFERENCES identity.social_accounts (id) ON DELETE RESTRICT,
    CONSTRAINT social_media_accounts_default_assignee_id_fkey FOREIGN KEY (default_assignee_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT social_media_accounts_social_account_id_key UNIQUE (social_account_id)
);

CREATE TABLE lead.social_accounts (
    id           uuid                 NOT NULL DEFAULT gen_random_uuid(),
    lead_id      uuid                 NOT NULL,
    platform     lead.social_platform NOT NULL,
    external_id  varchar(100)         NOT NULL,
    handle       varchar(100)         NOT NULL DEFAULT '',
    display_name varchar(200)         NOT NULL DEFAULT '',
    metadata     jsonb                NOT NULL DEFAULT '{}',
    created_at   timestamptz          NOT NULL DEFAULT now(),
    updated_at   timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT social_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT social_accounts_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead.leads (id) ON DELETE CASCADE,
    CONSTRAINT lead_social_accounts_platform_external_id_key UNIQUE (platform, external_id)
);

CREATE TABLE lead.social_messages (
    id          uuid                   NOT NULL DEFAULT gen_random_uuid(),
    page_id     uuid                   NOT NULL,
    profile_id  uuid                   NOT NULL,
    direction   lead.message_direction NOT NULL,
    kind        lead.message_kind      NOT NULL DEFAULT 'direct_message',
    external_id varchar(255)           NOT NULL,
    body        text                   NOT NULL DEFAULT '',
    sent_at     timestamptz            NOT NULL DEFAULT now(),
    metadata    jsonb                  NOT NULL DEFAULT '{}',
    created_at  timestamptz            NOT NULL DEFAULT now(),
    CONSTRAINT social_messages_pkey PRIMARY KEY (id),
    CONSTRAINT social_messages_page_id_fkey FOREIGN KEY (page_id)
        REFERENCES lead.social_media_accounts (id) ON DELETE RESTRICT,
    CONSTRAINT social_messages_profile_id_fkey FOREIGN KEY (profile_id)
        REFERENCES lead.social_accounts (id) ON DELETE CASCADE,
    CONSTRAINT social_messages_page_id_external_id_key UNIQUE (page_id, external_id)
);

-- Indexes; a unique constraint above serves its first columns

CREATE INDEX ix_lead_leads_customer_id ON lead.leads (customer_id);
CREATE INDEX ix_lead_leads_assigned_to_id_status ON lead.leads (assigned_to_id, status);
CREATE INDEX ix_lead_leads_status_created_at ON lead.leads (status, created_at);
CREATE INDEX ix_lead_leads_follow_up_at ON lead.leads (follow_up_at) WHERE follow_up_at IS NOT NULL;
CREATE INDEX ix_lead_lead_contacts_channel_value ON lead.lead_contacts (channel, value);
CREATE INDEX ix_lead_lead_context_preferred_date ON lead.lead_context (preferred_date);
CREATE INDEX ix_lead_lead_events_lead_id_created_at ON lead.lead_events (lead_id, created_at);
CREATE INDEX ix_lead_lead_events_actor_id ON lead.lead_events (actor_id);
CREATE INDEX ix_lead_social_media_accounts_default_assignee_id ON lead.social_media_accounts (default_assignee_id);
CREATE INDEX ix_lead_social_accounts_lead_id ON lead.social_accounts (lead_id);
CREATE INDEX ix_lead_social_messages_profile_id_sent_at ON lead.social_messages (profile_id, sent_at);
