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
    acc_last_modified_date  timestamptz  NOT NULL,
    acc_last_modified_by_id varchar(18)  NOT NULL,
    acc_active              smallint     NOT NULL DEFAULT 1,
    acc_created_at          timestamptz  NOT NULL DEFAULT now(),
    acc_updated_at          timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT accounts_pkey PRIMARY KEY (acc_sf_id),
    CONSTRAINT accounts_acc_owner_id_fkey FOREIGN KEY (acc_owner_id)
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
    ap_sf_created_date     timestamptz  NOT NULL,
    ap_last_modified_date  timestamptz  NOT NULL,
    ap_last_modified_by_id varchar(18)  NOT NULL,
    ap_active              smallint     NOT NULL DEFAULT 1,
    ap_created_at          timestamptz  NOT NULL DEFAULT now(),
    ap_updated_at          timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT account_plans_pkey PRIMARY KEY (ap_sf_id),
    CONSTRAINT account_plans_ap_account_id_fkey FOREIGN KEY (ap_account_id)
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
    fa_last_modified_date    timestamptz  NOT NULL,
    fa_last_modified_by_id   varchar(18)  NOT NULL,
    fa_active                smallint     NOT NULL DEFAULT 1,
    fa_created_at            timestamptz  NOT NULL DEFAULT now(),
    fa_updated_at            timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT frame_agreements_pkey PRIMARY KEY (fa_sf_id),
    CONSTRAINT frame_agreements_fa_account_id_fkey FOREIGN KEY (fa_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT frame_agreements_fa_last_modified_by_id_fkey FOREIGN KEY (fa_last_modified_by_id)
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
    tgt_last_modified_date  timestamptz   NOT NULL,
    tgt_last_modified_by_id varchar(18)   NOT NULL,
    tgt_active              smallint      NOT NULL DEFAULT 1,
    tgt_created_at          timestamptz   NOT NULL DEFAULT now(),
    tgt_updated_at          timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT targets_pkey PRIMARY KEY (tgt_sf_id),
    CONSTRAINT targets_tgt_account_id_fkey FOREIGN KEY (tgt_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT targets_tgt_frame_agreement_id_fkey FOREIGN KEY (tgt_frame_agreement_id)
        REFERENCES frame_agreements (fa_sf_id) ON DELETE CASCADE
);

-- Indexes on what is joined and filtered

CREATE INDEX accounts_acc_owner_id_idx ON accounts (acc_owner_id);
CREATE INDEX accounts_acc_account_number_idx ON accounts (acc_account_number);
CREATE INDEX accounts_acc_last_modified_date_idx ON accounts (acc_last_modified_date);
CREATE INDEX account_plans_ap_account_id_idx ON account_plans (ap_account_id);
CREATE INDEX account_plans_ap_status_idx ON account_plans (ap_status, ap_end_date);
CREATE INDEX account_plans_ap_last_modified_date_idx ON account_plans (ap_last_modified_date);
CREATE INDEX frame_agreements_fa_account_id_idx ON frame_agreements (fa_account_id);
CREATE INDEX frame_agreements_fa_last_modified_by_id_idx ON frame_agreements (fa_last_modified_by_id);
CREATE INDEX frame_agreements_fa_status_idx ON frame_agreements (fa_status, fa_end_date);
CREATE INDEX frame_agreements_fa_last_modified_date_idx ON frame_agreements (fa_last_modified_date);
CREATE INDEX targets_tgt_account_id_idx ON targets (tgt_account_id);
CREATE INDEX targets_tgt_frame_agreement_id_idx ON targets (tgt_frame_agreement_id);
CREATE INDEX targets_tgt_last_modified_date_idx ON targets (tgt_last_modified_date);

-- Triggers

CREATE TRIGGER accounts_updated_at BEFORE UPDATE ON accounts
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('acc_updated_at');
CREATE TRIGGER account_plans_updated_at BEFORE UPDATE ON account_plans
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ap_updated_at');
CREATE TRIGGER frame_agreements_updated_at BEFORE UPDATE ON frame_agreements
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('fa_updated_at');
CREATE TRIGGER targets_updated_at BEFORE UPDATE ON targets
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('tgt_updated_at');
