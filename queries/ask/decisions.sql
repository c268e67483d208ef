-- What did committees of the contract decide, who does it, by when, and is it done?
-- Parameters: $contract, $show_demo
-- One row per decision
SELECT
    decision.decision, decision.decided_on, decision.committee, decision.text_fr, decision.owner, decision.due_on, decision.state,
    decision.closed_on, decision.origin
FROM decision
WHERE decision.contract = $contract AND ($show_demo OR decision.origin <> 'demo')
ORDER BY decision.decided_on DESC, decision.decision ASC;
