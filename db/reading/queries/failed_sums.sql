-- title: 勾稽关系不成立的机关
-- title_en: Issuers whose sums fail
-- answers: Whose own totals do not add up, how often, and how many of the failures a person has judged.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT f.issuer, f.parent, f.year, COUNT(*) AS failures, COUNT(DISTINCT f.rule) AS rules, COUNT(f.verdict) AS judged,
  SUM(CASE WHEN f.verdict = 'issuer_error' THEN 1 ELSE 0 END) AS issuer_errors, f.report_id
FROM current_finding f
JOIN rule u ON u.code = f.rule
WHERE f.state = 'fail' AND u.formula <> '' AND f.year BETWEEN :from_year AND :to_year
GROUP BY f.issuer, f.parent, f.year, f.report_id
ORDER BY failures DESC, f.year, f.issuer, f.report_id
