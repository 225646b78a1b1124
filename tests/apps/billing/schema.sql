CREATE SCHEMA ledger;

CREATE TYPE invoice_state AS ENUM ('open', 'paid');

CREATE TABLE customers (
    customer_no integer PRIMARY KEY,
    name varchar(50) NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    changed_at timestamptz
);

CREATE TABLE ledger.invoices (
    number varchar(20) PRIMARY KEY,
    customer_no integer NOT NULL REFERENCES customers,
    state invoice_state NOT NULL DEFAULT 'open',
    total numeric(12,2) NOT NULL
);
CREATE INDEX invoices_customer_no ON ledger.invoices (customer_no);
