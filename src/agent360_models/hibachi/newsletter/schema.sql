-- Reference DDL of the schema newsletter, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE newsletter.campaigns (
    id                      uuid                    NOT NULL DEFAULT gen_random_uuid(),
    name                    varchar(200)            NOT NULL,
    channel                 public.campaign_channel NOT NULL,
    subject                 text,
    content                 jsonb                   NOT NULL,
    segment_filter          jsonb,
    scheduled_at            timestamptz,
    sent_at                 timestamptz,
    status                  public.campaign_status  NOT NULL,
    total_recipients        integer                 NOT NULL,
    created_at              timestamptz             NOT NULL DEFAULT now(),
    created_by              varchar(100)            NOT NULL,
    total_sent              integer                 NOT NULL DEFAULT 0,
    total_delivered         integer                 NOT NULL DEFAULT 0,
    total_opened            integer                 NOT NULL DEFAULT 0,
    total_clicked           integer                 NOT NULL DEFAULT 0,
    total_unsubscribed      integer                 NOT NULL DEFAULT 0,
    total_failed            integer                 NOT NULL DEFAULT 0,
    delivery_rate_cached    numeric(5,2),
    open_rate_cached        numeric(5,2),
    click_rate_cached       numeric(5,2),
    unsubscribe_rate_cached numeric(5,2),
    last_metrics_updated    timestamptz,
    CONSTRAINT campaigns_pkey PRIMARY KEY (id)
);

CREATE TABLE newsletter.sms_templates (
    id               uuid                   NOT NULL DEFAULT gen_random_uuid(),
    name             varchar(100)           NOT NULL,
    content          text                   NOT NULL,
    category         varchar(50)            NOT NULL,
    source           public.template_source NOT NULL DEFAULT 'admin',
    status           public.template_status NOT NULL DEFAULT 'draft',
    variables        jsonb                  DEFAULT '[]',
    example_data     jsonb                  DEFAULT '{}',
    ai_prompt        text,
    ai_confidence    double precision,
    ai_model         varchar(50),
    created_by       uuid,
    approved_by      uuid,
    approved_at      timestamptz,
    rejection_reason text,
    usage_count      integer                DEFAULT 0,
    last_used_at     timestamptz,
    is_active        boolean                DEFAULT true,
    created_at       timestamptz            DEFAULT now(),
    updated_at       timestamptz            DEFAULT now(),
    CONSTRAINT sms_templates_pkey PRIMARY KEY (id),
    CONSTRAINT sms_templates_approved_by_fkey FOREIGN KEY (approved_by)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT sms_templates_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES identity.users (id) ON DELETE SET NULL
);

CREATE TABLE newsletter.subscribers (
    id                      uuid          NOT NULL DEFAULT gen_random_uuid(),
    customer_id             uuid,
    email_enc               bytea         NOT NULL,
    phone_enc               bytea,
    subscribed              boolean       NOT NULL,
    source                  varchar(50),
    sms_consent             boolean       NOT NULL,
    email_consent           boolean       NOT NULL,
    consent_updated_at      timestamptz,
    consent_ip_address      varchar(45),
    tags                    varchar(50)[],
    engagement_score        integer       NOT NULL,
    total_emails_sent       integer       NOT NULL,
    total_emails_opened     integer       NOT NULL,
    total_clicks            integer       NOT NULL,
    last_email_sent_date    timestamptz,
    last_opened_date        timestamptz,
    created_at              timestamptz   NOT NULL DEFAULT now(),
    unsubscribed_at         timestamptz,
    total_sms_sent          integer       NOT NULL DEFAULT 0,
    total_sms_delivered     integer       NOT NULL DEFAULT 0,
    total_sms_failed        integer       NOT NULL DEFAULT 0,
    last_sms_sent_date      timestamptz,
    last_sms_delivered_date timestamptz,
    CONSTRAINT subscribers_pkey PRIMARY KEY (id),
    CONSTRAINT subscribers_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT check_engagement_score_range CHECK (engagement_score >= 0 AND engagement_score <= 100)
);

CREATE TABLE newsletter.campaign_events (
    id            uuid                       NOT NULL DEFAULT gen_random_uuid(),
    campaign_id   uuid                       NOT NULL,
    subscriber_id uuid                       NOT NULL,
    type          public.campaign_event_type NOT NULL,
    payload       jsonb,
    occurred_at   timestamptz                NOT NULL DEFAULT now(),
    CONSTRAINT campaign_events_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_events_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES newsletter.campaigns (id) ON DELETE CASCADE,
    CONSTRAINT campaign_events_subscriber_id_fkey FOREIGN KEY (subscriber_id)
        REFERENCES newsletter.subscribers (id) ON DELETE CASCADE
);

CREATE TABLE newsletter.campaign_sms_limits (
    campaign_id                uuid        NOT NULL,
    monthly_sms_limit          integer     NOT NULL DEFAULT 1000,
    monthly_sms_used           integer     NOT NULL DEFAULT 0,
    current_month              varchar(7)  NOT NULL,
    campaign_sms_limit         integer,
    campaign_sms_sent          integer     NOT NULL DEFAULT 0,
    campaign_sms_queued        integer     NOT NULL DEFAULT 0,
    campaign_sms_failed        integer     NOT NULL DEFAULT 0,
    cost_per_sms_cents         integer     NOT NULL DEFAULT 75,
    total_cost_cents           integer     NOT NULL DEFAULT 0,
    monthly_limit_exceeded_at  timestamptz,
    campaign_limit_exceeded_at timestamptz,
    limit_exceeded_action      varchar(50) DEFAULT 'pause',
    alert_at_percentage        integer     DEFAULT 80,
    alert_sent_at              timestamptz,
    created_at                 timestamptz DEFAULT now(),
    updated_at                 timestamptz DEFAULT now(),
    CONSTRAINT campaign_sms_limits_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT campaign_sms_limits_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES newsletter.campaigns (id) ON DELETE CASCADE
);

CREATE TABLE newsletter.sms_send_queue (
    id                     uuid                    NOT NULL DEFAULT gen_random_uuid(),
    campaign_id            uuid                    NOT NULL,
    subscriber_id          uuid                    NOT NULL,
    template_id            uuid,
    phone_number           varchar(20)             NOT NULL,
    message_content        text                    NOT NULL,
    personalized_variables jsonb                   DEFAULT '{}',
    status                 public.sms_queue_status NOT NULL DEFAULT 'pending',
    priority               integer                 DEFAULT 0,
    scheduled_at           timestamptz             NOT NULL DEFAULT now(),
    sent_at                timestamptz,
    failed_at              timestamptz,
    attempts               integer                 DEFAULT 0,
    max_attempts           integer                 DEFAULT 3,
    next_retry_at          timestamptz,
    last_error             text,
    error_code             varchar(50),
    message_sid            varchar(100),
    ringcentral_status     varchar(50),
    created_at             timestamptz             DEFAULT now(),
    updated_at             timestamptz             DEFAULT now(),
    CONSTRAINT sms_send_queue_pkey PRIMARY KEY (id),
    CONSTRAINT sms_send_queue_message_sid_key UNIQUE (message_sid),
    CONSTRAINT sms_send_queue_campaign_id_fkey FOREIGN KEY (campaign_id)
        REFERENCES newsletter.campaigns (id) ON DELETE CASCADE,
    CONSTRAINT sms_send_queue_subscriber_id_fkey FOREIGN KEY (subscriber_id)
        REFERENCES newsletter.subscribers (id) ON DELETE CASCADE,
    CONSTRAINT sms_send_queue_template_id_fkey FOREIGN KEY (template_id)
        REFERENCES newsletter.sms_templates (id) ON DELETE SET NULL
);

CREATE TABLE newsletter.sms_delivery_events (
    id                     uuid                       NOT NULL,
    campaign_event_id      uuid                       NOT NULL,
    ringcentral_message_id varchar(255)               NOT NULL,
    status                 public.sms_delivery_status NOT NULL DEFAULT 'queued',
    delivery_timestamp     timestamptz,
    failure_reason         text,
    carrier_error_code     varchar(50),
    segments_used          integer                    NOT NULL DEFAULT 1,
    cost_cents             integer,
    ringcentral_metadata   jsonb,
    created_at             timestamptz                NOT NULL DEFAULT now(),
    updated_at             timestamptz                NOT NULL DEFAULT now(),
    CONSTRAINT sms_delivery_events_pkey PRIMARY KEY (id),
    CONSTRAINT sms_delivery_events_campaign_event_id_fkey FOREIGN KEY (campaign_event_id)
        REFERENCES newsletter.campaign_events (id) ON DELETE CASCADE
);

-- The next table is inferred: the document names it, but the original lacks it.

CREATE TABLE newsletter.subscriber_preferences (
    id           uuid         NOT NULL DEFAULT gen_random_uuid(),
    customer_id  uuid,
    channel      varchar(10)  NOT NULL,
    address      varchar(320) NOT NULL,
    opted_in     boolean      NOT NULL,
    opted_in_at  timestamptz,
    opted_out_at timestamptz,
    source       varchar(50)  NOT NULL,
    consent_text text         NOT NULL DEFAULT '',
    created_at   timestamptz  NOT NULL DEFAULT now(),
    updated_at   timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT subscriber_preferences_pkey PRIMARY KEY (id),
    CONSTRAINT subscriber_preferences_channel_address_key UNIQUE (channel, address),
    CONSTRAINT subscriber_preferences_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES core.customers (id) ON DELETE SET NULL,
    CONSTRAINT ck_subscriber_preferences_times CHECK (
        (opted_in AND opted_in_at IS NOT NULL) OR (NOT opted_in AND opted_out_at IS NOT NULL)
    ),
    CONSTRAINT ck_subscriber_preferences_address CHECK (
        (channel = 'sms' AND address ~ '^\+[1-9][0-9]{6,14}$') OR (channel = 'email' AND address = lower(address))
    )
);

-- Indexes

CREATE INDEX ix_campaigns_last_metrics_updated ON newsletter.campaigns (last_metrics_updated);
CREATE INDEX ix_newsletter_campaigns_sent ON newsletter.campaigns (sent_at);
CREATE INDEX ix_newsletter_campaigns_status ON newsletter.campaigns (status);
CREATE INDEX idx_sms_templates_active ON newsletter.sms_templates (is_active);
CREATE INDEX idx_sms_templates_category ON newsletter.sms_templates (category);
CREATE INDEX idx_sms_templates_source ON newsletter.sms_templates (source);
CREATE INDEX idx_sms_templates_status ON newsletter.sms_templates (status);
CREATE INDEX ix_newsletter_subscribers_customer ON newsletter.subscribers (customer_id);
CREATE INDEX ix_newsletter_subscribers_engagement ON newsletter.subscribers (engagement_score);
CREATE INDEX ix_newsletter_subscribers_subscribed ON newsletter.subscribers (subscribed);
CREATE INDEX ix_subscribers_last_sms_sent_date ON newsletter.subscribers (last_sms_sent_date);
CREATE INDEX ix_subscribers_sms_consent ON newsletter.subscribers (sms_consent, subscribed);
CREATE INDEX ix_newsletter_events_campaign ON newsletter.campaign_events (campaign_id, type);
CREATE INDEX ix_newsletter_events_subscriber ON newsletter.campaign_events (subscriber_id, occurred_at);
CREATE INDEX idx_campaign_sms_limits_exceeded ON newsletter.campaign_sms_limits (monthly_limit_exceeded_at);
CREATE INDEX idx_campaign_sms_limits_month ON newsletter.campaign_sms_limits (current_month);
CREATE INDEX idx_sms_queue_pending ON newsletter.sms_send_queue (status, scheduled_at);
CREATE INDEX idx_sms_queue_priority ON newsletter.sms_send_queue (priority, scheduled_at);
CREATE INDEX idx_sms_queue_retry ON newsletter.sms_send_queue (status, next_retry_at);
CREATE INDEX ix_newsletter_sms_send_queue_campaign_id ON newsletter.sms_send_queue (campaign_id);
CREATE INDEX ix_newsletter_sms_send_queue_phone_number ON newsletter.sms_send_queue (phone_number);
CREATE INDEX ix_newsletter_sms_send_queue_scheduled_at ON newsletter.sms_send_queue (scheduled_at);
CREATE INDEX ix_newsletter_sms_send_queue_status ON newsletter.sms_send_queue (status);
CREATE INDEX ix_newsletter_sms_send_queue_subscriber_id ON newsletter.sms_send_queue (subscriber_id);
CREATE INDEX ix_sms_delivery_campaign_event ON newsletter.sms_delivery_events (campaign_event_id);
CREATE UNIQUE INDEX ix_sms_delivery_ringcentral_msg_id ON newsletter.sms_delivery_events (ringcentral_message_id);
CREATE INDEX ix_sms_delivery_status ON newsletter.sms_delivery_events (status);
CREATE INDEX ix_sms_delivery_timestamp ON newsletter.sms_delivery_events (delivery_timestamp);
CREATE INDEX ix_newsletter_subscriber_preferences_customer_id ON newsletter.subscriber_preferences (customer_id);
