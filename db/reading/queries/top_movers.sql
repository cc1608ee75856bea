-- title: 变化最大的机关：与上年相比
-- title_en: Top movers, year over year
-- answers: Whose figure for a field grew or fell most against the year before. Look at the quality of both: a misplaced
-- answers: unit or a slip looks like a mover.
-- param field text = 'requests_received': field
-- param applicant text = 'all': kind of applicant
-- param from_year integer = 2000: first year of the later report
-- param to_year integer = 2100: last year of the later report
-- param most integer = 50: rows
SELECT n.issuer, n.parent, n.year, o.value AS value_before, n.value AS value, n.value - o.value AS difference,
  CAST(n.value AS DOUBLE PRECISION) / NULLIF(CAST(o.value AS DOUBLE PRECISION), 0) AS ratio, n.report_id
FROM current_fact n
JOIN current_fact o ON o.issuer_id = n.issuer_id AND o.year = n.year - 1 AND o.field = :field
  AND o.applicant = :applicant
WHERE n.field = :field AND n.applicant = :applicant AND n.year BETWEEN :from_year AND :to_year AND n.value <> o.value
ORDER BY abs(n.value - o.value) DESC, n.year, n.issuer, n.report_id
LIMIT :most
