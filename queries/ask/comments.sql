-- What was said of the indicators of the contract and of their figures?
-- Parameters: $contract, $show_demo
-- One row per indicator, territory, period, day and author
SELECT
    figure_comment.indicator, figure_comment.territory, figure_comment.period, figure_comment.commented_on, figure_comment.author,
    figure_comment.comment_fr, figure_comment.origin
FROM figure_comment
WHERE figure_comment.contract = $contract AND ($show_demo OR figure_comment.origin <> 'demo')
ORDER BY figure_comment.indicator, figure_comment.territory, figure_comment.period NULLS FIRST, figure_comment.commented_on, figure_comment.author;
