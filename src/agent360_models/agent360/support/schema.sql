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
    tsk_sf_created_date     timestamp    NOT NULL,
    tsk_completed_date      timestamp,
    tsk_last_modified_date  timestamp    NOT NULL,
    tsk_last_modified_by_id varchar(18)  NOT NULL,
    tsk_active              smallint     NOT NULL DEFAULT 1,
    tsk_created_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    tsk_updated_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_tasks PRIMARY KEY (tsk_sf_id),
    CONSTRAINT fk_tasks_owner FOREIGN KEY (tsk_owner_id)
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
    cs_sf_created_date     timestamp   NOT NULL,
    cs_last_modified_date  timestamp   NOT NULL,
    cs_last_modified_by_id varchar(18) NOT NULL,
    cs_active              smallint    NOT NULL DEFAULT 1,
    cs_created_at          timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    cs_updated_at          timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_cases PRIMARY KEY (cs_sf_id),
    CONSTRAINT fk_cases_account FOREIGN KEY (cs_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_cases_owner FOREIGN KEY (cs_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

CREATE TABLE case_history (
    ch_sf_id         varchar(18)  NOT NULL,
    ch_case_id       varchar(18)  NOT NULL,
    ch_field         varchar(255) NOT NULL,
    ch_old_value     text,
    ch_new_value     text,
    ch_created_date  timestamp    NOT NULL,
    ch_created_by_id varchar(18)  NOT NULL,
    ch_active        smallint     NOT NULL DEFAULT 1,
    ch_created_at    timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    ch_updated_at    timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_case_history PRIMARY KEY (ch_sf_id),
    CONSTRAINT fk_case_history_case FOREIGN KEY (ch_case_id)
        REFERENCES cases (cs_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_case_history_user FOREIGN KEY (ch_created_by_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT
);

CREATE TABLE case_comments (
    cc_id                  serial      NOT NULL,
    cc_sf_id               varchar(18),
    cc_case_id             varchar(18) NOT NULL,
    cc_comment_body        text,
    cc_is_published        boolean,
    cc_sf_created_date     timestamp,
    cc_sf_created_by_id    varchar(18),
    cc_last_modified_date  timestamp,
    cc_last_modified_by_id varchar(18),
    cc_agent_modified_by   varchar(18),
    cc_agent_modified_date timestamp,
    cc_agent_created_by    varchar(18),
    cc_agent_created_date  timestamp,
    cc_agent360_source     boolean,
    cc_sync_status         smallint    NOT NULL DEFAULT 1,
    cc_version             integer     NOT NULL DEFAULT 1,
    cc_retry_count         integer     NOT NULL DEFAULT 0,
    cc_last_sync_error     text,
    cc_active              smallint    NOT NULL DEFAULT 1,
    cc_created_at          timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    cc_updated_at          timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_case_comments PRIMARY KEY (cc_id),
    CONSTRAINT uq_case_comments_sf_id UNIQUE (cc_sf_id),
    CONSTRAINT fk_case_comments_case FOREIGN KEY (cc_case_id)
        REFERENCES cases (cs_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_case_comments_sf_created_by FOREIGN KEY (cc_sf_created_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_case_comments_agent_modified FOREIGN KEY (cc_agent_modified_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_case_comments_agent_created FOREIGN KEY (cc_agent_created_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

-- Indexes

CREATE INDEX idx_tasks_owner ON tasks (tsk_owner_id);
CREATE INDEX idx_tasks_status ON tasks (tsk_status);
CREATE INDEX idx_tasks_what ON tasks (tsk_what_id, tsk_what_type) WHERE tsk_what_id IS NOT NULL;
CREATE INDEX idx_cases_account ON cases (cs_account_id);
CREATE INDEX idx_cases_owner ON cases (cs_owner_id);
CREATE INDEX idx_cases_status ON cases (cs_status);
CREATE INDEX idx_case_history_case ON case_history (ch_case_id);
CREATE INDEX idx_case_comments_case ON case_comments (cc_case_id);
CREATE INDEX idx_case_comments_retry ON case_comments (cc_retry_count) WHERE cc_retry_count >= 5;
CREATE INDEX idx_case_comments_sync ON case_comments (cc_sync_status) WHERE cc_sync_status = 0;

-- Triggers

CREATE TRIGGER trg_tasks_updated_at BEFORE UPDATE ON tasks
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('tsk_updated_at');
CREATE TRIGGER trg_cases_updated_at BEFORE UPDATE ON cases
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('cs_updated_at');
CREATE TRIGGER trg_case_history_updated_at BEFORE UPDATE ON case_history
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ch_updated_at');
CREATE TRIGGER trg_case_comments_updated_at BEFORE UPDATE ON case_comments
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('cc_updated_at');
