-- title: 文字与表格不一致
-- title_en: Words against tables
-- answers: Where the prose of a report gives another number than its tables.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT issuer, parent, year, rule, field, applicant, reported AS in_words, expected AS in_table, state, verdict, message,
  report_id
FROM narrative_vs_table
WHERE state IN ('fail', 'uncertain') AND year BETWEEN :from_year AND :to_year
ORDER BY year, issuer, rule, field, applicant, report_id
