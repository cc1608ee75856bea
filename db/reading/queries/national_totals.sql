-- title: 全国总量：按年份和办理结果
-- title_en: National totals by year and outcome
-- answers: How many requests came, and how they ended, over all current reports. A government's report may count
-- answers: those of its departments again: choose one level, or say that the totals overlap.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
-- param level text = '': only issuers of this level (central, province, prefecture, county, township)
WITH sums AS MATERIALIZED (  -- over the tables below current_fact, by numbers alone: it sorts every total of every report
  SELECT r.year, f.field_id, COUNT(*) AS reports, COUNT(f.value) AS numbers, SUM(f.value) AS requests
  FROM report r
  JOIN revision v ON v.report_id = r.id AND v.superseded_at IS NULL
  JOIN fact f ON f.revision_id = v.id
  JOIN field d ON d.id = f.field_id AND d.table_code = 'T3'
  JOIN applicant a ON a.id = f.applicant_id AND a.code = 'all'
  WHERE r.year BETWEEN :from_year AND :to_year
    AND (:level = '' OR r.issuer_id IN (SELECT id FROM issuer WHERE level = :level))
  GROUP BY r.year, f.field_id
)
SELECT s.year, d.code AS field, d.zh AS label, s.reports, s.numbers, s.requests
FROM sums s
JOIN field d ON d.id = s.field_id
ORDER BY s.year, d.position
