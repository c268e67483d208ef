-- How do people judge each objective of the contract in each neighbourhood, now and before?
-- Parameters: $contract, $show_demo
-- One row per objective, territory, day and author
SELECT
    judgement.objective, judgement.territory, judgement.judged_on, judgement.level, judgement.author, judgement.comment_fr,
    judgement.origin
FROM judgement
WHERE judgement.contract = $contract AND ($show_demo OR judgement.origin <> 'demo')
ORDER BY judgement.objective ASC, judgement.territory ASC, judgement.judged_on DESC, judgement.author ASC;
