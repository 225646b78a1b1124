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
    arf_agent_modified_date     timestamptz,
    arf_agent_created_by        varchar(18),
    arf_agent_created_date      timestamptz,
    arf_agent360_source         boolean,
    arf_sync_status             smallint     NOT NULL DEFAULT 1,
    arf_version                 integer      NOT NULL DEFAULT 1,
    arf_retry_count             integer      NOT NULL DEFAULT 0,
    arf_last_sync_error         text,
    arf_active                  smallint     NOT NULL DEFAULT 1,
    arf_created_at              timestamptz  NOT NULL DEFAULT now(),
    arf_updated_at              timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT arf_rolling_forecasts_pkey PRIMARY KEY (arf_id),
    CONSTRAINT arf_rolling_forecasts_arf_sf_id_key UNIQUE (arf_sf_id),
    CONSTRAINT arf_rolling_forecasts_arf_account_id_fkey FOREIGN KEY (arf_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT arf_rolling_forecasts_arf_sales_rep_id_fkey FOREIGN KEY (arf_sales_rep_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT,
    CONSTRAINT arf_rolling_forecasts_arf_product_id_fkey FOREIGN KEY (arf_product_id)
        REFERENCES products (prd_sf_id) ON DELETE RESTRICT,
    CONSTRAINT arf_rolling_forecasts_arf_owner_id_fkey FOREIGN KEY (arf_owner_id)
        REFERENCES users (usr_sf_id) ON DELETE RESTRICT,
    CONSTRAINT arf_rolling_forecasts_arf_sf_created_by_id_fkey FOREIGN KEY (arf_sf_created_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT arf_rolling_forecasts_arf_last_modified_by_id_fkey FOREIGN KEY (arf_last_modified_by_id)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT arf_rolling_forecasts_arf_agent_modified_by_fkey FOREIGN KEY (arf_agent_modified_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL,
    CONSTRAINT arf_rolling_forecasts_arf_agent_created_by_fkey FOREIGN KEY (arf_agent_created_by)
        REFERENCES users (usr_sf_id) ON DELETE SET NULL
);

-- Indexes on what is joined and filtered

CREATE INDEX arf_rolling_forecasts_arf_account_id_idx ON arf_rolling_forecasts (arf_account_id, arf_forecast_date);
CREATE INDEX arf_rolling_forecasts_arf_sales_rep_id_idx ON arf_rolling_forecasts (arf_sales_rep_id, arf_forecast_date);
CREATE INDEX arf_rolling_forecasts_arf_product_id_idx ON arf_rolling_forecasts (arf_product_id);
CREATE INDEX arf_rolling_forecasts_arf_owner_id_idx ON arf_rolling_forecasts (arf_owner_id);
CREATE INDEX arf_rolling_forecasts_arf_sf_created_by_id_idx ON arf_rolling_forecasts (arf_sf_created_by_id);
CREATE INDEX arf_rolling_forecasts_arf_last_modified_by_id_idx ON arf_rolling_forecasts (arf_last_modified_by_id);
CREATE INDEX arf_rolling_forecasts_arf_agent_modified_by_idx ON arf_rolling_forecasts (arf_agent_modified_by);
CREATE INDEX arf_rolling_forecasts_arf_agent_created_by_idx ON arf_rolling_forecasts (arf_agent_created_by);
CREATE INDEX arf_rolling_forecasts_arf_forecast_date_idx ON arf_rolling_forecasts (arf_forecast_date);
CREATE INDEX arf_rolling_forecasts_arf_status_idx ON arf_rolling_forecasts (arf_status, arf_forecast_date);
CREATE INDEX arf_rolling_forecasts_arf_sync_status_idx ON arf_rolling_forecasts (arf_id) WHERE arf_sync_status = 0;

-- Triggers

CREATE TRIGGER arf_rolling_forecasts_updated_at BEFORE UPDATE ON arf_rolling_forecasts
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('arf_updated_at');
