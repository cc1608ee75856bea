-- title: 入库报告的质量：按年份
-- title_en: Quality of the reports by year
-- answers: How many reports are clean, warned of, flagged or reviewed, and how many of their printed numbers became facts.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
-- param level text = '': only issuers of this level (central, province, prefecture, county, township)
SELECT year, state, COUNT(*) AS reports, SUM(cells) AS cells, SUM(numbers) AS numbers, SUM(errors) AS errors,
  SUM(warnings) AS warnings,
  CAST(SUM(mapped_cells) AS DOUBLE PRECISION) / NULLIF(SUM(numeric_cells), 0) AS share_mapped
FROM report_status
WHERE year BETWEEN :from_year AND :to_year
  AND (:level = '' OR issuer_id IN (SELECT id FROM issuer WHERE level = :level))
GROUP BY year, state
ORDER BY year, state
