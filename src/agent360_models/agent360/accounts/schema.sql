-- Reference DDL of agent360_accounts, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE accounts (
    acc_sf_id               varchar(18)  NOT NULL,
    acc_name                varchar(255) NOT NULL,
    acc_owner_id            varchar(18)  NOT NULL,
    acc_credit_limit        numeric(18,2),
    acc_invoice_open_amount numeric(18,2),
    acc_order_open_amount   numeric(18,2),
    acc_account_number      varchar(255),
    acc_currency_iso_code   varchar(10),
    acc_last_modified_date  timestamp    NOT NULL,
    acc_last_modified_by_id varchar(18)  NOT NULL,
    acc_active              smallint     NOT NULL DEFAULT 1,
    acc_created_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    acc_updated_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_accounts PRIMARY KEY (acc_sf_id),
    CONSTRAINT fk_accounts_owner FOREIGN KEY (acc_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT
);

CREATE TABLE account_plans (
    ap_sf_id               varchar(18)  NOT NULL,
    ap_name                varchar(80)  NOT NULL,
    ap_account_id          varchar(18)  NOT NULL,
    ap_plan_name           varchar(255),
    ap_status              varchar(100) NOT NULL,
    ap_start_date          date,
    ap_end_date            date,
    ap_sf_created_date     timestamp    NOT NULL,
    ap_last_modified_date  timestamp    NOT NULL,
    ap_last_modified_by_id varchar(18)  NOT NULL,
    ap_active              smallint     NOT NULL DEFAULT 1,
    ap_created_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    ap_updated_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_account_plans PRIMARY KEY (ap_sf_id),
    CONSTRAINT fk_account_plans_account FOREIGN KEY (ap_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE
);

CREATE TABLE frame_agreements (
    fa_sf_id                 varchar(18)  NOT NULL,
    fa_account_id            varchar(18)  NOT NULL,
    fa_agreement_type        varchar(100) NOT NULL,
    fa_start_date            date         NOT NULL,
    fa_end_date              date         NOT NULL,
    fa_start_year            integer,
    fa_status                varchar(100) NOT NULL,
    fa_is_active             boolean,
    fa_total_sales_ty        numeric(18,2),
    fa_total_sales_ly        numeric(18,2),
    fa_total_sales_q1        numeric(18,0),
    fa_total_sales_q2        numeric(18,0),
    fa_total_sales_q3        numeric(18,0),
    fa_total_sales_q4        numeric(18,0),
    fa_rebate_achieved       numeric(6,4),
    fa_total_rebate_achieved numeric(18,2),
    fa_last_modified_date    timestamp    NOT NULL,
    fa_last_modified_by_id   varchar(18)  NOT NULL,
    fa_active                smallint     NOT NULL DEFAULT 1,
    fa_created_at            timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    fa_updated_at            timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_frame_agreements PRIMARY KEY (fa_sf_id),
    CONSTRAINT fk_frame_agreements_account FOREIGN KEY (fa_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_frame_agreements_modified_by FOREIGN KEY (fa_last_modified_by_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT
);

CREATE TABLE targets (
    tgt_sf_id               varchar(18)   NOT NULL,
    tgt_account_id          varchar(18)   NOT NULL,
    tgt_frame_agreement_id  varchar(18)   NOT NULL,
    tgt_quarter             varchar(100)  NOT NULL,
    tgt_net_turnover_target numeric(18,2) NOT NULL,
    tgt_rebate_rate         numeric(6,4)  NOT NULL,
    tgt_rebate_if_achieved  numeric(18,2) NOT NULL,
    tgt_total_rebate        numeric(18,2),
    tgt_last_modified_date  timestamp     NOT NULL,
    tgt_last_modified_by_id varchar(18)   NOT NULL,
    tgt_active              smallint      NOT NULL DEFAULT 1,
    tgt_created_at          timestamp     NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    tgt_updated_at          timestamp     NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_targets PRIMARY KEY (tgt_sf_id),
    CONSTRAINT fk_targets_account FOREIGN KEY (tgt_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_targets_frame_agreement FOREIGN KEY (tgt_frame_agreement_id)
        REFERENCES frame_agreements (fa_sf_id) ON DELETE CASCADE
);

-- Indexes

CREATE INDEX idx_accounts_active ON accounts (acc_active) WHERE acc_active = 1;
CREATE INDEX idx_accounts_name ON accounts (acc_name);
CREATE INDEX idx_accounts_number ON accounts (acc_account_number) WHERE acc_account_number IS NOT NULL;
CREATE INDEX idx_accounts_owner ON accounts (acc_owner_id);
CREATE INDEX idx_account_plans_account ON account_plans (ap_account_id);
CREATE INDEX idx_frame_agreements_account ON frame_agreements (fa_account_id);
CREATE INDEX idx_frame_agreements_status ON frame_agreements (fa_status);
CREATE INDEX idx_targets_account ON targets (tgt_account_id);
CREATE INDEX idx_targets_frame_agreement ON targets (tgt_frame_agreement_id);

-- Triggers

CREATE TRIGGER trg_accounts_updated_at BEFORE UPDATE ON accounts
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('acc_updated_at');
CREATE TRIGGER trg_account_plans_updated_at BEFORE UPDATE ON account_plans
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ap_updated_at');
CREATE TRIGGER trg_frame_agreements_updated_at BEFORE UPDATE ON frame_agreements
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('fa_updated_at');
CREATE TRIGGER trg_targets_updated_at BEFORE UPDATE ON targets
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('tgt_updated_at');
