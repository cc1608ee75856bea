-- title: 发布情况：按年份、省份和级别
-- title_en: Coverage by year, province and level
-- answers: How many of the issuers that are known published, and how many of those in time. An issuer is known once any
-- answers: report of it is.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT c.year, p.province_code, p.province, c.level, COUNT(*) AS issuers,
  SUM(CASE WHEN c.published THEN 1 ELSE 0 END) AS issuers_published,
  SUM(CASE WHEN c.published THEN 0 ELSE 1 END) AS issuers_missing,
  SUM(CASE WHEN c.late THEN 1 ELSE 0 END) AS issuers_late,
  CAST(SUM(CASE WHEN c.published THEN 1 ELSE 0 END) AS DOUBLE PRECISION) / COUNT(*) AS share_published
FROM coverage c
JOIN place p ON p.issuer_id = c.issuer_id
WHERE c.year BETWEEN :from_year AND :to_year
GROUP BY c.year, p.province_code, p.province, c.level
ORDER BY c.year, p.province_code IS NULL, p.province_code, c.level IS NULL, c.level
