-- Reference DDL of agent360_core, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE user_roles (
    ur_sf_id              varchar(18) NOT NULL,
    ur_name               varchar(80) NOT NULL,
    ur_last_modified_date timestamptz NOT NULL,
    ur_system_modstamp    timestamptz NOT NULL,
    ur_active             smallint    NOT NULL DEFAULT 1,
    ur_created_at         timestamptz NOT NULL DEFAULT now(),
    ur_updated_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_roles_pkey PRIMARY KEY (ur_sf_id)
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
    usr_sf_created_date     timestamptz  NOT NULL,
    usr_last_modified_date  timestamptz  NOT NULL,
    usr_last_modified_by_id varchar(18)  NOT NULL,
    usr_active              smallint     NOT NULL DEFAULT 1,
    usr_created_at          timestamptz  NOT NULL DEFAULT now(),
    usr_updated_at          timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (usr_sf_id),
    CONSTRAINT users_usr_user_role_id_fkey FOREIGN KEY (usr_user_role_id)
        REFERENCES user_roles (ur_sf_id) ON DELETE SET NULL
);

CREATE TABLE record_types (
    rt_sf_id               varchar(18) NOT NULL,
    rt_name                varchar(80) NOT NULL,
    rt_developer_name      varchar(80) NOT NULL,
    rt_sobject_type        varchar(40) NOT NULL,
    rt_is_active           boolean     NOT NULL,
    rt_sf_created_date     timestamptz NOT NULL,
    rt_last_modified_date  timestamptz NOT NULL,
    rt_last_modified_by_id varchar(18),
    rt_active              smallint    NOT NULL DEFAULT 1,
    rt_created_at          timestamptz NOT NULL DEFAULT now(),
    rt_updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT record_types_pkey PRIMARY KEY (rt_sf_id),
    CONSTRAINT record_types_rt_last_modified_by_id_fkey FOREIGN KEY (rt_last_modified_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

-- Indexes on what is joined and filtered

CREATE INDEX users_usr_user_role_id_idx ON users (usr_user_role_id);
CREATE INDEX users_usr_last_modified_date_idx ON users (usr_last_modified_date);
CREATE INDEX record_types_rt_last_modified_by_id_idx ON record_types (rt_last_modified_by_id);
CREATE INDEX record_types_rt_sobject_type_idx ON record_types (rt_sobject_type, rt_developer_name);

-- Triggers

CREATE TRIGGER user_roles_updated_at BEFORE UPDATE ON user_roles
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ur_updated_at');
CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('usr_updated_at');
CREATE TRIGGER record_types_updated_at BEFORE UPDATE ON record_types
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('rt_updated_at');
