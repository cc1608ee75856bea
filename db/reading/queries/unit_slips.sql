-- title: 单位错误：元与万元
-- title_en: Unit slips: yuan and ten thousand yuan
-- answers: Fees printed in another unit than the form's, and fees that differ from the year before by a factor near
-- answers: ten thousand.
-- param factor number = 1000: from which factor two years' fees are too far apart
SELECT 'printed_unit' AS reason, f.issuer, f.parent, f.year, f.field, f.value, f.unit, f.standard_value,
  NULL AS value_before, f.raw, f.report_id
FROM current_fact f
JOIN field d ON d.code = f.field
WHERE d.table_code = 'T2' AND d.unit LIKE '%元' AND f.applicant = 'all' AND f.value <> 0
  AND f.standard_value <> f.value
UNION ALL
SELECT 'year_before', n.issuer, n.parent, n.year, n.field, n.value, n.unit, n.standard_value, o.standard_value, n.raw,
  n.report_id
FROM current_fact n
JOIN current_fact o ON o.issuer_id = n.issuer_id AND o.year = n.year - 1 AND o.field = 'admin_fees_cny_10k'
  AND o.applicant = 'all'
WHERE n.field = 'admin_fees_cny_10k' AND n.applicant = 'all' AND n.standard_value > 0 AND o.standard_value > 0
  AND (n.standard_value >= o.standard_value * :factor OR o.standard_value >= n.standard_value * :factor)
ORDER BY 4, 2, 1, 5, 11
