INSERT INTO tax_bill (id, declaration, payer, amount, currency, status, paid_on) VALUES
    ('410120261123000871', '410120261123000017', '河南示例进出口有限公司（示例）', '128450.36', 'CNY', 'PROCESSING', NULL),
    ('410120261123000872', '410120261123000018', '郑州示例供应链有限公司（示例）', '9320.00', 'CNY', 'PAID', '2026-11-23'),
    ('410120261123000873', '410120261123000019', '洛阳示例装备有限公司（示例）', '451007.18', 'CNY', 'PROCESSING', NULL)
ON CONFLICT DO NOTHING;
INSERT INTO receipt (id, tax_bill, bank, amount, voucher_sha256, at) VALUES
    ('R-20261123-00871', '410120261123000871', '示例银行郑州分行', '128450.36',
     '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea', '2026-11-23T01:42:10Z')
ON CONFLICT DO NOTHING;
INSERT INTO manifest (id, bill_number, voyage, container, status) VALUES
    ('M-2026-004512', 'EXMP26110087', 'ZZ2611W', 'CSQU3054383', 'ARRIVED')
ON CONFLICT DO NOTHING;
