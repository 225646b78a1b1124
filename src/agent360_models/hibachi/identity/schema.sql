-- Reference DDL of the schema identity, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE identity.user_status AS ENUM ('invited', 'active', 'suspended', 'deactivated');
CREATE TYPE identity.station_status AS ENUM ('active', 'paused', 'closed');
CREATE TYPE identity.audit_action AS ENUM (
    'create', 'update', 'delete', 'login', 'access_granted', 'access_revoked', 'token_issued', 'token_revoked', 'export'
);
CREATE TYPE identity.social_platform AS ENUM ('facebook', 'instagram', 'google', 'yelp', 'tiktok');
CREATE TYPE identity.social_account_status AS ENUM ('connected', 'expired', 'disconnected');

-- Tables

CREATE TABLE identity.roles (
    id          uuid         NOT NULL DEFAULT gen_random_uuid(),
    name        varchar(100) NOT NULL,
    description text         NOT NULL DEFAULT '',
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT roles_pkey PRIMARY KEY (id),
    CONSTRAINT roles_name_key UNIQUE (name)
);

CREATE TABLE identity.permissions (
    id          uuid         NOT NULL DEFAULT gen_random_uuid(),
    code        varchar(100) NOT NULL,
    description text         NOT NULL DEFAULT '',
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT permissions_pkey PRIMARY KEY (id),
    CONSTRAINT permissions_code_key UNIQUE (code)
);

CREATE TABLE identity.role_permissions (
    id            uuid        NOT NULL DEFAULT gen_random_uuid(),
    role_id       uuid        NOT NULL,
    permission_id uuid        NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT role_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT role_permissions_role_id_permission_id_key UNIQUE (role_id, permission_id),
    CONSTRAINT role_permissions_role_id_fkey FOREIGN KEY (role_id)
        REFERENCES identity.roles (id) ON DELETE CASCADE,
    CONSTRAINT role_permissions_permission_id_fkey FOREIGN KEY (permission_id)
        REFERENCES identity.permissions (id) ON DELETE CASCADE
);

CREATE TABLE identity.users (
    id                uuid                 NOT NULL DEFAULT gen_random_uuid(),
    email             varchar(254)         NOT NULL,
    password_hash     varchar(255),
    full_name         varchar(200)         NOT NULL,
    phone             varchar(20),
    status            identity.user_status NOT NULL DEFAULT 'invited',
    role_id           uuid,
    email_verified_at timestamptz,
    last_login_at     timestamptz,
    metadata          jsonb                NOT NULL DEFAULT '{}',
    created_at        timestamptz          NOT NULL DEFAULT now(),
    updated_at        timestamptz          NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_role_id_fkey FOREIGN KEY (role_id)
        REFERENCES identity.roles (id) ON DELETE RESTRICT
);

CREATE TABLE identity.stations (
    id             uuid                    NOT NULL DEFAULT gen_random_uuid(),
    code           varchar(20)             NOT NULL,
    name           varchar(200)            NOT NULL,
    status         identity.station_status NOT NULL DEFAULT 'active',
    time_zone      varchar(64)             NOT NULL,
    email          varchar(254),
    phone          varchar(20),
    street_address varchar(255)            NOT NULL DEFAULT '',
    city           varchar(100)            NOT NULL DEFAULT '',
    state          varchar(50)             NOT NULL DEFAULT '',
    postal_code    varchar(20)             NOT NULL DEFAULT '',
    country        varchar(2)              NOT NULL DEFAULT 'US',
    metadata       jsonb                   NOT NULL DEFAULT '{}',
    created_at     timestamptz             NOT NULL DEFAULT now(),
    updated_at     timestamptz             NOT NULL DEFAULT now(),
    CONSTRAINT stations_pkey PRIMARY KEY (id),
    CONSTRAINT stations_code_key UNIQUE (code)
);

CREATE TABLE identity.station_users (
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    station_id uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    role_id    uuid        NOT NULL,
    is_active  boolean     NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT station_users_pkey PRIMARY KEY (id),
    CONSTRAINT station_users_station_id_user_id_key UNIQUE (station_id, user_id),
    CONSTRAINT station_users_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE CASCADE,
    CONSTRAINT station_users_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES identity.users (id) ON DELETE CASCADE,
    CONSTRAINT station_users_role_id_fkey FOREIGN KEY (role_id)
        REFERENCES identity.roles (id) ON DELETE RESTRICT
);

CREATE TABLE identity.station_access_tokens (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    station_id   uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    token_hash   varchar(64) NOT NULL,
    token_prefix varchar(16) NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT station_access_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT station_access_tokens_token_hash_key UNIQUE (token_hash),
    CONSTRAINT station_access_tokens_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE CASCADE,
    CONSTRAINT station_access_tokens_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES identity.users (id) ON DELETE CASCADE,
    CONSTRAINT ck_station_access_tokens_token_hash CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ck_station_access_tokens_expires_at CHECK (expires_at > created_at)
);

CREATE TABLE identity.station_audit_logs (
    id          uuid                  NOT NULL DEFAULT gen_random_uuid(),
    station_id  uuid                  NOT NULL,
    user_id     uuid,
    action      identity.audit_action NOT NULL,
    target_type varchar(100)          NOT NULL,
    target_id   uuid,
    changes     jsonb                 NOT NULL DEFAULT '{}',
    ip_address  inet,
    created_at  timestamptz           NOT NULL DEFAULT now(),
    CONSTRAINT station_audit_logs_pkey PRIMARY KEY (id),
    CONSTRAINT station_audit_logs_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE RESTRICT,
    CONSTRAINT station_audit_logs_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES identity.users (id) ON DELETE SET NULL
);

CREATE TABLE identity.social_accounts (
    id               uuid                           NOT NULL DEFAULT gen_random_uuid(),
    station_id       uuid,
    platform         identity.social_platform       NOT NULL,
    external_id      varchar(255)                   NOT NULL,
    name             varchar(200)                   NOT NULL,
    url              varchar(500)                   NOT NULL DEFAULT '',
    status           identity.social_account_status NOT NULL DEFAULT 'connected',
    token_reference  varchar(255),
    token_expires_at timestamptz,
    metadata         jsonb                          NOT NULL DEFAULT '{}',
    created_at       timestamptz                    NOT NULL DEFAULT now(),
    updated_at       timestamptz                    NOT NULL DEFAULT now(),
    CONSTRAINT social_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT social_accounts_platform_external_id_key UNIQUE (platform, external_id),
    CONSTRAINT social_accounts_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE SET NULL
);

-- Indexes on what is joined and filtered

CREATE UNIQUE INDEX users_email_key ON identity.users (lower(email));
CREATE INDEX ix_identity_users_role_id ON identity.users (role_id);
CREATE INDEX ix_identity_role_permissions_permission_id ON identity.role_permissions (permission_id);
CREATE INDEX ix_identity_station_users_user_id ON identity.station_users (user_id);
CREATE INDEX ix_identity_station_users_role_id ON identity.station_users (role_id);
CREATE INDEX ix_identity_station_access_tokens_station_id ON identity.station_access_tokens (station_id);
CREATE INDEX ix_identity_station_access_tokens_user_id ON identity.station_access_tokens (user_id);
CREATE INDEX ix_identity_station_audit_logs_station_id ON identity.station_audit_logs (station_id, created_at);
CREATE INDEX ix_identity_station_audit_logs_user_id ON identity.station_audit_logs (user_id);
CREATE INDEX ix_identity_station_audit_logs_target ON identity.station_audit_logs (target_type, target_id);
CREATE INDEX ix_identity_social_accounts_station_id ON identity.social_accounts (station_id);
