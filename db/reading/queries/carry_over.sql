-- title: 结转不一致：上年结转下年度与本年上年结转
-- title_en: Requests carried out of one year and into the next, where the numbers differ
-- answers: Which issuers carried in another number than they had carried out the year before.
-- param from_year integer = 2000: first year of the later report
-- param to_year integer = 2100: last year of the later report
-- param applicant text = 'all': kind of applicant
SELECT n.issuer, n.parent, n.year, o.value AS carried_out_before, n.value AS carried_in,
  n.value - o.value AS difference, n.report_id
FROM current_fact n
JOIN current_fact o ON o.issuer_id = n.issuer_id AND o.year = n.year - 1 AND o.field = 'requests_carried_out'
  AND o.applicant = :applicant
WHERE n.field = 'requests_carried_in' AND n.applicant = :applicant AND n.year BETWEEN :from_year AND :to_year
  AND n.value <> o.value
ORDER BY abs(n.value - o.value) DESC, n.year, n.issuer, n.report_id
