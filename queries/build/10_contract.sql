-- What contracts there are, and what they speak of: units, axes, objectives, indicators, breaks, glossary,
-- rules of secrecy.
-- Reads data/contract. `getvariable('data')` is the data folder, set by the publisher; `contracts_file` and so on are the files of
-- the tables that a release may carry: those of the data folder, or what standing releases laid over them.

CREATE OR REPLACE TABLE unit AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/units.csv', delim = ';', decimal_separator = ',', header = TRUE,
    columns = {
        'unit': 'VARCHAR', 'symbol_fr': 'VARCHAR', 'symbol_en': 'VARCHAR', 'difference_fr': 'VARCHAR', 'difference_en': 'VARCHAR',
        'minimum': 'DOUBLE', 'maximum': 'DOUBLE'
    }
);
COMMENT ON TABLE unit IS 'Units of the indicators.';
COMMENT ON COLUMN unit.unit IS 'Code of the unit: percent, count, eur …';
COMMENT ON COLUMN unit.symbol_fr IS 'What follows a value in French, empty for a plain count.';
COMMENT ON COLUMN unit.symbol_en IS 'What follows a value in English.';
COMMENT ON COLUMN unit.difference_fr IS 'What follows a difference of two values in French: points for percentages.';
COMMENT ON COLUMN unit.difference_en IS 'What follows a difference of two values in English.';
COMMENT ON COLUMN unit.minimum IS 'Smallest value possible, in the unit; NULL for none.';
COMMENT ON COLUMN unit.maximum IS 'Largest value possible, in the unit; NULL for none.';

CREATE OR REPLACE TABLE contract AS
SELECT * FROM read_csv(
    getvariable('contracts_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'contract': 'VARCHAR', 'name_fr': 'VARCHAR', 'name_en': 'VARCHAR', 'framework': 'VARCHAR', 'signatory': 'VARCHAR',
        'starts_on': 'DATE', 'ends_on': 'DATE', 'reference': 'VARCHAR', 'origin': 'VARCHAR'
    }
);
COMMENT ON TABLE contract IS 'Contracts between the State and a commune or a group of communes.';
COMMENT ON COLUMN contract.contract IS 'Code of the contract.';
COMMENT ON COLUMN contract.name_fr IS 'Name in French.';
COMMENT ON COLUMN contract.name_en IS 'Name in English.';
COMMENT ON COLUMN contract.framework IS 'Set of axes and objectives that the contract follows; several contracts may share one.';
COMMENT ON COLUMN contract.signatory IS 'Territory whose mayor or president signs.';
COMMENT ON COLUMN contract.starts_on IS 'First day.';
COMMENT ON COLUMN contract.ends_on IS 'Last day.';
COMMENT ON COLUMN contract.reference IS 'Territory that neighbourhoods are compared with unless the reader chooses another.';
COMMENT ON COLUMN contract.origin IS 'official, local or demo.';

CREATE OR REPLACE TABLE contract_territory AS
SELECT * FROM read_csv(
    getvariable('contract_territories_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    columns = { 'contract': 'VARCHAR', 'territory': 'VARCHAR', 'position': 'INTEGER' }
);
COMMENT ON TABLE contract_territory IS 'Neighbourhoods of each contract.';
COMMENT ON COLUMN contract_territory.contract IS 'Contract.';
COMMENT ON COLUMN contract_territory.territory IS 'Neighbourhood, or its part in one commune.';
COMMENT ON COLUMN contract_territory.position IS 'Order in which neighbourhoods are listed, from 1.';

CREATE OR REPLACE TABLE axis AS
SELECT * FROM read_csv(
    getvariable('axes_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    columns = {
        'framework': 'VARCHAR', 'axis': 'VARCHAR', 'position': 'INTEGER', 'name_fr': 'VARCHAR', 'name_en': 'VARCHAR',
        'short_name_fr': 'VARCHAR', 'short_name_en': 'VARCHAR', 'icon': 'VARCHAR', 'colour': 'VARCHAR',
        'question_fr': 'VARCHAR', 'question_en': 'VARCHAR', 'wording_fr': 'VARCHAR'
    }
);
COMMENT ON TABLE axis IS 'Axes of a framework: the five of the contract and the transversal one.';
COMMENT ON COLUMN axis.framework IS 'Framework that the axis belongs to.';
COMMENT ON COLUMN axis.axis IS 'Code of the axis, also the name of its page.';
COMMENT ON COLUMN axis.position IS 'Order of the axes, from 1.';
COMMENT ON COLUMN axis.name_fr IS 'Name in French, in short; wording_fr has the contract''s own terms.';
COMMENT ON COLUMN axis.name_en IS 'Name in English.';
COMMENT ON COLUMN axis.short_name_fr IS 'One or two words in French, for menus.';
COMMENT ON COLUMN axis.short_name_en IS 'One or two words in English, for menus.';
COMMENT ON COLUMN axis.icon IS 'Name of a Material Symbol.';
COMMENT ON COLUMN axis.colour IS 'Colour as #RRGGBB; NULL for the one of the page.';
COMMENT ON COLUMN axis.question_fr IS 'Question that the page of the axis answers, in French.';
COMMENT ON COLUMN axis.question_en IS 'The same in English.';
COMMENT ON COLUMN axis.wording_fr IS 'What the contract itself calls the axis, in French; NULL where it does not name it.';

CREATE OR REPLACE TABLE objective AS
SELECT * FROM read_csv(
    getvariable('objectives_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    columns = {
        'framework': 'VARCHAR', 'objective': 'VARCHAR', 'axis': 'VARCHAR', 'position': 'INTEGER', 'label_fr': 'VARCHAR',
        'label_en': 'VARCHAR', 'wording_fr': 'VARCHAR'
    }
);
COMMENT ON TABLE objective IS 'Objectives of a framework.';
COMMENT ON COLUMN objective.framework IS 'Framework that the objective belongs to.';
COMMENT ON COLUMN objective.objective IS 'Code: G1 to G3, E1 to E10, H1 to H9, R1 to R7, P1 to P8, S1 to S4.';
COMMENT ON COLUMN objective.axis IS 'Axis of the objective.';
COMMENT ON COLUMN objective.position IS 'Order of the objectives within the framework, from 1.';
COMMENT ON COLUMN objective.label_fr IS 'Short label in French.';
COMMENT ON COLUMN objective.label_en IS 'Short label in English.';
COMMENT ON COLUMN objective.wording_fr IS 'The contract''s own words.';

CREATE OR REPLACE TABLE indicator AS
SELECT * FROM read_csv(
    getvariable('indicators_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    columns = {
        'indicator': 'VARCHAR', 'name_fr': 'VARCHAR', 'name_en': 'VARCHAR', 'short_name_fr': 'VARCHAR', 'short_name_en': 'VARCHAR',
        'axis': 'VARCHAR', 'kind': 'VARCHAR', 'unit': 'VARCHAR', 'decimals': 'INTEGER', 'direction': 'VARCHAR',
        'definition_fr': 'VARCHAR', 'definition_en': 'VARCHAR', 'frequency': 'VARCHAR', 'period_kind': 'VARCHAR',
        'finest_level': 'VARCHAR', 'secrecy_rule': 'VARCHAR', 'summable': 'BOOLEAN', 'min_vintage_gap': 'INTEGER',
        'source': 'VARCHAR', 'core': 'BOOLEAN', 'parent': 'VARCHAR', 'breakdown': 'VARCHAR', 'category_fr': 'VARCHAR',
        'category_en': 'VARCHAR', 'caution_fr': 'VARCHAR', 'caution_en': 'VARCHAR'
    }
);
COMMENT ON TABLE indicator IS 'The catalogue of indicators.';
COMMENT ON COLUMN indicator.indicator IS 'Code, at most 8 characters (longer codes lose the pruning of sorted tables).';
COMMENT ON COLUMN indicator.name_fr IS 'Full name in French.';
COMMENT ON COLUMN indicator.name_en IS 'Full name in English.';
COMMENT ON COLUMN indicator.short_name_fr IS 'Name that fits a card, at most 38 characters, in French.';
COMMENT ON COLUMN indicator.short_name_en IS 'Name that fits a card, in English.';
COMMENT ON COLUMN indicator.axis IS 'Axis whose page shows the indicator.';
COMMENT ON COLUMN indicator.kind IS 'context, output or result.';
COMMENT ON COLUMN indicator.unit IS 'Unit of the value.';
COMMENT ON COLUMN indicator.decimals IS 'Digits shown after the decimal sign.';
COMMENT ON COLUMN indicator.direction IS 'Good direction: up, down or none.';
COMMENT ON COLUMN indicator.definition_fr IS 'What is counted, over what, in French.';
COMMENT ON COLUMN indicator.definition_en IS 'What is counted, over what, in English.';
COMMENT ON COLUMN indicator.frequency IS 'annual, half_yearly, quarterly, biennial or irregular.';
COMMENT ON COLUMN indicator.period_kind IS 'How a period is worded: year, date, census or school_year.';
COMMENT ON COLUMN indicator.finest_level IS 'Smallest level of territory that the figure exists for.';
COMMENT ON COLUMN indicator.secrecy_rule IS 'Rule of statistical secrecy: A to F, N5 or N100 (least number of answers), or -.';
COMMENT ON COLUMN indicator.summable IS 'Whether values of several territories may be added.';
COMMENT ON COLUMN indicator.min_vintage_gap IS 'Years that two vintages must be apart to be compared.';
COMMENT ON COLUMN indicator.source IS 'Usual source of the figures.';
COMMENT ON COLUMN indicator.core IS 'Whether it belongs to the core of the catalogue.';
COMMENT ON COLUMN indicator.parent IS 'Indicator that this one is a category of; NULL for none.';
COMMENT ON COLUMN indicator.breakdown IS 'What the categories divide by: sex, age, rooms …';
COMMENT ON COLUMN indicator.category_fr IS 'Name of the category in French.';
COMMENT ON COLUMN indicator.category_en IS 'Name of the category in English.';
COMMENT ON COLUMN indicator.caution_fr IS 'Trap to show beside the figure, in French.';
COMMENT ON COLUMN indicator.caution_en IS 'Trap to show beside the figure, in English.';

CREATE OR REPLACE TABLE objective_indicator AS
SELECT * FROM read_csv(
    getvariable('objective_indicators_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    columns = { 'framework': 'VARCHAR', 'objective': 'VARCHAR', 'indicator': 'VARCHAR' }
);
COMMENT ON TABLE objective_indicator IS 'Indicators by which each objective is followed.';
COMMENT ON COLUMN objective_indicator.framework IS 'Framework of the objective.';
COMMENT ON COLUMN objective_indicator.objective IS 'Objective.';
COMMENT ON COLUMN objective_indicator.indicator IS 'Indicator.';

CREATE OR REPLACE TABLE derivation AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/derivations.csv', delim = ';', header = TRUE,
    columns = { 'indicator': 'VARCHAR', 'kind': 'VARCHAR', 'numerator': 'VARCHAR', 'denominator': 'VARCHAR' }
);
COMMENT ON TABLE derivation IS 'Indicators computed from others at publication.';
COMMENT ON COLUMN derivation.indicator IS 'Indicator that is computed.';
COMMENT ON COLUMN derivation.kind IS 'share (100 × numerator ÷ denominator), ratio, or relative_gap to the département.';
COMMENT ON COLUMN derivation.numerator IS 'Indicator above the line.';
COMMENT ON COLUMN derivation.denominator IS 'Indicator below the line.';

CREATE OR REPLACE TABLE break AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/breaks.csv', delim = ';', header = TRUE,
    dateformat = '%Y-%m-%d',
    columns = {
        'subject_kind': 'VARCHAR', 'subject': 'VARCHAR', 'date': 'DATE', 'kind': 'VARCHAR', 'text_fr': 'VARCHAR', 'text_en': 'VARCHAR'
    }
);
COMMENT ON TABLE break IS 'Dates at which a series stops being comparable.';
COMMENT ON COLUMN break.subject_kind IS 'source or indicator.';
COMMENT ON COLUMN break.subject IS 'Code of the source or the indicator.';
COMMENT ON COLUMN break.date IS 'First day of the new method or geography.';
COMMENT ON COLUMN break.kind IS 'method, geography or noise; noise is drawn but does not cut a series.';
COMMENT ON COLUMN break.text_fr IS 'Reason in French.';
COMMENT ON COLUMN break.text_en IS 'Reason in English.';

CREATE OR REPLACE TABLE glossary AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/glossary.csv', delim = ';', header = TRUE,
    columns = {
        'term_fr': 'VARCHAR', 'term_en': 'VARCHAR', 'former_terms_fr': 'VARCHAR', 'definition_fr': 'VARCHAR', 'definition_en': 'VARCHAR'
    }
);
COMMENT ON TABLE glossary IS 'Words of urban policy.';
COMMENT ON COLUMN glossary.term_fr IS 'Term in French.';
COMMENT ON COLUMN glossary.term_en IS 'Term in English.';
COMMENT ON COLUMN glossary.former_terms_fr IS 'Older names, as still found in contracts.';
COMMENT ON COLUMN glossary.definition_fr IS 'Meaning in French.';
COMMENT ON COLUMN glossary.definition_en IS 'Meaning in English.';

CREATE OR REPLACE TABLE secrecy_rule AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/secrecy_rules.csv', delim = ';', header = TRUE,
    columns = {
        'rule': 'VARCHAR', 'hidden_from': 'INTEGER', 'threshold_count': 'INTEGER', 'threshold_denominator': 'INTEGER',
        'complement': 'BOOLEAN', 'official': 'BOOLEAN', 'unknown_size': 'VARCHAR', 'status': 'VARCHAR',
        'threshold_dominance': 'INTEGER', 'text_fr': 'VARCHAR', 'text_en': 'VARCHAR'
    }
);
COMMENT ON TABLE secrecy_rule IS 'Rules of statistical secrecy.';
COMMENT ON COLUMN secrecy_rule.rule IS 'Code, as in indicator.secrecy_rule.';
COMMENT ON COLUMN secrecy_rule.hidden_from IS 'Smallest count that is hidden; zero tells of nobody.';
COMMENT ON COLUMN secrecy_rule.threshold_count IS 'A count below this is hidden.';
COMMENT ON COLUMN secrecy_rule.threshold_denominator IS 'A rate or a score over fewer than this is hidden.';
COMMENT ON COLUMN secrecy_rule.complement IS 'Whether those who are in the denominator but not in the numerator are a count too.';
COMMENT ON COLUMN secrecy_rule.official IS 'Whether the rule also bears on figures that an official producer published.';
COMMENT ON COLUMN secrecy_rule.unknown_size IS 'What to do with a rate of unknown denominator: publish or hide.';
COMMENT ON COLUMN secrecy_rule.status IS 'Status of the figures that the rule hides: secret, or not_significant.';
COMMENT ON COLUMN secrecy_rule.threshold_dominance IS 'Largest share of an amount that one unit may have, in %, which the producer checks.';
COMMENT ON COLUMN secrecy_rule.text_fr IS 'The rule in words, in French.';
COMMENT ON COLUMN secrecy_rule.text_en IS 'The rule in words, in English.';

-- What adds up to what serves secrecy alone, while the database is built.
CREATE OR REPLACE TEMPORARY TABLE identity AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/identities.csv', delim = ';', header = TRUE,
    columns = { 'kind': 'VARCHAR', 'subject': 'VARCHAR', 'object': 'VARCHAR', 'text_fr': 'VARCHAR', 'text_en': 'VARCHAR' }
);
