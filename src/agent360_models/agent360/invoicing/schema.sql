-- Reference DDL of agent360_invoicing, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE invoices (
    inv_sf_id               varchar(18)   NOT NULL,
    inv_name                varchar(255)  NOT NULL,
    inv_account_id          varchar(18)   NOT NULL,
    inv_frame_agreement_id  varchar(18),
    inv_invoice_date        date          NOT NULL,
    inv_invoice_year        varchar(10),
    inv_invoice_type        varchar(100)  NOT NULL,
    inv_status              varchar(100)  NOT NULL,
    inv_net_price           numeric(18,2) NOT NULL,
    inv_total_vat           numeric(18,2),
    inv_total_invoice_value numeric(18,2),
    inv_valid               boolean,
    inv_currency_iso_code   varchar(10),
    inv_sf_created_date     timestamp     NOT NULL,
    inv_last_modified_date  timestamp     NOT NULL,
    inv_last_modified_by_id varchar(18)   NOT NULL,
    inv_active              smallint      NOT NULL DEFAULT 1,
    inv_created_at          timestamp     NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    inv_updated_at          timestamp     NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_invoices PRIMARY KEY (inv_sf_id),
    CONSTRAINT fk_invoices_account FOREIGN KEY (inv_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_invoices_frame_agreement FOREIGN KEY (inv_frame_agreement_id)
        REFERENCES frame_agreements (fa_sf_id) ON DELETE SET NULL
);

CREATE TABLE invoice_line_items (
    ili_sf_id               varchar(18)   NOT NULL,
    ili_invoice_id          varchar(18)   NOT NULL,
    ili_product_id          varchar(18)   NOT NULL,
    ili_quantity            numeric(18,2) NOT NULL,
    ili_unit_price          numeric(18,2) NOT NULL,
    ili_net_price           numeric(18,2) NOT NULL,
    ili_vat                 numeric(18,2),
    ili_unique_line_code    varchar(255)  NOT NULL,
    ili_status              varchar(100)  NOT NULL,
    ili_valid               boolean       NOT NULL,
    ili_sf_created_date     timestamp     NOT NULL,
    ili_last_modified_date  timestamp     NOT NULL,
    ili_last_modified_by_id varchar(18)   NOT NULL,
    ili_active              smallint      NOT NULL DEFAULT 1,
    ili_created_at          timestamp     NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    ili_updated_at          timestamp     NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_invoice_line_items PRIMARY KEY (ili_sf_id),
    CONSTRAINT uq_invoice_line_items_code UNIQUE (ili_unique_line_code),
    CONSTRAINT fk_ili_invoice FOREIGN KEY (ili_invoice_id)
        REFERENCES invoices (inv_sf_id) ON DELETE CASCADE,
    CONSTRAINT fk_ili_product FOREIGN KEY (ili_product_id)
        REFERENCES products (prd_sf_id) ON DELETE RESTRICT
);

-- Indexes

CREATE INDEX idx_invoices_account ON invoices (inv_account_id);
CREATE INDEX idx_invoices_date ON invoices (inv_invoice_date);
CREATE INDEX idx_invoices_frame_agreement ON invoices (inv_frame_agreement_id) WHERE inv_frame_agreement_id IS NOT NULL;
CREATE INDEX idx_invoices_status ON invoices (inv_status);
CREATE INDEX idx_ili_invoice ON invoice_line_items (ili_invoice_id);
CREATE INDEX idx_ili_product ON invoice_line_items (ili_product_id);

-- Triggers

CREATE TRIGGER trg_invoices_updated_at BEFORE UPDATE ON invoices
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('inv_updated_at');
CREATE TRIGGER trg_invoice_line_items_updated_at BEFORE UPDATE ON invoice_line_items
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ili_updated_at');
