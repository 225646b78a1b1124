ALTER TABLE accounts ADD COLUMN acc_region varchar(40);
ALTER TABLE accounts ADD COLUMN acc_tier integer;
ALTER TABLE accounts ADD COLUMN acc_contract_end date;
