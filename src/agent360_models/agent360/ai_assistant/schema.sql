-- Reference DDL of agent360_ai_assistant, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE ai_chat_threads (
    act_id              serial      NOT NULL,
    act_user_sf_id      varchar(18) NOT NULL,
    act_account_sf_id   varchar(18) NOT NULL,
    act_title           varchar(255),
    act_message_count   integer     NOT NULL DEFAULT 0,
    act_last_message_at timestamptz,
    act_sf_synced       boolean     NOT NULL DEFAULT false,
    act_sf_synced_at    timestamptz,
    act_created_at      timestamptz NOT NULL DEFAULT now(),
    act_updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ai_chat_threads_pkey PRIMARY KEY (act_id),
    CONSTRAINT ai_chat_threads_act_user_sf_id_act_account_sf_id_key UNIQUE (act_user_sf_id, act_account_sf_id),
    CONSTRAINT ai_chat_threads_act_user_sf_id_fkey FOREIGN KEY (act_user_sf_id)
        REFERENCES users (usr_sf_id) ON DELETE CASCADE,
    CONSTRAINT ai_chat_threads_act_account_sf_id_fkey FOREIGN KEY (act_account_sf_id)
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
    acm_created_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ai_chat_messages_pkey PRIMARY KEY (acm_id),
    CONSTRAINT ai_chat_messages_acm_thread_id_fkey FOREIGN KEY (acm_thread_id)
        REFERENCES ai_chat_threads (act_id) ON DELETE CASCADE
);

CREATE TABLE ai_business_rules (
    abr_id         serial       NOT NULL,
    abr_rule_key   varchar(100) NOT NULL,
    abr_category   varchar(50)  NOT NULL,
    abr_rule_text  text         NOT NULL,
    abr_is_active  boolean      NOT NULL DEFAULT true,
    abr_sort_order integer      NOT NULL DEFAULT 0,
    abr_created_at timestamptz  NOT NULL DEFAULT now(),
    abr_updated_at timestamptz  NOT NULL DEFAULT now(),
    abr_updated_by varchar(18),
    CONSTRAINT ai_business_rules_pkey PRIMARY KEY (abr_id),
    CONSTRAINT ai_business_rules_abr_rule_key_key UNIQUE (abr_rule_key),
    CONSTRAINT ai_business_rules_abr_updated_by_fkey FOREIGN KEY (abr_updated_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

CREATE TABLE ai_query_examples (
    aqe_id          serial      NOT NULL,
    aqe_question    text        NOT NULL,
    aqe_sql         text        NOT NULL,
    aqe_explanation text,
    aqe_category    varchar(50),
    aqe_is_active   boolean     NOT NULL DEFAULT true,
    aqe_created_at  timestamptz NOT NULL DEFAULT now(),
    aqe_updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ai_query_examples_pkey PRIMARY KEY (aqe_id)
);

CREATE TABLE ai_schema_config (
    asc_id           serial       NOT NULL,
    asc_config_key   varchar(100) NOT NULL,
    asc_config_value text         NOT NULL,
    asc_version      integer      NOT NULL DEFAULT 1,
    asc_generated_at timestamptz  NOT NULL DEFAULT now(),
    asc_updated_at   timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT ai_schema_config_pkey PRIMARY KEY (asc_id),
    CONSTRAINT ai_schema_config_asc_config_key_key UNIQUE (asc_config_key)
);

-- Indexes on what is joined and filtered; act_user_sf_id is the first column of a unique constraint

CREATE INDEX ai_chat_threads_act_account_sf_id_idx ON ai_chat_threads (act_account_sf_id);
CREATE INDEX ai_chat_threads_act_last_message_at_idx ON ai_chat_threads (act_last_message_at);
CREATE INDEX ai_chat_messages_acm_thread_id_idx ON ai_chat_messages (acm_thread_id, acm_created_at);
CREATE INDEX ai_chat_messages_acm_created_at_idx ON ai_chat_messages (acm_created_at);
CREATE INDEX ai_business_rules_abr_updated_by_idx ON ai_business_rules (abr_updated_by);
CREATE INDEX ai_business_rules_abr_is_active_idx ON ai_business_rules (abr_sort_order) WHERE abr_is_active;

-- Triggers

CREATE TRIGGER ai_chat_threads_updated_at BEFORE UPDATE ON ai_chat_threads
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('act_updated_at');
CREATE TRIGGER ai_business_rules_updated_at BEFORE UPDATE ON ai_business_rules
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('abr_updated_at');
CREATE TRIGGER ai_query_examples_updated_at BEFORE UPDATE ON ai_query_examples
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('aqe_updated_at');
CREATE TRIGGER ai_schema_config_updated_at BEFORE UPDATE ON ai_schema_config
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('asc_updated_at');
