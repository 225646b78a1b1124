-- Reference DDL of the schema marketing, written by hand; for test and development databases, never for production.

-- Enums

CREATE TYPE marketing.device AS ENUM ('mobile', 'tablet', 'desktop', 'unknown');

-- Tables

CREATE TABLE marketing.qr_codes (
    id            uuid          NOT NULL DEFAULT gen_random_uuid(),
    station_id    uuid,
    code          varchar(50)   NOT NULL,
    target_url    varchar(2000) NOT NULL,
    campaign_name varchar(200)  NOT NULL DEFAULT '',
    is_active     boolean       NOT NULL DEFAULT true,
    expires_at    timestamptz,
    scan_count    integer       NOT NULL DEFAULT 0,
    metadata      jsonb         NOT NULL DEFAULT '{}',
    created_at    timestamptz   NOT NULL DEFAULT now(),
    updated_at    timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT qr_codes_pkey PRIMARY KEY (id),
    CONSTRAINT qr_codes_station_id_fkey FOREIGN KEY (station_id) REFERENCES identity.stations (id) ON DELETE SET NULL,
    CONSTRAINT qr_codes_code_key UNIQUE (code),
    CONSTRAINT ck_qr_codes_scan_count CHECK (scan_count >= 0)
);

CREATE TABLE marketing.qr_scans (
    id          uuid             NOT NULL DEFAULT gen_random_uuid(),
    qr_code_id  uuid             NOT NULL,
    customer_id uuid,
    device      marketing.device NOT NULL DEFAULT 'unknown',
    ip_hash     varchar(64)      NOT NULL DEFAULT '',
    user_agent  text             NOT NULL DEFAULT '',
    scanned_at  timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT qr_scans_pkey PRIMARY KEY (id),
    CONSTRAINT qr_scans_qr_code_id_fkey FOREIGN KEY (qr_code_id) REFERENCES marketing.qr_codes (id) ON DELETE CASCADE,
    CONSTRAINT qr_scans_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES core.customers (id) ON DELETE SET NULL
);

-- Indexes

CREATE INDEX ix_marketing_qr_codes_station_id ON marketing.qr_codes (station_id);
CREATE INDEX ix_marketing_qr_scans_qr_code_id_scanned_at ON marketing.qr_scans (qr_code_id, scanned_at);
CREATE INDEX ix_marketing_qr_scans_customer_id ON marketing.qr_scans (customer_id);
