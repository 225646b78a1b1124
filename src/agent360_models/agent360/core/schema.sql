-- Reference DDL of agent360_core, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE user_roles (
    ur_sf_id              varchar(18) NOT NULL,
    ur_name               varchar(80) NOT NULL,
    ur_last_modified_date timestamp   NOT NULL,
    ur_system_modstamp    timestamp   NOT NULL,
    ur_active             smallint    NOT NULL DEFAULT 1,
    ur_created_at         timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    ur_updated_at         timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_user_roles PRIMARY KEY (ur_sf_id)
);

CREATE TABLE users (
    usr_sf_id               varchar(18)  NOT NULL,
    usr_username            varchar(80)  NOT NULL,
    usr_email               varchar(255) NOT NULL,
    usr_first_name          varchar(255),
    usr_last_name           varchar(255) NOT NULL,
    usr_name                varchar(255) NOT NULL,
    usr_is_active           boolean      NOT NULL,
    usr_profile_id          varchar(18),
    usr_user_role_id        varchar(18),
    usr_federation_id       varchar(255),
    usr_time_zone           varchar(100) NOT NULL,
    usr_language            varchar(100) NOT NULL,
    usr_sf_created_date     timestamp    NOT NULL,
    usr_last_modified_date  timestamp    NOT NULL,
    usr_last_modified_by_id varchar(18)  NOT NULL,
    usr_active              smallint     NOT NULL DEFAULT 1,
    usr_created_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    usr_updated_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_users PRIMARY KEY (usr_sf_id),
    CONSTRAINT fk_users_role FOREIGN KEY (usr_user_role_id)
        REFERENCES user_roles (ur_sf_id) ON DELETE SET NULL
);

CREATE TABLE record_types (
    rt_sf_id               varchar(18) NOT NULL,
    rt_name                varchar(80) NOT NULL,
    rt_developer_name      varchar(80) NOT NULL,
    rt_sobject_type        varchar(40) NOT NULL,
    rt_is_active           boolean     NOT NULL,
    rt_sf_created_date     timestamp   NOT NULL,
    rt_last_modified_date  timestamp   NOT NULL,
    rt_last_modified_by_id varchar(18),
    rt_active              smallint    NOT NULL DEFAULT 1,
    rt_created_at          timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    rt_updated_at          timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_record_types PRIMARY KEY (rt_sf_id),
    CONSTRAINT fk_record_types_modified_by FOREIGN KEY (rt_last_modified_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

-- Indexes

CREATE INDEX idx_user_roles_active ON user_roles (ur_active) WHERE ur_active = 1;
CREATE INDEX idx_users_active ON users (usr_active) WHERE usr_active = 1;
CREATE INDEX idx_users_email ON users (usr_email);
CREATE INDEX idx_users_federation ON users (usr_federation_id) WHERE usr_federation_id IS NOT NULL;
CREATE INDEX idx_record_types_sobject ON record_types (rt_sobject_type);

-- Triggers

CREATE TRIGGER trg_user_roles_updated_at BEFORE UPDATE ON user_roles
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ur_updated_at');
CREATE TRIGGER trg_users_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('usr_updated_at');
CREATE TRIGGER trg_record_types_updated_at BEFORE UPDATE ON record_types
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('rt_updated_at');
