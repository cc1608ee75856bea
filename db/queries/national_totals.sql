-- title: 全国总量：按年份和办理结果
-- title_en: National totals by year and outcome
-- answers: How many requests came, and how they ended, over all current reports. A government's report may count
-- answers: those of its departments again: choose one level, or say that the totals overlap.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
-- param level text = '': only issuers of this level (central, province, prefecture, county, township)
WITH sums AS MATERIALIZED (  -- by numbers alone: what is sorted for every cell is to be short
  SELECT f.year, d.id, COUNT(*) AS reports, COUNT(f.value) AS numbers, SUM(f.value) AS requests
  FROM current_fact f
  JOIN field d ON d.code = f.field
  WHERE d.table_code = 'T3' AND f.applicant = 'all' AND f.year BETWEEN :from_year AND :to_year
    AND (:level = '' OR f.issuer_id IN (SELECT id FROM issuer WHERE level = :level))
  GROUP BY f.year, d.id
)
SELECT s.year, d.code AS field, d.zh AS label, s.reports, s.numbers, s.requests
FROM sums s
JOIN field d ON d.id = s.id
ORDER BY s.year, d.position
