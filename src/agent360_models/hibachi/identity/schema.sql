-- Reference DDL of the schema identity, written by hand; for test and development databases, never for production.

CREATE TABLE identity.stations (
    id                      uuid         NOT NULL DEFAULT gen_random_uuid(),
    name                    varchar(100) NOT NULL,
    code                    varchar(20)  NOT NULL,
    display_name            varchar(200) NOT NULL,
    email                   varchar(255),
    phone                   varchar(50),
    address                 text,
    city                    varchar(100),
    state                   varchar(50),
    postal_code             varchar(20),
    country                 varchar(100) NOT NULL DEFAULT 'US',
    timezone                varchar(50)  NOT NULL DEFAULT 'America/New_York',
    status                  varchar(20)  NOT NULL DEFAULT 'active',
    settings                json         NOT NULL DEFAULT '{}',
    business_hours          json,
    service_area_radius     integer,
    max_concurrent_bookings integer      NOT NULL DEFAULT 10,
    booking_lead_time_hours integer      NOT NULL DEFAULT 24,
    branding_config         json,
    created_at              timestamptz  NOT NULL DEFAULT now(),
    updated_at              timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT stations_pkey PRIMARY KEY (id),
    CONSTRAINT unique_station_code UNIQUE (code),
    CONSTRAINT station_lead_time_non_negative CHECK (booking_lead_time_hours >= 0),
    CONSTRAINT station_max_bookings_positive CHECK (max_concurrent_bookings > 0),
    CONSTRAINT station_status_valid CHECK (status IN ('active', 'inactive', 'suspended', 'maintenance'))
);

CREATE TABLE identity.users (
    id                      uuid                NOT NULL,
    email                   varchar(255)        NOT NULL,
    full_name               varchar(255),
    avatar_url              text,
    auth_provider           public.authprovider NOT NULL DEFAULT 'email',
    google_id               varchar(255),
    microsoft_id            varchar(255),
    apple_id                varchar(255),
    hashed_password         varchar(255),
    password_changed_at     timestamptz,
    status                  public.userstatus   NOT NULL DEFAULT 'pending',
    is_super_admin          boolean             NOT NULL DEFAULT false,
    is_email_verified       boolean             NOT NULL DEFAULT false,
    email_verified_at       timestamptz,
    mfa_enabled             boolean             NOT NULL DEFAULT false,
    mfa_secret              varchar(255),
    backup_codes            jsonb,
    failed_login_attempts   integer             NOT NULL DEFAULT 0,
    locked_until            timestamptz,
    last_login_at           timestamptz,
    last_login_ip           varchar(45),
    last_activity_at        timestamptz,
    approved_by             uuid,
    approved_at             timestamptz,
    approval_notes          text,
    settings                jsonb               NOT NULL DEFAULT '{}',
    user_metadata           jsonb               NOT NULL DEFAULT '{}',
    created_at              timestamptz         NOT NULL DEFAULT now(),
    updated_at              timestamptz         NOT NULL DEFAULT now(),
    deleted_at              timestamptz,
    role                    public.user_role    NOT NULL DEFAULT 'CUSTOMER_SUPPORT',
    assigned_station_id     uuid,
    business_id             uuid                NOT NULL,
    mfa_backup_codes        jsonb,
    trusted_ips             inet[],
    ip_verification_enabled boolean             NOT NULL DEFAULT false,
    last_known_ip           inet,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT fk_users_approved_by FOREIGN KEY (approved_by)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT ck_users_role_valid CHECK (role IN ('SUPER_ADMIN', 'ADMIN', 'CUSTOMER_SUPPORT', 'STATION_MANAGER'))
);

CREATE TABLE identity.roles (
    id             uuid            NOT NULL DEFAULT gen_random_uuid(),
    name           public.roletype NOT NULL,
    display_name   varchar(100)    NOT NULL,
    description    text,
    is_system_role boolean         NOT NULL DEFAULT false,
    is_active      boolean         NOT NULL DEFAULT true,
    created_at     timestamptz     NOT NULL DEFAULT now(),
    updated_at     timestamptz     NOT NULL DEFAULT now(),
    created_by     uuid,
    settings       jsonb           NOT NULL DEFAULT '{}',
    CONSTRAINT roles_pkey PRIMARY KEY (id),
    CONSTRAINT roles_name_key UNIQUE (name),
    CONSTRAINT roles_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES identity.users (id) ON DELETE SET NULL
);

CREATE TABLE identity.permissions (
    id           uuid                  NOT NULL DEFAULT gen_random_uuid(),
    name         public.permissiontype NOT NULL,
    display_name varchar(100)          NOT NULL,
    description  text,
    resource     varchar(50)           NOT NULL,
    action       varchar(50)           NOT NULL,
    created_at   timestamptz           NOT NULL DEFAULT now(),
    CONSTRAINT permissions_pkey PRIMARY KEY (id),
    CONSTRAINT permissions_name_key UNIQUE (name)
);

CREATE TABLE identity.role_permissions (
    role_id       uuid        NOT NULL,
    permission_id uuid        NOT NULL,
    created_at    timestamptz          DEFAULT now(),
    CONSTRAINT role_permissions_pkey PRIMARY KEY (role_id, permission_id),
    CONSTRAINT role_permissions_permission_id_fkey FOREIGN KEY (permission_id)
        REFERENCES identity.permissions (id) ON DELETE CASCADE,
    CONSTRAINT role_permissions_role_id_fkey FOREIGN KEY (role_id)
        REFERENCES identity.roles (id) ON DELETE CASCADE
);

CREATE TABLE identity.user_roles (
    user_id     uuid        NOT NULL,
    role_id     uuid        NOT NULL,
    assigned_at timestamptz          DEFAULT now(),
    assigned_by uuid,
    CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role_id),
    CONSTRAINT user_roles_assigned_by_fkey FOREIGN KEY (assigned_by)
        REFERENCES identity.users (id) ON DELETE SET NULL,
    CONSTRAINT user_roles_role_id_fkey FOREIGN KEY (role_id)
        REFERENCES identity.roles (id) ON DELETE CASCADE,
    CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES identity.users (id) ON DELETE CASCADE
);

CREATE TABLE identity.station_users (
    id                     uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id                uuid        NOT NULL,
    station_id             uuid        NOT NULL,
    role                   varchar(30) NOT NULL DEFAULT 'customer_support',
    additional_permissions json        NOT NULL DEFAULT '[]',
    assigned_by            uuid,
    assigned_at            timestamptz NOT NULL DEFAULT now(),
    expires_at             timestamptz,
    is_active              boolean     NOT NULL DEFAULT true,
    is_primary_station     boolean     NOT NULL DEFAULT false,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT station_users_pkey PRIMARY KEY (id),
    CONSTRAINT unique_user_station UNIQUE (user_id, station_id),
    CONSTRAINT fk_station_users_user_id FOREIGN KEY (user_id)
        REFERENCES identity.users (id) ON DELETE CASCADE,
    CONSTRAINT station_users_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE CASCADE,
    CONSTRAINT station_user_role_valid CHECK (role IN ('super_admin', 'admin', 'station_admin', 'customer_support'))
);

CREATE TABLE identity.station_access_tokens (
    id          uuid         NOT NULL DEFAULT gen_random_uuid(),
    user_id     uuid         NOT NULL,
    station_id  uuid         NOT NULL,
    session_id  uuid         NOT NULL,
    token_hash  varchar(100) NOT NULL,
    jwt_id      varchar(36)  NOT NULL,
    role        varchar(30)  NOT NULL,
    permissions json         NOT NULL DEFAULT '[]',
    scope       varchar(500),
    issued_at   timestamptz  NOT NULL DEFAULT now(),
    expires_at  timestamptz  NOT NULL,
    revoked_at  timestamptz,
    is_revoked  boolean      NOT NULL DEFAULT false,
    CONSTRAINT station_access_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT unique_station_jwt_id UNIQUE (jwt_id),
    CONSTRAINT unique_station_token_hash UNIQUE (token_hash),
    CONSTRAINT station_access_tokens_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE CASCADE
);

CREATE TABLE identity.station_audit_logs (
    id               uuid        NOT NULL DEFAULT gen_random_uuid(),
    station_id       uuid        NOT NULL,
    user_id          uuid,
    session_id       uuid,
    action           varchar(50) NOT NULL,
    resource_type    varchar(50),
    resource_id      varchar(50),
    user_role        varchar(30),
    permissions_used json,
    details          json        NOT NULL DEFAULT '{}',
    ip_address       varchar(45),
    user_agent       text,
    success          boolean     NOT NULL,
    error_message    text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT station_audit_logs_pkey PRIMARY KEY (id),
    CONSTRAINT station_audit_logs_station_id_fkey FOREIGN KEY (station_id)
        REFERENCES identity.stations (id) ON DELETE CASCADE
);

-- The document names this table, but the original lacks it. Its columns come from a later version of the platform.
CREATE TABLE identity.social_accounts (
    id                  uuid                NOT NULL DEFAULT gen_random_uuid(),
    user_id             uuid                NOT NULL,
    provider            public.authprovider NOT NULL,
    provider_account_id varchar(255)        NOT NULL,
    access_token        text,
    refresh_token       text,
    expires_at          timestamptz,
    profile_data        jsonb               NOT NULL DEFAULT '{}',
    created_at          timestamptz         NOT NULL DEFAULT now(),
    updated_at          timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT social_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT social_accounts_provider_provider_account_id_key UNIQUE (provider, provider_account_id),
    CONSTRAINT social_accounts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES identity.users (id) ON DELETE NO ACTION
);

-- Indexes

CREATE INDEX idx_station_code ON identity.stations (code);
CREATE INDEX idx_station_status ON identity.stations (status);
CREATE INDEX idx_users_business_id ON identity.users (business_id);
CREATE UNIQUE INDEX idx_users_email ON identity.users (email);
CREATE UNIQUE INDEX idx_users_email_lower ON identity.users (lower(email));
CREATE UNIQUE INDEX idx_users_google_id ON identity.users (google_id) WHERE google_id IS NOT NULL;
CREATE INDEX idx_users_id ON identity.users (id);
CREATE INDEX idx_users_ip_verification ON identity.users (ip_verification_enabled);
CREATE INDEX idx_users_last_login ON identity.users (last_login_at DESC);
CREATE INDEX idx_users_provider_status ON identity.users (auth_provider, status);
CREATE INDEX idx_users_role ON identity.users (role);
CREATE INDEX idx_users_station_manager ON identity.users (assigned_station_id) WHERE role = 'STATION_MANAGER';
CREATE INDEX idx_users_status ON identity.users (status);
CREATE INDEX idx_users_status_created ON identity.users (status, created_at DESC);
CREATE INDEX idx_roles_created_at ON identity.roles (created_at);
CREATE UNIQUE INDEX idx_roles_name ON identity.roles (name);
CREATE INDEX idx_permissions_action ON identity.permissions (action);
CREATE UNIQUE INDEX idx_permissions_name ON identity.permissions (name);
CREATE INDEX idx_permissions_resource ON identity.permissions (resource);
CREATE INDEX idx_station_user_active ON identity.station_users (user_id, station_id, is_active);
CREATE INDEX idx_station_user_primary ON identity.station_users (user_id, is_primary_station);
CREATE INDEX idx_station_users_user_id ON identity.station_users (user_id);
CREATE INDEX idx_station_token_expires ON identity.station_access_tokens (expires_at);
CREATE INDEX idx_station_token_revoked ON identity.station_access_tokens (is_revoked);
CREATE INDEX idx_station_token_user_station ON identity.station_access_tokens (user_id, station_id);
CREATE INDEX idx_station_audit_created ON identity.station_audit_logs (created_at);
CREATE INDEX idx_station_audit_resource ON identity.station_audit_logs (station_id, resource_type, resource_id);
CREATE INDEX idx_station_audit_user_action ON identity.station_audit_logs (station_id, user_id, action);
CREATE INDEX idx_social_accounts_user_id ON identity.social_accounts (user_id);
CREATE INDEX idx_social_accounts_provider ON identity.social_accounts (provider);

-- Row-level security: the users to whom a row is visible. The setting app.current_user_id names the user; without it,
-- every query of a role that does not own the table fails.

ALTER TABLE identity.station_audit_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY station_audit_logs_isolation ON identity.station_audit_logs USING (
    station_id IN (
        SELECT su.station_id FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
    )
    OR EXISTS (
        SELECT FROM identity.station_users su
        WHERE su.user_id = current_setting('app.current_user_id')::uuid AND su.is_active
            AND su.role IN ('super_admin')
    )
);
