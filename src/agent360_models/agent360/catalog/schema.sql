-- Reference DDL of agent360_catalog, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE product_brands (
    pb_sf_id              varchar(18)  NOT NULL,
    pb_name               varchar(255) NOT NULL,
    pb_brand_code         varchar(50),
    pb_description        text,
    pb_is_active          boolean,
    pb_sf_created_date    timestamp    NOT NULL,
    pb_last_modified_date timestamp    NOT NULL,
    pb_active             smallint     NOT NULL DEFAULT 1,
    pb_created_at         timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    pb_updated_at         timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_product_brands PRIMARY KEY (pb_sf_id)
);

CREATE TABLE products (
    prd_sf_id                varchar(18)  NOT NULL,
    prd_name                 varchar(255) NOT NULL,
    prd_family               varchar(100),
    prd_classification       varchar(100),
    prd_central_product_code varchar(20),
    prd_product_code         varchar(255),
    prd_product_brand_id     varchar(18),
    prd_brand                varchar(100),
    prd_is_active            boolean,
    prd_sf_created_date      timestamp    NOT NULL,
    prd_last_modified_date   timestamp    NOT NULL,
    prd_last_modified_by_id  varchar(18)  NOT NULL,
    prd_active               smallint     NOT NULL DEFAULT 1,
    prd_created_at           timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    prd_updated_at           timestamp    NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT pk_products PRIMARY KEY (prd_sf_id),
    CONSTRAINT fk_products_brand FOREIGN KEY (prd_product_brand_id)
        REFERENCES product_brands (pb_sf_id) ON DELETE SET NULL
);

-- Indexes

CREATE INDEX idx_products_active ON products (prd_active) WHERE prd_active = 1;
CREATE INDEX idx_products_brand ON products (prd_product_brand_id);
CREATE INDEX idx_products_code ON products (prd_product_code) WHERE prd_product_code IS NOT NULL;
CREATE INDEX idx_products_family ON products (prd_family);

-- Triggers

CREATE TRIGGER trg_product_brands_updated_at BEFORE UPDATE ON product_brands
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('pb_updated_at');
CREATE TRIGGER trg_products_updated_at BEFORE UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('prd_updated_at');
