-- name: churn_risk
-- How many people were at each risk at the end of a day?
-- params: date date
-- columns: churn_risk text, users integer
SELECT churn_risk, sum(change)::integer AS users FROM snapshot_count WHERE day <= $1::date GROUP BY churn_risk
