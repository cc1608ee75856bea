-- title: 不予公开的理由：按省份
-- title_en: Grounds of refusal by province
-- answers: On which grounds requests were refused, and the share of each ground in the refusals of its province.
-- answers: Issuers whose place is not known stand under no province.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT p.province_code, p.province, f.field, d.zh AS label, COUNT(f.value) AS numbers, SUM(f.value) AS requests,
  SUM(f.value) * 1.0 / NULLIF(SUM(SUM(f.value)) OVER (PARTITION BY p.province_code), 0) AS share
FROM current_fact f
JOIN field d ON d.code = f.field
JOIN place p ON p.issuer_id = f.issuer_id
WHERE f.field LIKE 'outcome_denied_%' AND f.applicant = 'all' AND f.year BETWEEN :from_year AND :to_year
GROUP BY p.province_code, p.province, f.field, d.zh, d.position
ORDER BY p.province_code IS NULL, p.province_code, d.position
