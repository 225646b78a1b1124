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
    inv_sf_created_date     timestamptz   NOT NULL,
    inv_last_modified_date  timestamptz   NOT NULL,
    inv_last_modified_by_id varchar(18)   NOT NULL,
    inv_active              smallint      NOT NULL DEFAULT 1,
    inv_created_at          timestamptz   NOT NULL DEFAULT now(),
    inv_updated_at          timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT invoices_pkey PRIMARY KEY (inv_sf_id),
    CONSTRAINT invoices_inv_account_id_fkey FOREIGN KEY (inv_account_id)
        REFERENCES accounts (acc_sf_id) ON DELETE CASCADE,
    CONSTRAINT invoices_inv_frame_agreement_id_fkey FOREIGN KEY (inv_frame_agreement_id)
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
    ili_sf_created_date     timestamptz   NOT NULL,
    ili_last_modified_date  timestamptz   NOT NULL,
    ili_last_modified_by_id varchar(18)   NOT NULL,
    ili_active              smallint      NOT NULL DEFAULT 1,
    ili_created_at          timestamptz   NOT NULL DEFAULT now(),
    ili_updated_at          timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT invoice_line_items_pkey PRIMARY KEY (ili_sf_id),
    CONSTRAINT invoice_line_items_ili_unique_line_code_key UNIQUE (ili_unique_line_code),
    CONSTRAINT invoice_line_items_ili_invoice_id_fkey FOREIGN KEY (ili_invoice_id)
        REFERENCES invoices (inv_sf_id) ON DELETE CASCADE,
    CONSTRAINT invoice_line_items_ili_product_id_fkey FOREIGN KEY (ili_product_id)
        REFERENCES products (prd_sf_id) ON DELETE RESTRICT
);

-- Indexes on what is joined and filtered

CREATE INDEX invoices_inv_account_id_idx ON invoices (inv_account_id, inv_invoice_date);
CREATE INDEX invoices_inv_frame_agreement_id_idx ON invoices (inv_frame_agreement_id);
CREATE INDEX invoices_inv_invoice_date_idx ON invoices (inv_invoice_date);
CREATE INDEX invoices_inv_status_idx ON invoices (inv_status, inv_invoice_date);
CREATE INDEX invoices_inv_last_modified_date_idx ON invoices (inv_last_modified_date);
CREATE INDEX invoice_line_items_ili_invoice_id_idx ON invoice_line_items (ili_invoice_id);
CREATE INDEX invoice_line_items_ili_product_id_idx ON invoice_line_items (ili_product_id);
CREATE INDEX invoice_line_items_ili_last_modified_date_idx ON invoice_line_items (ili_last_modified_date);

-- Triggers

CREATE TRIGGER invoices_updated_at BEFORE UPDATE ON invoices
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('inv_updated_at');
CREATE TRIGGER invoice_line_items_updated_at BEFORE UPDATE ON invoice_line_items
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('ili_updated_at');
