-- Reference DDL of agent360_forecasting, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE arf_rolling_forecasts (
    arf_id                      serial       NOT NULL,
    arf_sf_id                   varchar(18),
    arf_name                    varchar(80)  NOT NULL,
    arf_account_id              varchar(18)  NOT NULL,
    arf_sales_rep_id            varchar(18)  NOT NULL,
    arf_product_id              varchar(18)  NOT NULL,
    arf_forecast_date           date         NOT NULL,
    arf_status                  varchar(100) NOT NULL,
    arf_currency_iso_code       varchar(10),
    arf_owner_id                varchar(18)  NOT NULL,
    arf_draft_quantity          numeric(16,2),
    arf_draft_unit_price        numeric(16,2),
    arf_draft_value             numeric(16,2),
    arf_pending_quantity        numeric(16,2),
    arf_pending_unit_price      numeric(16,2),
    arf_pending_value           numeric(16,2),
    arf_approved_quantity       numeric(16,2),
    arf_approved_unit_price     numeric(16,2),
    arf_approved_value          numeric(16,2),
    arf_rejection_reason        text,
    arf_product_formula         varchar(255),
    arf_account_or_user_formula varchar(255),
    arf_product_family          varchar(100),
    arf_product_brand           varchar(100),
    arf_sf_created_by_id        varchar(18),
    arf_last_modified_by_id     varchar(18),
    arf_agent_modified_by       varchar(18),
    arf_agent_modified_date     timestamp,
    arf_agent_created_by        varchar(18),
    arf_agent_created_date      timestamp,
    arf_agent360_source         boolean,
    arf_sync_status             smallint     NOT NULL DEFAULT 1,
    arf_version                 integer      NOT NULL DEFAULT 1,
    arf_retry_count             integer      NOT NULL DEFAULT 0,
    arf_last_sync_error         text,
    arf_active                  smallint     NOT NULL DEFAULT 1,
    arf_created_at              timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    arf_updated_at              timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_arf PRIMARY KEY (arf_id),
    CONSTRAINT uq_arf_sf_id UNIQUE (arf_sf_id),
    CONSTRAINT fk_arf_account FOREIGN KEY (arf_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_arf_sales_rep FOREIGN KEY (arf_sales_rep_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT,
    CONSTRAINT fk_arf_product FOREIGN KEY (arf_product_id)
        REFERENCES products (prd_sf_id) ON DELETE RESTRICT,
    CONSTRAINT fk_arf_owner FOREIGN KEY (arf_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT,
    CONSTRAINT fk_arf_sf_created_by FOREIGN KEY (arf_sf_created_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    -- The family's description has this key, the original has not.
    CONSTRAINT fk_arf_last_modified_by FOREIGN KEY (arf_last_modified_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_arf_agent_modified FOREIGN KEY (arf_agent_modified_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT fk_arf_agent_created FOREIGN KEY (arf_agent_created_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT chk_arf_status CHECK (arf_status IN ('Draft', 'Pending_Approval', 'Approved', 'Fixes_Needed', 'Frozen'))
);

-- Indexes

CREATE INDEX idx_arf_account ON arf_rolling_forecasts (arf_account_id);
CREATE INDEX idx_arf_date ON arf_rolling_forecasts (arf_forecast_date);
CREATE INDEX idx_arf_product ON arf_rolling_forecasts (arf_product_id);
CREATE INDEX idx_arf_retry ON arf_rolling_forecasts (arf_retry_count) WHERE arf_retry_count >= 5;
CREATE INDEX idx_arf_sales_rep ON arf_rolling_forecasts (arf_sales_rep_id);
CREATE INDEX idx_arf_status ON arf_rolling_forecasts (arf_status);
CREATE INDEX idx_arf_sync ON arf_rolling_forecasts (arf_sync_status) WHERE arf_sync_status = 0;

-- Triggers

CREATE TRIGGER trg_arf_rolling_forecasts_updated_at BEFORE UPDATE ON arf_rolling_forecasts
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('arf_updated_at');
