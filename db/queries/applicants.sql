-- title: 谁在申请：按年份和申请人类型
-- title_en: Who asks: requests by year and kind of applicant
-- answers: How many requests came from natural persons and from each kind of organisation.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT f.year, f.applicant, a.zh AS label, COUNT(f.value) AS numbers, SUM(f.value) AS requests
FROM current_fact f
JOIN applicant a ON a.code = f.applicant
WHERE f.field = 'requests_received' AND f.table_code = 'T3' AND f.year BETWEEN :from_year AND :to_year
GROUP BY f.year, f.applicant, a.zh, a.position
ORDER BY f.year, a.position
