-- Reference DDL of agent360_catalog, written by hand; for test and development databases, never for production.

-- Tables

CREATE TABLE product_brands (
    pb_sf_id              varchar(18)  NOT NULL,
    pb_name               varchar(255) NOT NULL,
    pb_brand_code         varchar(50),
    pb_description        text,
    pb_is_active          boolean,
    pb_sf_created_date    timestamptz  NOT NULL,
    pb_last_modified_date timestamptz  NOT NULL,
    pb_active             smallint     NOT NULL DEFAULT 1,
    pb_created_at         timestamptz  NOT NULL DEFAULT now(),
    pb_updated_at         timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT product_brands_pkey PRIMARY KEY (pb_sf_id)
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
    prd_sf_created_date      timestamptz  NOT NULL,
    prd_last_modified_date   timestamptz  NOT NULL,
    prd_last_modified_by_id  varchar(18)  NOT NULL,
    prd_active               smallint     NOT NULL DEFAULT 1,
    prd_created_at           timestamptz  NOT NULL DEFAULT now(),
    prd_updated_at           timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT products_pkey PRIMARY KEY (prd_sf_id),
    CONSTRAINT products_prd_product_brand_id_fkey FOREIGN KEY (prd_product_brand_id)
        REFERENCES product_brands (pb_sf_id) ON DELETE SET NULL
);

-- Indexes on what is joined and filtered

CREATE INDEX product_brands_pb_last_modified_date_idx ON product_brands (pb_last_modified_date);
CREATE INDEX products_prd_product_brand_id_idx ON products (prd_product_brand_id);
CREATE INDEX products_prd_last_modified_date_idx ON products (prd_last_modified_date);
CREATE INDEX products_prd_product_code_idx ON products (prd_product_code);

-- Triggers

CREATE TRIGGER product_brands_updated_at BEFORE UPDATE ON product_brands
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('pb_updated_at');
CREATE TRIGGER products_updated_at BEFORE UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION update_timestamp('prd_updated_at');
