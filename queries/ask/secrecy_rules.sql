-- Which rules of statistical secrecy are applied at publication?
-- Parameters: none
-- One row per rule
SELECT secrecy_rule.rule, secrecy_rule.text_fr, secrecy_rule.text_en
FROM secrecy_rule
ORDER BY secrecy_rule.rule;
