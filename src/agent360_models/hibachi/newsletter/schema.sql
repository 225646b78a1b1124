-- Reference DDL of the schema newsletter, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE newsletter.channel AS ENUM ('email', 'sms');
CREATE TYPE newsletter.campaign_status AS ENUM ('draft', 'scheduled', 'sending', 'sent', 'cancelled');
CREATE TYPE newsletter.campaign_event_type AS ENUM (
    'sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed'
);
CREATE TYPE newsletter.sms_queue_status AS ENUM ('queued', 'sending', 'sent', 'failed', 'suppressed');
DROP TYPE newsletter.sms_delivery_status;
CREATE TYPE newsletter.sms_delivery_status AS ENUM ('accepted', 'sent', 'delivered', 'undelivered', 'failed');
CREATE TYPE newsletter.consent_source AS ENUM (
    'web_form', 'booking', 'sms_keyword', 'email_link', 'phone_call', 'staff', 'import'
);

-- Tables

CREATE TABLE newsletter.sms_templates (
    id         uuid         NOT NULL DEFAULT gen_random_uuid(),
    key        varchar(100) NOT NULL,
    version    integer      NOT NULL DEFAULT 1,
    body       text         NOT NULL,
    variables  text[]       NOT NULL DEFAULT '{}',
    is_active  boolean      NOT NULL DEFAULT true,
    created_at timestamptz  NOT NULL DEFAULT now(),
    updated_at timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT sms_templates_pkey PRIMARY KEY (id),
    CONSTRAINT sms_templates_key_version_key UNIQUE (key, version),
    CONSTRAINT ck_sms_templates_version CHECK (version > 0)
);

CREATE TABLE newsletter.campaigns (
    id                 uuid                       NOT NULL DEFAULT gen_random_uuid(),
    name               varchar(200)               NOT NULL,
    channel            newsletter.channel         NOT NULL,
    status             newsletter.campaign_status NOT NULL DEFAULT 'draft',
    subject            varchar(255)               NOT NULL DEFAULT '',
    body               text                       NOT NULL DEFAULT '',
    sms_template_id    uuid,
    audience_filter    jsonb                      NOT NULL DEFAULT '{}',
    scheduled_at       timestamptz,
    sent_total         integer                    NOT NULL DEFAULT 0,
    delivered_total    integer                    NOT NULL DEFAULT 0,
    opened_total       integer                    NOT NULL DEFAULT 0,
    clicked_total      integer                    NOT NULL DEFAULT 0,
    bounced_total      integer                    NOT NULL DEFAULT 0,
    unsubscribed_total integer                    NOT NULL DEFAULT 0,
    created_by_id      uuid,
    metadata           jsonb                      NOT NULL DEFAULT '{}',
    created_at         timestamptz                NOT NULL DEFAULT now(),
    updated_at         timestamptz                NOT NULL DEFAULT now(),
    CONSTRAINT campaigns_pkey PRIMARY KEY (id),
    CONSTRAINT campaigns_sms_template_id_fkey FOREIGN KEY (sms_template_id)
        REFERENCES newsletter.sms_templates (id) ON DELETE RESTRICT,
    CONSTRAINT campaigns_created_by_id_fkey FOREIGN KEY (created_by_id)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_campaigns_scheduled CHECK (status <> 'scheduled' OR scheduled_at IS NOT NULL),
    CONSTRAINT ck_campaigns_totals CHECK (
        sent_total >= 0 AND delivered_total >= 0 AND opened_total >= 0
        AND clicked_total >= 0 AND bounced_total >= 0 AND unsubscribed_total >= 0
    )
);

CREATE TABLE newsletter.campaign_events (
    id                uuid                           NOT NULL DEFAULT gen_random_uuid(),
    campaign_id       uuid                           NOT NULL,
    customer_id       uuid,
    event_type        newsletter.campaign_event_type NOT NULL,
    recipient         varchar(320)                   NOT NULL,
    provider_event_id varchar(255)                   NOT NULL,
    payload           jsonb                          NOT NULL DEFAULT '{}',
    occurred_at       timestamptz                    NOT NULL DEFAULT now(),
    created_at        timestamptz                    NOT NULL DEFAULT now(),
    CONSTRAINT campaign_events_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_events_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES newsletter.campaigns (id) ON DELETE CASCADE,
    CONSTRAINT campaign_events_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT campaign_events_provider_event_id_key UNIQUE (provider_event_id)
);

CREATE TABLE newsletter.campaign_sms_limits (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    campaign_id uuid,
    day         date,
    sms_limit   integer     NOT NULL,
    used        integer     NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_sms_limits_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_sms_limits_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES newsletter.campaigns (id) ON DELETE CASCADE,
    CONSTRAINT campaign_sms_limits_campaign_id_day_key UNIQUE NULLS NOT DISTINCT (campaign_id, day),
    CONSTRAINT ck_campaign_sms_limits_scope CHECK (campaign_id IS NOT NULL OR day IS NOT NULL),
    CONSTRAINT ck_campaign_sms_limits_used CHECK (used BETWEEN 0 AND sms_limit)
);

CREATE TABLE newsletter.sms_send_queue (
    id                  uuid                        NOT NULL DEFAULT gen_random_uuid(),
    campaign_id         uuid,
    sms_template_id     uuid,
    customer_id         uuid,
    phone               varchar(16)                 NOT NULL,
    body                text                        NOT NULL,
    status              newsletter.sms_queue_status NOT NULL DEFAULT 'queued',
    priority            integer                     NOT NULL DEFAULT 0,
    scheduled_at        timestamptz                 NOT NULL DEFAULT now(),
    attempts            integer                     NOT NULL DEFAULT 0,
    max_attempts        integer                     NOT NULL DEFAULT 3,
    claimed_at          timestamptz,
    sent_at             timestamptz,
    provider_message_id varchar(100),
    last_error          text                        NOT NULL DEFAULT '',
    created_at          timestamptz                 NOT NULL DEFAULT now(),
    updated_at          timestamptz                 NOT NULL DEFAULT now(),
    CONSTRAINT sms_send_queue_pkey PRIMARY KEY (id),
    CONSTRAINT sms_send_queue_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES newsletter.campaigns (id) ON DELETE RESTRICT,
    CONSTRAINT sms_send_queue_sms_template_id_fkey FOREIGN KEY (sms_template_id)
        REFERENCES newsletter.sms_templates (id) ON DELETE SET NULL,
    CONSTRAINT sms_send_queue_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT sms_send_queue_provider_message_id_key UNIQUE (provider_message_id),
    CONSTRAINT ck_sms_send_queue_phone CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    CONSTRAINT ck_sms_send_queue_attempts CHECK (attempts BETWEEN 0 AND max_attempts),
    CONSTRAINT ck_sms_send_queue_sent CHECK (status <> 'sent' OR sent_at IS NOT NULL)
);

CREATE TABLE newsletter.sms_delivery_events (
    id            uuid                           NOT NULL DEFAULT gen_random_uuid(),
    queue_item_id uuid                           NOT NULL,
    status        newsletter.sms_delivery_status NOT NULL,
    error_code    varchar(20)                    NOT NULL DEFAULT '',
    payload       jsonb                          NOT NULL DEFAULT '{}',
    occurred_at   timestamptz                    NOT NULL DEFAULT now(),
    created_at    timestamptz                    NOT NULL DEFAULT now(),
    CONSTRAINT sms_delivery_events_pkey PRIMARY KEY (id),
    CONSTRAINT sms_delivery_events_queue_item_id_fkey FOREIGN KEY (queue_item_id)
        REFERENCES newsletter.sms_send_queue (id) ON DELETE CASCADE,
    CONSTRAINT sms_delivery_events_queue_item_id_status_key UNIQUE (queue_item_id, status)
);

CREATE TABLE newsletter.subscriber_preferences (
    id           uuid                      NOT NULL DEFAULT gen_random_uuid(),
    customer_id  uuid,
    channel      newsletter.channel        NOT NULL,
    address      varchar(320)              NOT NULL,
    opted_in     boolean                   NOT NULL,
    opted_in_at  timestamptz,
    opted_out_at timestamptz,
    source       newsletter.consent_source NOT NULL,
    consent_text text                      NOT NULL DEFAULT '',
    created_at   timestamptz               NOT NULL DEFAULT now(),
    updated_at   timestamptz               NOT NULL DEFAULT now(),
    CONSTRAINT subscriber_preferences_pkey PRIMARY KEY (id),
    CONSTRAINT subscriber_preferences_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT subscriber_preferences_channel_address_key UNIQUE (channel, address),
    CONSTRAINT ck_subscriber_preferences_times CHECK (
        (opted_in AND opted_in_at IS NOT NULL) OR (NOT opted_in AND opted_out_at IS NOT NULL)
    ),
    CONSTRAINT ck_subscriber_preferences_address CHECK (
        (channel = 'sms' AND address ~ '^\+[1-9][0-9]{6,14}$') OR (channel = 'email' AND address = lower(address))
    )
);

-- Indexes; a unique constraint above serves its first columns

CREATE INDEX ix_newsletter_campaigns_sms_template_id ON newsletter.campaigns (sms_template_id);
CREATE INDEX ix_newsletter_campaigns_created_by_id ON newsletter.campaigns (created_by_id);
CREATE INDEX ix_newsletter_campaigns_status_scheduled_at ON newsletter.campaigns (status, scheduled_at);
CREATE INDEX ix_newsletter_campaign_events_campaign_id_event_type
    ON newsletter.campaign_events (campaign_id, event_type);
CREATE INDEX ix_newsletter_campaign_events_customer_id ON newsletter.campaign_events (customer_id);
CREATE INDEX ix_newsletter_campaign_events_recipient ON newsletter.campaign_events (recipient);
CREATE INDEX ix_newsletter_sms_send_queue_due
    ON newsletter.sms_send_queue (priority DESC, scheduled_at) WHERE status = 'queued';
CREATE INDEX ix_newsletter_sms_send_queue_claimed_at
    ON newsletter.sms_send_queue (claimed_at) WHERE status = 'sending';
CREATE INDEX ix_newsletter_sms_send_queue_campaign_id_status ON newsletter.sms_send_queue (campaign_id, status);
CREATE INDEX ix_newsletter_sms_send_queue_sms_template_id ON newsletter.sms_send_queue (sms_template_id);
CREATE INDEX ix_newsletter_sms_send_queue_customer_id ON newsletter.sms_send_queue (customer_id);
CREATE INDEX ix_newsletter_sms_send_queue_phone ON newsletter.sms_send_queue (phone);
CREATE INDEX ix_newsletter_subscriber_preferences_customer_id ON newsletter.subscriber_preferences (customer_id);
