-- title: 谁在申请：按年份和申请人类型
-- title_en: Who asks: requests by year and kind of applicant
-- answers: How many requests came from natural persons and from each kind of organisation.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
WITH sums AS MATERIALIZED (  -- by table, which is chosen below: PostgreSQL knows too little of it to choose it here
  SELECT year, applicant, table_code, COUNT(value) AS numbers, SUM(value) AS requests
  FROM current_fact
  WHERE field = 'requests_received' AND year BETWEEN :from_year AND :to_year
  GROUP BY year, applicant, table_code
)
SELECT s.year, s.applicant, a.zh AS label, s.numbers, s.requests
FROM sums s
JOIN applicant a ON a.code = s.applicant
WHERE s.table_code = 'T3'
ORDER BY s.year, a.position
