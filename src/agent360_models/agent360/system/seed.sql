-- The objects that the sync takes over, in its order: parents before their children.
-- None was synced yet; frequency and whether it is on are the table's defaults.

INSERT INTO sync_watermarks (sw_object_name, sw_sf_object_api, sw_sync_order) VALUES
    ('user_roles', 'UserRole', 1),
    ('users', 'User', 2),
    ('record_types', 'RecordType', 3),
    ('product_brands', 'Product_Brand__c', 4),
    ('accounts', 'Account', 5),
    ('products', 'Product2', 6),
    ('account_plans', 'Account_Plan__c', 7),
    ('frame_agreements', 'Frame_Agreement__c', 8),
    ('targets', 'Target__c', 9),
    ('campaigns', 'Campaign', 10),
    ('invoices', 'Invoice__c', 11),
    ('invoice_line_items', 'Invoice_Line_Item__c', 12),
    ('tasks', 'Task', 13),
    ('cases', 'Case', 14),
    ('case_history', 'CaseHistory', 15),
    ('case_comments', 'CaseComment', 16),
    ('arf_rolling_forecasts', 'ARF_Rolling_Forecast__c', 17);
