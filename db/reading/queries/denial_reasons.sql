-- title: 不予公开的理由：按省份
-- title_en: Grounds of refusal by province
-- answers: On which grounds requests were refused, and the share of each ground in the refusals of its province.
-- answers: Issuers whose place is not known stand under no province.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
-- param level text = '': only issuers of this level (central, province, prefecture, county, township)
WITH located AS MATERIALIZED (SELECT issuer_id, province_code, province FROM place),
refused AS (
  SELECT issuer_id, field, COUNT(value) AS numbers, SUM(value) AS requests
  FROM current_fact
  WHERE field LIKE 'outcome_denied_%' AND applicant = 'all' AND year BETWEEN :from_year AND :to_year
    AND (:level = '' OR issuer_id IN (SELECT id FROM issuer WHERE level = :level))
  GROUP BY issuer_id, field
)
SELECT p.province_code, p.province, s.field, d.zh AS label, SUM(s.numbers) AS numbers, SUM(s.requests) AS requests,
  CAST(SUM(s.requests) AS DOUBLE PRECISION)
    / NULLIF(CAST(SUM(SUM(s.requests)) OVER (PARTITION BY p.province_code) AS DOUBLE PRECISION), 0) AS share
FROM refused s
JOIN field d ON d.code = s.field
JOIN located p ON p.issuer_id = s.issuer_id
GROUP BY p.province_code, p.province, s.field, d.zh, d.position
ORDER BY p.province_code IS NULL, p.province_code, d.position
