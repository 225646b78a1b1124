-- Reference DDL of the schema marketing, written by hand; for test and development, never for production.
-- The schema and its ENUM types are in the schema.sql of the family.

-- Tables

CREATE TABLE marketing.qr_codes (
    id              uuid                   NOT NULL DEFAULT gen_random_uuid(),
    code            varchar(50)            NOT NULL,
    type            marketing.qr_code_type NOT NULL,
    destination_url varchar(500)           NOT NULL,
    description     text,
    campaign_name   varchar(100),
    is_active       boolean                NOT NULL DEFAULT true,
    created_at      timestamptz            NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_by      uuid,
    metadata        jsonb,
    CONSTRAINT qr_codes_pkey PRIMARY KEY (id),
    CONSTRAINT qr_codes_code_key UNIQUE (code),
    CONSTRAINT fk_qr_codes_created_by FOREIGN KEY (created_by) REFERENCES identity.users (id) ON DELETE SET NULL
);

CREATE TABLE marketing.qr_scans (
    id                   uuid          NOT NULL DEFAULT gen_random_uuid(),
    qr_code_id           uuid          NOT NULL,
    scanned_at           timestamptz   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ip_address           varchar(45),
    user_agent           text,
    device_type          varchar(50),
    os                   varchar(50),
    browser              varchar(50),
    city                 varchar(100),
    region               varchar(100),
    country              varchar(2),
    latitude             numeric(10,7),
    longitude            numeric(10,7),
    referrer             varchar(500),
    session_id           varchar(100),
    converted_to_lead    boolean       NOT NULL DEFAULT false,
    converted_to_booking boolean       NOT NULL DEFAULT false,
    conversion_value     numeric(10,2),
    metadata             jsonb,
    CONSTRAINT qr_scans_pkey PRIMARY KEY (id),
    CONSTRAINT qr_scans_qr_code_id_fkey FOREIGN KEY (qr_code_id) REFERENCES marketing.qr_codes (id) ON DELETE CASCADE
);

-- Indexes

CREATE UNIQUE INDEX idx_qr_codes_code ON marketing.qr_codes (code);
CREATE INDEX idx_qr_codes_is_active ON marketing.qr_codes (is_active);
CREATE INDEX idx_qr_codes_type ON marketing.qr_codes (type);
CREATE INDEX idx_qr_scans_converted ON marketing.qr_scans (converted_to_lead, converted_to_booking);
CREATE INDEX idx_qr_scans_location ON marketing.qr_scans (city, region, country);
CREATE INDEX idx_qr_scans_qr_code_id ON marketing.qr_scans (qr_code_id);
CREATE INDEX idx_qr_scans_scanned_at ON marketing.qr_scans (scanned_at);
CREATE INDEX idx_qr_scans_session_id ON marketing.qr_scans (session_id);

-- Views

CREATE VIEW marketing.qr_analytics AS
SELECT
    code.id AS qr_code_id,
    code.code,
    code.type,
    code.campaign_name,
    code.destination_url,
    count(scan.id) AS total_scans,
    count(DISTINCT scan.ip_address) AS unique_scans,
    count(DISTINCT scan.session_id) AS unique_sessions,
    count(*) FILTER (WHERE scan.converted_to_lead) AS leads_generated,
    count(*) FILTER (WHERE scan.converted_to_booking) AS bookings_generated,
    sum(scan.conversion_value) AS total_revenue,
    round(100.0 * count(*) FILTER (WHERE scan.converted_to_booking) / nullif(count(scan.id), 0), 2) AS conversion_rate,
    count(*) FILTER (WHERE scan.device_type = 'mobile') AS mobile_scans,
    count(*) FILTER (WHERE scan.device_type = 'tablet') AS tablet_scans,
    count(*) FILTER (WHERE scan.device_type = 'desktop') AS desktop_scans,
    max(scan.scanned_at) AS last_scan_at,
    min(scan.scanned_at) AS first_scan_at
FROM marketing.qr_codes AS code
LEFT JOIN marketing.qr_scans AS scan ON scan.qr_code_id = code.id
GROUP BY code.id;
