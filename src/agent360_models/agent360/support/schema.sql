-- Reference DDL of agent360_support, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE tasks (
    tsk_sf_id               varchar(18)  NOT NULL,
    tsk_what_id             varchar(18),
    tsk_what_type           varchar(40),
    tsk_what_name           varchar(255),
    tsk_activity_date       date,
    tsk_status              varchar(100) NOT NULL,
    tsk_priority            varchar(100),
    tsk_subject             varchar(255) NOT NULL,
    tsk_owner_id            varchar(18)  NOT NULL,
    tsk_description         text,
    tsk_sf_created_date     timestamptz  NOT NULL,
    tsk_completed_date      timestamptz,
    tsk_last_modified_date  timestamptz  NOT NULL,
    tsk_last_modified_by_id varchar(18)  NOT NULL,
    tsk_active              smallint     NOT NULL DEFAULT 1,
    tsk_created_at          timestamptz  NOT NULL DEFAULT now(),
    tsk_updated_at          timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT tasks_pkey PRIMARY KEY (tsk_sf_id),
    CONSTRAINT tasks_tsk_owner_id_fkey FOREIGN KEY (tsk_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT
);

CREATE TABLE cases (
    cs_sf_id               varchar(18) NOT NULL,
    cs_case_number         varchar(80) NOT NULL,
    cs_subject             varchar(255),
    cs_description         text,
    cs_status              varchar(100),
    cs_account_id          varchar(18),
    cs_owner_id            varchar(18),
    cs_priority            varchar(100),
    cs_sf_created_date     timestamptz NOT NULL,
    cs_last_modified_date  timestamptz NOT NULL,
    cs_last_modified_by_id varchar(18) NOT NULL,
    cs_active              smallint    NOT NULL DEFAULT 1,
    cs_created_at          timestamptz NOT NULL DEFAULT now(),
    cs_updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cases_pkey PRIMARY KEY (cs_sf_id),
    CONSTRAINT cases_cs_account_id_fkey FOREIGN KEY (cs_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE SET NULL,
    CONSTRAINT cases_cs_owner_id_fkey FOREIGN KEY (cs_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

CREATE TABLE case_history (
    ch_sf_id         varchar(18)  NOT NULL,
    ch_case_id       varchar(18)  NOT NULL,
    ch_field         varchar(255) NOT NULL,
    ch_old_value     text,
    ch_new_value     text,
    ch_created_date  timestamptz  NOT NULL,
    ch_created_by_id varchar(18)  NOT NULL,
    ch_active        smallint     NOT NULL DEFAULT 1,
    ch_created_at    timestamptz  NOT NULL DEFAULT now(),
    ch_updated_at    timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT case_history_pkey PRIMARY KEY (ch_sf_id),
    CONSTRAINT case_history_ch_case_id_fkey FOREIGN KEY (ch_case_id)
        REFERENCES cases (cs_sf_id) ON DELETE CASCADE,
    CONSTRAINT case_history_ch_created_by_id_fkey FOREIGN KEY (ch_created_by_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT
);

CREATE TABLE case_comments (
    cc_id                  serial      NOT NULL,
    cc_sf_id               varchar(18),
    cc_case_id             varchar(18) NOT NULL,
    cc_comment_body        text,
    cc_is_published        boolean,
    cc_sf_created_date     timestamptz,
    cc_sf_created_by_id    varchar(18),
    cc_last_modified_date  timestamptz,
    cc_last_modified_by_id varchar(18),
    cc_agent_modified_by   varchar(18),
    cc_agent_modified_date timestamptz,
    cc_agent_created_by    varchar(18),
    cc_agent_created_date  timestamptz,
    cc_agent360_source     boolean,
    cc_sync_status         smallint    NOT NULL DEFAULT 1,
    cc_version             integer     NOT NULL DEFAULT 1,
    cc_retry_count         integer     NOT NULL DEFAULT 0,
    cc_last_sync_error     text,
    cc_active              smallint    NOT NULL DEFAULT 1,
    cc_created_at          timestamptz NOT NULL DEFAULT now(),
    cc_updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT case_comments_pkey PRIMARY KEY (cc_id),
    CONSTRAINT case_comments_cc_sf_id_key UNIQUE (cc_sf_id),
    CONSTRAINT case_comments_cc_case_id_fkey FOREIGN KEY (cc_case_id)
        REFERENCES cases (cs_sf_id) ON DELETE CASCADE,
    CONSTRAINT case_comments_cc_sf_created_by_id_fkey FOREIGN KEY (cc_sf_created_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT case_comments_cc_agent_modified_by_fkey FOREIGN KEY (cc_agent_modified_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT case_comments_cc_agent_created_by_fkey FOREIGN KEY (cc_agent_created_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

-- Indexes on what is joined and filtered

CREATE INDEX tasks_tsk_owner_id_idx ON tasks (tsk_owner_id, tsk_activity_date);
CREATE INDEX tasks_tsk_what_id_idx ON tasks (tsk_what_id);
CREATE INDEX tasks_tsk_activity_date_idx ON tasks (tsk_activity_date);
CREATE INDEX tasks_tsk_last_modified_date_idx ON tasks (tsk_last_modified_date);
CREATE INDEX cases_cs_account_id_idx ON cases (cs_account_id);
CREATE INDEX cases_cs_owner_id_idx ON cases (cs_owner_id);
CREATE INDEX cases_cs_case_number_idx ON cases (cs_case_number);
CREATE INDEX cases_cs_last_modified_date_idx ON cases (cs_last_modified_date);
CREATE INDEX case_history_ch_case_id_idx ON case_history (ch_case_id, ch_created_date);
CREATE INDEX case_history_ch_created_by_id_idx ON case_history (ch_created_by_id);
CREATE INDEX case_comments_cc_case_id_idx ON case_comments (cc_case_id, cc_sf_created_date);
CREATE INDEX case_comments_cc_sf_created_by_id_idx ON case_comments (cc_sf_created_by_id);
CREATE INDEX case_comments_cc_agent_modified_by_idx ON case_comments (cc_agent_modified_by);
CREATE INDEX case_comments_cc_agent_created_by_idx ON case_comments (cc_agent_created_by);
CREATE INDEX case_comments_cc_sync_status_idx ON case_comments (cc_id) WHERE cc_sync_status = 0;

-- Triggers

CREATE TRIGGER tasks_updated_at BEFORE UPDATE ON tasks
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('tsk_updated_at');
CREATE TRIGGER cases_updated_at BEFORE UPDATE ON cases
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('cs_updated_at');
CREATE TRIGGER case_history_updated_at BEFORE UPDATE ON case_history
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ch_updated_at');
CREATE TRIGGER case_comments_updated_at BEFORE UPDATE ON case_comments
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('cc_updated_at');
