-- What was said of the indicators of the contract and of their figures?
-- Parameters: $contract, $show_demo
-- One row per indicator, territory, period, day and author
SELECT said.indicator, said.territory, said.period, said.commented_on, said.author, said.comment_fr, said.origin
FROM figure_comment AS said
WHERE said.contract = $contract AND ($show_demo OR said.origin <> 'demo')
ORDER BY said.indicator, said.territory, said.period NULLS FIRST, said.commented_on, said.author;
