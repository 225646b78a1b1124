-- Reference DDL of migochat, written by hand; for test and development databases, never for production.
-- It follows SQLAlchemy: the labels of enums are the names of their members. The application sets all defaults, so
-- the columns have no defaults here.

-- Enums: the labels of the application's database, plus NURTURE, POST_COMMENT and PRODUCT from its description

CREATE TYPE governorate AS ENUM (
    'CAIRO', 'ALEXANDRIA', 'GIZA', 'SHUBRA_EL_KHEIMA', 'PORT_SAID', 'SUEZ', 'LUXOR', 'MANSOURA',
    'EL_MAHALLA_EL_KUBRA', 'TANTA', 'ASYUT', 'ISMAILIA', 'FAYYUM', 'ZAGAZIG', 'ASWAN', 'DAMIETTA', 'MINYA',
    'BENI_SUEF', 'QENA', 'SOHAAG', 'HURGHADA', 'SIXTH_OF_OCTOBER', 'SHEBIN_EL_KOM', 'SHIBIN_EL_QANATER', 'BANHA',
    'KAFR_EL_SHEIKH', 'ARISH', 'MALLAWI', 'DESOUK', 'QALYUB', 'ABU_KABIR', 'GIRGA', 'AKHMIM', 'MATAREYA'
);
CREATE TYPE leadstage AS ENUM ('INTAKE', 'NURTURE', 'QUALIFIED', 'HOT', 'IN_PROGRESS', 'CONVERTED');
CREATE TYPE customerlabel AS ENUM ('JUMLA', 'QITAEI', 'NEW_CUSTOMER', 'AL_MUHAFAZA');
CREATE TYPE customertype AS ENUM (
    'LEAD', 'SCARCITY_BUYER', 'EMOTIONAL_BUYER', 'VALUE_SEEKER', 'LOYAL_BUYER', 'LOGICAL_BUYER', 'BARGAIN_HUNTER',
    'HESITANT_BUYER'
);
CREATE TYPE messagedirection AS ENUM ('INBOUND', 'OUTBOUND');
CREATE TYPE messagestatus AS ENUM ('SENT', 'DELIVERED', 'READ', 'FAILED');
CREATE TYPE messagesource AS ENUM (
    'AD', 'COMMENT', 'POST_COMMENT', 'EXISTING_CUSTOMER', 'DIRECT_MESSAGE', 'REFERRAL'
);
CREATE TYPE posttype AS ENUM ('PRODUCT', 'PRODUCT_POST', 'OFFER_POST', 'PROMOTION_POST', 'GENERAL_POST');

-- Tables

CREATE TABLE users (
    id                serial      NOT NULL,
    psid              varchar(50) NOT NULL,
    first_name        varchar(100),
    last_name         varchar(100),
    profile_pic       varchar(500),
    governorate       governorate,
    platform          varchar(50) NOT NULL,
    phone_number      varchar(20),
    created_at        timestamp   NOT NULL,
    last_message_at   timestamp,
    is_active         boolean     NOT NULL,
    lead_stage        leadstage   NOT NULL,
    customer_label    customerlabel,
    customer_type     customertype,
    lead_score        integer     NOT NULL,
    last_stage_change timestamp   NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

CREATE TABLE posts (
    id               serial       NOT NULL,
    facebook_post_id varchar(100) NOT NULL,
    post_type        posttype     NOT NULL,
    post_content     text,
    post_price       varchar(100),
    post_data        text,
    created_at       timestamp    NOT NULL,
    is_active        boolean      NOT NULL,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_facebook_post_id_key UNIQUE (facebook_post_id)
);

CREATE TABLE ad_campaigns (
    id              serial       NOT NULL,
    facebook_ad_id  varchar(100) NOT NULL,
    campaign_name   varchar(200),
    ad_content      text,
    target_audience text,
    budget          varchar(100),
    status          varchar(50)  NOT NULL,
    created_at      timestamp    NOT NULL,
    CONSTRAINT ad_campaigns_pkey PRIMARY KEY (id),
    CONSTRAINT ad_campaigns_facebook_ad_id_key UNIQUE (facebook_ad_id)
);

CREATE TABLE messages (
    id                  serial           NOT NULL,
    user_id             integer          NOT NULL,
    sender_id           varchar(50)      NOT NULL,
    recipient_id        varchar(50)      NOT NULL,
    message_text        text,
    direction           messagedirection NOT NULL,
    status              messagestatus    NOT NULL,
    "timestamp"         timestamp        NOT NULL,
    facebook_message_id varchar(100),
    message_type        varchar(50)      NOT NULL,
    message_metadata    text,
    platform            varchar(50)      NOT NULL,
    message_source      messagesource    NOT NULL,
    post_id             integer,
    post_type           posttype,
    ad_id               integer,
    comment_id          varchar(100),
    referral_source     varchar(200),
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT messages_facebook_message_id_key UNIQUE (facebook_message_id),
    CONSTRAINT messages_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id),
    CONSTRAINT messages_ad_id_fkey FOREIGN KEY (ad_id) REFERENCES ad_campaigns (id)
);

CREATE TABLE conversations (
    id            serial    NOT NULL,
    user_id       integer   NOT NULL,
    started_at    timestamp NOT NULL,
    last_activity timestamp NOT NULL,
    is_active     boolean   NOT NULL,
    message_count integer   NOT NULL,
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE lead_activities (
    id            serial      NOT NULL,
    user_id       integer     NOT NULL,
    activity_type varchar(50) NOT NULL,
    old_value     varchar(100),
    new_value     varchar(100),
    reason        text,
    "timestamp"   timestamp   NOT NULL,
    automated     boolean     NOT NULL,
    CONSTRAINT lead_activities_pkey PRIMARY KEY (id),
    CONSTRAINT lead_activities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE app_settings (
    id           serial       NOT NULL,
    key          varchar(100) NOT NULL,
    value        text,
    category     varchar(50),
    is_sensitive boolean      NOT NULL,
    description  text,
    updated_at   timestamp    NOT NULL,
    updated_by   varchar(100) NOT NULL,
    CONSTRAINT app_settings_pkey PRIMARY KEY (id)
);

-- Indexes, including some on primary keys: the original creates them in addition to the primary keys

CREATE INDEX ix_users_id ON users (id);
CREATE UNIQUE INDEX ix_users_psid ON users (psid);
CREATE INDEX ix_posts_id ON posts (id);
CREATE INDEX ix_ad_campaigns_id ON ad_campaigns (id);
CREATE INDEX ix_messages_id ON messages (id);
CREATE INDEX ix_conversations_id ON conversations (id);
CREATE INDEX ix_lead_activities_id ON lead_activities (id);
CREATE INDEX ix_app_settings_id ON app_settings (id);
CREATE UNIQUE INDEX ix_app_settings_key ON app_settings (key);
