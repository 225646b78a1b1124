CREATE TABLE archived_invoices (
    number varchar(20) PRIMARY KEY REFERENCES ledger.invoices,
    archived_on date NOT NULL
);
