-- title: 全部为零或空白的报告
-- title_en: Reports that are all zero or all blank
-- answers: Whose tables say nothing: DOC.ALLZERO, every number is zero; DOC.EMPTY, there is no number at all.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT s.issuer, s.parent, s.year, f.rule, s.cells, s.numbers, s.report_id
FROM current_finding f
JOIN report_status s ON s.revision_id = f.revision_id
WHERE f.rule IN ('DOC.ALLZERO', 'DOC.EMPTY') AND s.year BETWEEN :from_year AND :to_year
ORDER BY s.year, s.issuer, s.report_id
