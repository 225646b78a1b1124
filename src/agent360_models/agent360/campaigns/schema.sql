-- Reference DDL of agent360_campaigns, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE campaigns (
    cmp_sf_id               varchar(18)  NOT NULL,
    cmp_name                varchar(80)  NOT NULL,
    cmp_record_type_id      varchar(18),
    cmp_type                varchar(100),
    cmp_parent_id           varchar(18),
    cmp_status              varchar(100) NOT NULL,
    cmp_start_date          date,
    cmp_end_date            date,
    cmp_actual_cost         numeric(18,2),
    cmp_budgeted_cost       numeric(18,2),
    cmp_currency_iso_code   varchar(10),
    cmp_owner_id            varchar(18)  NOT NULL,
    cmp_account_id          varchar(18),
    cmp_initial_quantity    numeric(18,2),
    cmp_used_quantity       numeric(18,2),
    cmp_available_budget    numeric(18,2),
    cmp_is_active           boolean,
    cmp_sf_created_date     timestamp    NOT NULL,
    cmp_last_modified_date  timestamp    NOT NULL,
    cmp_last_modified_by_id varchar(18)  NOT NULL,
    cmp_active              smallint     NOT NULL DEFAULT 1,
    cmp_created_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    cmp_updated_at          timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_campaigns PRIMARY KEY (cmp_sf_id),
    CONSTRAINT fk_campaigns_record_type FOREIGN KEY (cmp_record_type_id)
        REFERENCES record_types (rt_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_campaigns_parent FOREIGN KEY (cmp_parent_id)
        REFERENCES campaigns (cmp_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_campaigns_owner FOREIGN KEY (cmp_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaigns_account FOREIGN KEY (cmp_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE SET NULL
);

-- Indexes

CREATE INDEX idx_campaigns_account ON campaigns (cmp_account_id);
CREATE INDEX idx_campaigns_owner ON campaigns (cmp_owner_id);
CREATE INDEX idx_campaigns_parent ON campaigns (cmp_parent_id) WHERE cmp_parent_id IS NOT NULL;
CREATE INDEX idx_campaigns_status ON campaigns (cmp_status);

-- Triggers

CREATE TRIGGER trg_campaigns_updated_at BEFORE UPDATE ON campaigns
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('cmp_updated_at');
