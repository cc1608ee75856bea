-- title: 一份报告中需要留意的数值
-- title_en: Numbers of one report that need a look
-- answers: Which cells of an issuer's report sit in a sum that fails, are doubted, or were read in a way that proves nothing.
-- param issuer text: name of the issuer
-- param year integer: year of the report
SELECT table_code, field, applicant, value, method, sums, sums_passed, sums_failed, doubt, verdict, corrected
FROM quality
WHERE issuer = :issuer AND year = :year
  AND (sums IN ('failed', 'doubtful') OR doubts > 0 OR method IN ('by_constraint', 'ocr', 'by_position'))
ORDER BY table_code, field, applicant
