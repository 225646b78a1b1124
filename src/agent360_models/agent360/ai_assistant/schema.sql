-- Reference DDL of agent360_ai_assistant, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE ai_chat_threads (
    act_id              serial      NOT NULL,
    act_user_sf_id      varchar(18) NOT NULL,
    act_account_sf_id   varchar(18) NOT NULL,
    act_title           varchar(255),
    act_message_count   integer     NOT NULL DEFAULT 0,
    act_last_message_at timestamp,
    act_sf_synced       boolean     NOT NULL DEFAULT false,
    act_sf_synced_at    timestamp,
    act_created_at      timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    act_updated_at      timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_ai_chat_threads PRIMARY KEY (act_id),
    CONSTRAINT uq_ai_chat_thread_pair UNIQUE (act_user_sf_id, act_account_sf_id),
    CONSTRAINT fk_ai_chat_threads_user FOREIGN KEY (act_user_sf_id)
        REFERENCES users (usr_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_ai_chat_threads_account FOREIGN KEY (act_account_sf_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE
);

CREATE TABLE ai_chat_messages (
    acm_id                 serial      NOT NULL,
    acm_thread_id          integer     NOT NULL,
    acm_role               varchar(20) NOT NULL,
    acm_content            text        NOT NULL,
    acm_generated_sql      text,
    acm_sql_result_summary text,
    acm_model_used         varchar(100),
    acm_tokens_in          integer,
    acm_tokens_out         integer,
    acm_latency_ms         integer,
    acm_error              text,
    acm_sf_synced          boolean     NOT NULL DEFAULT false,
    acm_created_at         timestamp   NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_ai_chat_messages PRIMARY KEY (acm_id),
    CONSTRAINT fk_ai_chat_messages_thread FOREIGN KEY (acm_thread_id)
        REFERENCES ai_chat_threads (act_id) ON DELETE CASCADE,
    CONSTRAINT chk_acm_role CHECK (acm_role IN ('user', 'assistant', 'system'))
);

CREATE TABLE ai_business_rules (
    abr_id         serial       NOT NULL,
    abr_rule_key   varchar(100) NOT NULL,
    abr_category   varchar(50)  NOT NULL,
    abr_rule_text  text         NOT NULL,
    abr_is_active  boolean      NOT NULL DEFAULT true,
    abr_sort_order integer      NOT NULL DEFAULT 0,
    abr_created_at timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    abr_updated_at timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    abr_updated_by varchar(18),
    CONSTRAINT pk_ai_business_rules PRIMARY KEY (abr_id),
    CONSTRAINT uq_abr_rule_key UNIQUE (abr_rule_key),
    CONSTRAINT fk_abr_updated_by FOREIGN KEY (abr_updated_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

CREATE TABLE ai_query_examples (
    aqe_id          serial    NOT NULL,
    aqe_question    text      NOT NULL,
    aqe_sql         text      NOT NULL,
    aqe_explanation text,
    aqe_category    varchar(50),
    aqe_is_active   boolean   NOT NULL DEFAULT true,
    aqe_created_at  timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    aqe_updated_at  timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_ai_query_examples PRIMARY KEY (aqe_id)
);

CREATE TABLE ai_schema_config (
    asc_id           serial       NOT NULL,
    asc_config_key   varchar(100) NOT NULL,
    asc_config_value text         NOT NULL,
    asc_version      integer      NOT NULL DEFAULT 1,
    asc_generated_at timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    asc_updated_at   timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_ai_schema_config PRIMARY KEY (asc_id),
    CONSTRAINT uq_asc_config_key UNIQUE (asc_config_key)
);

-- Indexes

CREATE INDEX idx_acm_cleanup ON ai_chat_messages (acm_created_at, acm_sf_synced) WHERE acm_sf_synced = true;
CREATE INDEX idx_acm_created ON ai_chat_messages (acm_created_at);
CREATE INDEX idx_acm_sf_sync ON ai_chat_messages (acm_sf_synced) WHERE acm_sf_synced = false;
CREATE INDEX idx_acm_thread ON ai_chat_messages (acm_thread_id);

-- Triggers

CREATE TRIGGER trg_ai_chat_threads_updated_at BEFORE UPDATE ON ai_chat_threads
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('act_updated_at');
CREATE TRIGGER trg_ai_business_rules_updated_at BEFORE UPDATE ON ai_business_rules
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('abr_updated_at');
CREATE TRIGGER trg_ai_query_examples_updated_at BEFORE UPDATE ON ai_query_examples
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('aqe_updated_at');
CREATE TRIGGER trg_ai_schema_config_updated_at BEFORE UPDATE ON ai_schema_config
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('asc_updated_at');
