-- Rows that must not exist. Each names what is wrong, in a French sentence; one row is enough to refuse a publication.

-- How a French sentence writes a number and a day.
CREATE OR REPLACE TEMPORARY MACRO said_number(number) AS -- noqa: CP05
replace(regexp_replace(round(number, 4)::VARCHAR, '\.0$', ''), '.', ',');
CREATE OR REPLACE TEMPORARY MACRO said_day(day) AS -- noqa: CP05
strftime(day, '%d/%m/%Y');

WITH hidden AS (SELECT unnest(['secret', 'not_available', 'not_applicable', 'not_significant']) AS status),

-- Columns in which one of a few words is chosen.
chosen_word AS (
    SELECT format('Sens de l’indicateur {}', indicator) AS place, direction AS word, ['up', 'down', 'none'] AS known FROM indicator
    UNION ALL
    SELECT format('Nature de l’indicateur {}', indicator), kind, ['context', 'output', 'result'] FROM indicator
    UNION ALL
    SELECT
        format('Fréquence de l’indicateur {}', indicator), frequency, ['annual', 'half_yearly', 'quarterly', 'biennial', 'irregular']
    FROM indicator
    UNION ALL
    SELECT format('Période de l’indicateur {}', indicator), period_kind, ['year', 'date', 'school_year', 'census'] FROM indicator
    UNION ALL
    SELECT
        format('Niveau le plus fin de l’indicateur {}', indicator), finest_level,
        ['school', 'neighbourhood_part', 'neighbourhood', 'commune', 'department']
    FROM indicator
    UNION ALL
    SELECT format('Mode de calcul de l’indicateur {}', indicator), kind, ['share', 'ratio', 'relative_gap'] FROM derivation
    UNION ALL
    SELECT
        format('Niveau du territoire {}', territory), level,
        [
            'school', 'iris', 'neighbourhood_part', 'neighbourhood', 'commune', 'ept', 'department', 'region', 'neighbourhood_set',
            'country'
        ]
    FROM territory
    UNION ALL
    -- Only neighbourhoods are of a generation.
    SELECT format('Génération du territoire {}', territory), generation, ['qpv2015', 'qpv2024'] FROM territory WHERE generation IS NOT NULL
    UNION ALL
    SELECT format('Précision du contour de {}', territory), precision, ['official', 'generalised', 'approximate', 'circle'] FROM outline
    UNION ALL
    SELECT format('Origine du contrat {}', contract), origin, ['official', 'local', 'demo'] FROM contract
    UNION ALL
    SELECT format('État de l’action {}', action), state, ['planned', 'running', 'done', 'cancelled'] FROM action
    UNION ALL
    SELECT format('Origine de l’action {}', action), origin, ['official', 'local', 'demo'] FROM action
    UNION ALL
    SELECT format('Crédits de l’action {}', action), kind, ['specific', 'ordinary'] FROM funding
    UNION ALL
    SELECT format('Mesure de la cible de {} pour {}', indicator, territory), measure, ['level', 'gap'] FROM target
    UNION ALL
    SELECT format('Origine de la cible de {} pour {}', indicator, territory), origin, ['official', 'local', 'demo'] FROM target
    UNION ALL
    SELECT format('Origine de la séquence {}', sequence), origin, ['local', 'demo'] FROM committee
    UNION ALL
    SELECT format('Sujet de la rupture du {}', said_day(date)), subject_kind, ['indicator', 'source'] FROM break
    UNION ALL
    SELECT format('Nature de la rupture du {}', said_day(date)), kind, ['method', 'geography', 'noise'] FROM break
    UNION ALL
    -- Another word than « hide » would publish.
    SELECT format('Dénominateur inconnu selon la règle de secret {}', rule), unknown_size, ['publish', 'hide'] FROM secrecy_rule
    UNION ALL
    SELECT format('Statut que pose la règle de secret {}', rule), status, ['secret', 'not_significant'] FROM secrecy_rule
),

-- An empty code in a list would make NOT IN say nothing of all the others.
nameless AS (
    SELECT 'indicators.csv' AS file FROM indicator WHERE indicator IS NULL
    UNION ALL
    SELECT 'territories.csv' FROM territory WHERE territory IS NULL AND level IS DISTINCT FROM 'school'
    UNION ALL
    SELECT 'schools.csv' FROM territory WHERE territory IS NULL AND level = 'school'
    UNION ALL
    SELECT 'contracts.csv' FROM contract WHERE contract IS NULL
    UNION ALL
    SELECT 'axes.csv' FROM axis WHERE axis IS NULL OR framework IS NULL
    UNION ALL
    SELECT 'objectives.csv' FROM objective WHERE objective IS NULL OR framework IS NULL
    UNION ALL
    SELECT 'units.csv' FROM unit WHERE unit IS NULL
    UNION ALL
    SELECT 'secrecy_rules.csv' FROM secrecy_rule WHERE rule IS NULL
    UNION ALL
    SELECT 'actions.csv' FROM action WHERE action IS NULL
),

unknown_code AS (
    SELECT format('Une ligne de {} n’a pas de code.', file) AS problem FROM nameless
    UNION
    -- Figures of the demonstration come from no file.
    SELECT
        format(
            'L’indicateur « {} » ({}) n’est pas au catalogue (indicators.csv).', coalesce(indicator, ''), coalesce(file, source, '')
        )
    FROM observation WHERE indicator IS NULL OR indicator NOT IN (SELECT indicator FROM indicator)
    UNION
    SELECT format('Le territoire « {} » ({}) n’est pas dans territories.csv.', coalesce(territory, ''), coalesce(file, source, ''))
    FROM observation WHERE territory IS NULL OR territory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('La source « {} » ({}) n’est pas dans sources.toml.', coalesce(source, ''), coalesce(file, indicator, ''))
    FROM observation WHERE source IS NULL OR source NOT IN (SELECT source FROM source)
    UNION
    SELECT format('Le fichier « {} » n’appartient à aucune publication (releases.csv).', coalesce(file, source, ''))
    FROM observation WHERE release IS NULL
    UNION
    SELECT
        format(
            'Une valeur de {} pour {} n’a pas de période ({}).',
            coalesce(indicator, ''), coalesce(territory, ''), coalesce(file, source, '')
        )
    FROM observation WHERE period IS NULL
    UNION
    -- An unknown rule would hide nothing.
    SELECT format('L’indicateur « {} » suit la règle de secret inconnue « {} ».', indicator, coalesce(secrecy_rule, ''))
    FROM indicator WHERE secrecy_rule IS NULL OR secrecy_rule NOT IN (SELECT rule FROM secrecy_rule)
    UNION
    SELECT format('L’indicateur « {} » porte l’unité inconnue « {} ».', indicator, coalesce(unit, ''))
    FROM indicator WHERE unit IS NULL OR unit NOT IN (SELECT unit FROM unit)
    UNION
    SELECT format('L’indicateur « {} » est rangé dans l’axe inconnu « {} ».', indicator, coalesce(axis, ''))
    FROM indicator WHERE axis IS NULL OR axis NOT IN (SELECT axis FROM axis)
    UNION
    SELECT format('L’indicateur « {} » cite la source inconnue « {} ».', indicator, source)
    FROM indicator WHERE source NOT IN (SELECT source FROM source)
    UNION
    SELECT format('L’indicateur « {} » est une partie de « {} », inconnu.', indicator, parent)
    FROM indicator WHERE parent NOT IN (SELECT indicator FROM indicator)
    UNION
    SELECT format('L’objectif « {} » est rangé dans l’axe inconnu « {} ».', objective.objective, coalesce(objective.axis, ''))
    FROM objective ANTI JOIN axis ON objective.framework = axis.framework AND objective.axis = axis.axis
    UNION
    SELECT format('L’objectif « {} » cite l’indicateur inconnu « {} ».', objective, coalesce(indicator, ''))
    FROM objective_indicator WHERE indicator IS NULL OR indicator NOT IN (SELECT indicator FROM indicator)
    UNION
    SELECT format('L’indicateur « {} » est rattaché à l’objectif inconnu « {} ».', oi.indicator, coalesce(oi.objective, ''))
    FROM objective_indicator AS oi ANTI JOIN objective ON oi.framework = objective.framework AND oi.objective = objective.objective
    UNION
    SELECT format('Le contrat « {} » cite le quartier inconnu « {} ».', contract, coalesce(territory, ''))
    FROM contract_territory WHERE territory IS NULL OR territory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le contrat « {} » cite la référence inconnue « {} ».', contract, coalesce(reference, ''))
    FROM contract WHERE reference IS NULL OR reference NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le contrat « {} » est signé par le territoire inconnu « {} ».', contract, coalesce(signatory, ''))
    FROM contract WHERE signatory IS NULL OR signatory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le contrat « {} » n’a aucun quartier.', contract)
    FROM contract WHERE contract NOT IN (SELECT contract FROM contract_territory)
    UNION
    SELECT format('Les quartiers du contrat « {} » ne sont à aucun contrat connu.', coalesce(contract, ''))
    FROM contract_territory WHERE contract IS NULL OR contract NOT IN (SELECT contract FROM contract)
    UNION
    -- Each axis has its page, whatever the contract calls it.
    SELECT
        format(
            'Le cadre « {} » du contrat « {} » ne nomme pas l’axe « {} ».',
            coalesce(contract.framework, ''), contract.contract, page.axis
        )
    FROM contract
    CROSS JOIN (SELECT DISTINCT axis FROM axis) AS page
    ANTI JOIN axis AS named ON contract.framework = named.framework AND page.axis = named.axis
    UNION
    SELECT format('L’action « {} » est d’un contrat inconnu, « {} ».', action, coalesce(contract, ''))
    FROM action WHERE contract IS NULL OR contract NOT IN (SELECT contract FROM contract)
    UNION
    SELECT format('La cible de {} pour {} est d’un contrat inconnu, « {} ».', indicator, territory, coalesce(contract, ''))
    FROM target WHERE contract IS NULL OR contract NOT IN (SELECT contract FROM contract)
    UNION
    SELECT format('La cible de « {} » porte sur le territoire inconnu « {} ».', indicator, coalesce(territory, ''))
    FROM target WHERE territory IS NULL OR territory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('La cible sur {} cite l’indicateur inconnu « {} ».', territory, coalesce(indicator, ''))
    FROM target WHERE indicator IS NULL OR indicator NOT IN (SELECT indicator FROM indicator)
    UNION
    SELECT format('Le contour de « {} » ne correspond à aucun territoire.', coalesce(territory, ''))
    FROM outline WHERE territory IS NULL OR territory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le territoire « {} » est placé dans le territoire inconnu « {} ».', territory, coalesce(parent, ''))
    FROM territory_parent WHERE parent IS NULL OR parent NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le territoire inconnu « {} » est placé dans « {} ».', coalesce(territory, ''), coalesce(parent, ''))
    FROM territory_parent WHERE territory IS NULL OR territory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le financement de l’action « {} » ne correspond à aucune action.', coalesce(action, ''))
    FROM funding WHERE action IS NULL OR action NOT IN (SELECT action FROM action)
    UNION
    SELECT format('La cible d’écart de {} pour {} se compare au territoire inconnu « {} ».', indicator, territory, reference)
    FROM target WHERE reference NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('L’action « {} » sert l’objectif inconnu « {} ».', served.action, served.objective)
    FROM (SELECT action, contract, unnest(coalesce(objectives, [''])) AS objective FROM action) AS served
    INNER JOIN contract ON served.contract = contract.contract
    ANTI JOIN objective ON contract.framework = objective.framework AND served.objective = objective.objective
    UNION
    SELECT format('L’action « {} » concerne le territoire inconnu « {} ».', action, place)
    FROM (SELECT action, unnest(coalesce(territories, [''])) AS place FROM action) AS concerned
    WHERE place NOT IN (SELECT territory FROM territory)
    UNION
    SELECT
        format(
            'La rupture du {} porte sur « {} », qui n’est ni au catalogue ni parmi les sources.', said_day(date), coalesce(subject, '')
        )
    FROM break
    WHERE
        subject IS NULL
        OR (subject_kind = 'indicator' AND subject NOT IN (SELECT indicator FROM indicator))
        OR (subject_kind = 'source' AND subject NOT IN (SELECT source FROM source))
    UNION
    SELECT format('Le calcul de « {} » cite l’indicateur inconnu « {} ».', coalesce(indicator, ''), coalesce(cited, ''))
    FROM (SELECT indicator, unnest([indicator, numerator, denominator]) AS cited FROM derivation) AS terms
    WHERE cited IS NULL OR cited NOT IN (SELECT indicator FROM indicator)
    UNION
    SELECT format('{} : « {} » n’est pas un mot connu ({}).', place, coalesce(word, ''), array_to_string(known, ', '))
    FROM chosen_word WHERE word IS NULL OR NOT list_contains(known, word)
),

-- What a contract states beside the figures. A gap lies between the farthest two values of its unit, where there are two ends.
stated_value AS (
    SELECT 'La cible' AS what, indicator, territory, measure, value FROM target
    UNION ALL
    SELECT 'La valeur initiale', indicator, territory, measure, baseline_value FROM target
    UNION ALL
    SELECT 'Le jalon', indicator, territory, measure, value FROM milestone
),

bounded_value AS (
    SELECT
        stated_value.*,
        CASE WHEN measure = 'gap' THEN unit.minimum - unit.maximum ELSE unit.minimum END AS lowest,
        CASE WHEN measure = 'gap' THEN unit.maximum - unit.minimum ELSE unit.maximum END AS highest
    FROM stated_value
    INNER JOIN indicator ON stated_value.indicator = indicator.indicator
    INNER JOIN unit ON indicator.unit = unit.unit
),

out_of_range AS (
    SELECT
        format(
            'La valeur {} de {} pour {} ({}) sort de l’intervalle de son unité ({}, ligne {}).',
            said_number(observation.value), observation.indicator, observation.territory, said_day(observation.period),
            coalesce(observation.file, observation.source, ''), coalesce(observation.row::VARCHAR, '—')
        ) AS problem
    FROM observation
    INNER JOIN indicator ON observation.indicator = indicator.indicator
    INNER JOIN unit ON indicator.unit = unit.unit
    WHERE observation.value < unit.minimum OR observation.value > unit.maximum OR NOT isfinite(observation.value)
    UNION
    SELECT
        format(
            'Un chiffre de {} pour {} ({}) n’est pas un nombre entier, alors que l’indicateur compte ({}, ligne {}).',
            indicator, territory, said_day(period), file, coalesce(row::VARCHAR, '—')
        )
    FROM fractional_count
    UNION
    SELECT
        format(
            'La valeur calculée {} de {} pour {} ({}) sort de l’intervalle de son unité.',
            said_number(figure.value), figure.indicator, figure.territory, said_day(figure.period)
        )
    FROM figure
    INNER JOIN indicator ON figure.indicator = indicator.indicator
    INNER JOIN unit ON indicator.unit = unit.unit
    ANTI JOIN observation
        ON
            figure.indicator = observation.indicator AND figure.territory = observation.territory
            AND figure.period = observation.period AND figure.release = observation.release
    WHERE figure.value < unit.minimum OR figure.value > unit.maximum OR NOT isfinite(figure.value)
    UNION
    SELECT
        format(
            '{} {} de {} pour {}{} sort de l’intervalle de son unité.',
            what, said_number(value), indicator, territory, CASE WHEN measure = 'gap' THEN ' (écart)' ELSE '' END
        )
    FROM bounded_value WHERE value < lowest OR value > highest OR NOT isfinite(value)
    UNION
    SELECT format('L’action « {} » compte un nombre négatif de bénéficiaires.', action)
    FROM action WHERE least(planned_beneficiaries, actual_beneficiaries, resident_beneficiaries, women_beneficiaries) < 0
    UNION
    SELECT format('Le financement de l’action « {} » par « {} » est négatif.', action, funder)
    FROM funding WHERE least(planned_eur, paid_eur) < 0
),

given_twice AS (
    SELECT
        indicator, territory, period, release,
        string_agg(coalesce(file || ', ligne ' || row, file, source, ''), ' et ') AS lines
    FROM observation
    GROUP BY indicator, territory, period, release
    HAVING count(*) > 1
),

duplicate_key AS (
    SELECT
        format(
            'Deux valeurs de {} pour {} au {} dans la publication {} : {}.', indicator, territory, said_day(period), release, lines
        ) AS problem
    FROM given_twice
    UNION
    SELECT format('L’indicateur « {} » figure deux fois au catalogue.', indicator) FROM indicator GROUP BY indicator HAVING count(*) > 1
    UNION
    SELECT format('Le territoire « {} » figure deux fois.', territory) FROM territory GROUP BY territory HAVING count(*) > 1
    UNION
    SELECT
        format('Deux cibles de {} pour {} ({}) dans l’avenant {} du contrat {}.', indicator, territory, measure, amendment, contract)
    FROM target
    GROUP BY contract, indicator, territory, measure, reference, amendment
    HAVING count(*) > 1
    UNION
    SELECT
        format('Deux jalons de {} pour {} ({}) au {} dans l’avenant {}.', indicator, territory, measure, said_day(period), amendment)
    FROM milestone
    GROUP BY contract, indicator, territory, measure, reference, amendment, period
    HAVING count(*) > 1
    UNION
    SELECT
        format(
            'La valeur de {} pour {} au {} est à la fois publiée et calculée.', figure.indicator, figure.territory, said_day(figure.period)
        )
    FROM figure
    -- A line given twice is told of above, and doubles what is computed from it.
    WHERE NOT EXISTS (FROM given_twice)
    GROUP BY figure.indicator, figure.territory, figure.period
    HAVING count(*) > 1
),

target_without_baseline AS (
    SELECT format('La cible de {} pour {} n’a pas de valeur initiale.', indicator, territory) AS problem
    FROM target WHERE (baseline_value IS NULL AND baseline_status IS NULL) OR baseline_period IS NULL
    UNION
    SELECT format('La cible de {} pour {} a une échéance qui ne suit pas sa valeur initiale.', indicator, territory)
    FROM target WHERE deadline <= baseline_period
    UNION
    SELECT format('La cible d’écart de {} pour {} ne dit pas à quel territoire on se compare.', indicator, territory)
    FROM target WHERE measure = 'gap' AND reference IS NULL
    UNION
    SELECT
        CASE
            WHEN milestone.measure = 'gap' AND milestone.reference IS NULL
                THEN
                    format(
                        'Un jalon d’écart de {} pour {} ne mène à aucune cible, ou à plusieurs (colonnes amendment et reference).',
                        milestone.indicator, milestone.territory
                    )
            ELSE format('Un jalon de {} pour {} ne mène à aucune cible.', milestone.indicator, milestone.territory)
        END
    FROM milestone
    ANTI JOIN target
        ON
            milestone.contract = target.contract AND milestone.indicator = target.indicator AND milestone.territory = target.territory
            AND milestone.measure = target.measure AND milestone.reference IS NOT DISTINCT FROM target.reference
            AND milestone.amendment = target.amendment
),

-- When amendments were signed: in the order of their numbers, never later than today, each on one day.
signed AS (
    SELECT DISTINCT target.contract, target.amendment, target.amended_on, contract.starts_on
    FROM target
    INNER JOIN contract ON target.contract = contract.contract
    WHERE target.amendment > 0 AND target.amended_on IS NOT NULL
),

wrong_target AS (
    -- East of the server it may be tomorrow already.
    SELECT
        format('L’avenant {} du contrat {} est daté du {}, qui est à venir.', amendment, contract, said_day(amended_on)) AS problem
    FROM signed WHERE amended_on > current_date + 1
    UNION
    SELECT
        format(
            'L’avenant {} du contrat {} est daté du {}, avant le début du contrat.', amendment, contract, said_day(amended_on)
        )
    FROM signed WHERE amended_on < starts_on
    UNION
    SELECT
        format(
            'L’avenant {} du contrat {} est daté du {}, avant l’avenant {}, du {}.',
            signed.amendment, signed.contract, said_day(signed.amended_on), earlier.amendment, said_day(earlier.amended_on)
        )
    FROM signed
    INNER JOIN signed AS earlier ON signed.contract = earlier.contract
    WHERE signed.amendment > earlier.amendment AND signed.amended_on < earlier.amended_on
    UNION
    SELECT format('L’avenant {} du contrat {} a plusieurs dates de signature.', amendment, contract)
    FROM signed
    GROUP BY contract, amendment
    HAVING count(*) > 1
    UNION
    SELECT format('La cible de {} pour {} est un niveau et porte la référence « {} ».', indicator, territory, reference)
    FROM target WHERE measure = 'level' AND reference IS NOT NULL
    UNION
    SELECT format('La cible d’écart de {} pour {} se compare à son propre territoire.', indicator, territory)
    FROM target WHERE measure = 'gap' AND reference = territory
    UNION
    SELECT
        format(
            'Un jalon de {} pour {} au {} n’est pas entre la valeur initiale et l’échéance de sa cible.',
            milestone.indicator, milestone.territory, said_day(milestone.period)
        )
    FROM milestone
    INNER JOIN target
        ON
            milestone.contract = target.contract AND milestone.indicator = target.indicator AND milestone.territory = target.territory
            AND milestone.measure = target.measure AND milestone.reference IS NOT DISTINCT FROM target.reference
            AND milestone.amendment = target.amendment
    WHERE milestone.period <= target.baseline_period OR milestone.period > target.deadline
    UNION
    SELECT format('L’action « {} » est évaluée avant l’année de son programme.', action)
    FROM action WHERE year(evaluated_on) < year
),

visible_secret AS (
    SELECT
        format(
            'La valeur de {} pour {} au {} porte le statut « {} » et doit être vide ({}, ligne {}).',
            indicator, territory, said_day(period), status, coalesce(file, source, ''), coalesce(row::VARCHAR, '—')
        ) AS problem
    FROM observation WHERE value IS NOT NULL AND status IN (FROM hidden)
    UNION
    SELECT
        format(
            'La valeur de {} pour {} au {} est vide sans dire pourquoi ({}, ligne {}).',
            indicator, territory, said_day(period), coalesce(file, source, ''), coalesce(row::VARCHAR, '—')
        )
    FROM observation WHERE value IS NULL AND status NOT IN (FROM hidden)
    UNION
    SELECT
        format(
            'Le statut « {} » de {} pour {} est inconnu ({}, ligne {}).',
            coalesce(status, ''), indicator, territory, coalesce(file, source, ''), coalesce(row::VARCHAR, '—')
        )
    FROM observation
    WHERE status IS NULL OR (status NOT IN (FROM hidden) AND status NOT IN ('published', 'provisional', 'estimated'))
    UNION
    SELECT
        format(
            'L’origine « {} » de {} pour {} est inconnue ({}, ligne {}).',
            coalesce(origin, ''), indicator, territory, coalesce(file, source, ''), coalesce(row::VARCHAR, '—')
        )
    FROM observation WHERE origin IS NULL OR origin NOT IN ('official', 'local', 'demo')
),

unbalanced_passage AS (
    SELECT format('Les poids de passage de « {} » font {} et non 1.', from_territory, said_number(round(sum(weight), 4))) AS problem
    FROM passage
    GROUP BY from_territory, kind
    HAVING abs(sum(weight) - 1) > 1e-6
    UNION
    SELECT
        format(
            'Le passage de « {} » vers « {} » a un poids ou une part couverte hors de 0 à 1.', from_territory, coalesce(to_territory, '—')
        )
    FROM passage WHERE weight IS NULL OR NOT weight BETWEEN 0 AND 1 OR NOT covered BETWEEN 0 AND 1
    UNION
    SELECT
        format(
            'Le passage de « {} » vers « {} » est de nature « {} », inconnue.',
            from_territory, coalesce(to_territory, '—'), coalesce(kind, '')
        )
    FROM passage WHERE kind IS NULL OR kind NOT IN ('generation', 'part')
    UNION
    SELECT
        format(
            'Le passage de « {} » vers « {} » cite un territoire inconnu.', coalesce(from_territory, '—'), coalesce(to_territory, '—')
        )
    FROM passage
    WHERE
        from_territory IS NULL OR from_territory NOT IN (SELECT territory FROM territory)
        OR to_territory NOT IN (SELECT territory FROM territory)
    UNION
    SELECT format('Le passage de « {} » vers « {} » figure deux fois.', from_territory, coalesce(to_territory, '—'))
    FROM passage
    GROUP BY from_territory, to_territory, kind
    HAVING count(*) > 1
    UNION
    SELECT
        format(
            'Les anciens périmètres couvrent « {} » à {} fois sa surface ou sa population.',
            to_territory, said_number(round(sum(covered), 4))
        )
    FROM passage
    WHERE kind = 'generation' AND to_territory IS NOT NULL
    GROUP BY to_territory
    HAVING sum(covered) > 1 + 1e-6
),

slide_part AS (
    SELECT
        *, split_part(slide, ':', 1) AS kind, split_part(slide, ':', 2) AS subject,
        CASE split_part(slide, ':', 1) WHEN 'indicator' THEN split_part(slide, ':', 3) ELSE split_part(slide, ':', 2) END AS place
    FROM committee_slide
),

said_of_unknown AS (
    SELECT
        format(
            'L’avis du {} sur « {} » est d’un contrat inconnu, « {} ».', said_day(judged_on), objective, coalesce(judgement.contract, '')
        ) AS problem
    FROM judgement ANTI JOIN contract ON judgement.contract = contract.contract
    UNION
    SELECT format('L’avis du {} porte sur l’objectif inconnu « {} ».', said_day(judgement.judged_on), coalesce(judgement.objective, ''))
    FROM judgement
    INNER JOIN contract ON judgement.contract = contract.contract
    ANTI JOIN objective ON contract.framework = objective.framework AND judgement.objective = objective.objective
    UNION
    SELECT
        format(
            'L’avis du {} sur « {} » porte sur le territoire inconnu « {} ».',
            said_day(judged_on), objective, coalesce(judgement.territory, '')
        )
    FROM judgement ANTI JOIN territory ON judgement.territory = territory.territory
    UNION
    SELECT format('Le niveau « {} » de l’avis du {} sur « {} » est inconnu.', coalesce(level, ''), said_day(judged_on), objective)
    FROM judgement WHERE level IS NULL OR level NOT IN ('secured', 'reachable', 'support', 'compromised')
    UNION
    SELECT
        format(
            'Le commentaire du {} sur {} est d’un contrat inconnu, « {} ».', said_day(commented_on), indicator, coalesce(note.contract, '')
        )
    FROM figure_comment AS note ANTI JOIN contract ON note.contract = contract.contract
    UNION
    SELECT format('Le commentaire du {} porte sur l’indicateur inconnu « {} ».', said_day(commented_on), coalesce(note.indicator, ''))
    FROM figure_comment AS note ANTI JOIN indicator ON note.indicator = indicator.indicator
    UNION
    SELECT
        format(
            'Le commentaire du {} sur {} porte sur le territoire inconnu « {} ».',
            said_day(commented_on), indicator, coalesce(note.territory, '')
        )
    FROM figure_comment AS note ANTI JOIN territory ON note.territory = territory.territory
    UNION
    SELECT format('La décision « {} » est d’un contrat inconnu, « {} ».', decision, coalesce(decision.contract, ''))
    FROM decision ANTI JOIN contract ON decision.contract = contract.contract
    UNION
    SELECT format('L’état « {} » de la décision « {} » est inconnu.', coalesce(state, ''), decision)
    FROM decision WHERE state IS NULL OR state NOT IN ('open', 'done', 'dropped')
    UNION
    SELECT format('Le texte du {} est d’un genre inconnu, « {} ».', said_day(written_on), coalesce(subject_kind, ''))
    FROM analyst_text WHERE subject_kind IS NULL OR subject_kind NOT IN ('neighbourhood', 'indicator')
    UNION
    SELECT format('Le texte du {} porte sur le territoire inconnu « {} ».', said_day(written_on), coalesce(subject, ''))
    FROM analyst_text ANTI JOIN territory ON analyst_text.subject = territory.territory
    WHERE subject_kind = 'neighbourhood'
    UNION
    SELECT format('Le texte du {} porte sur l’indicateur inconnu « {} ».', said_day(written_on), coalesce(subject, ''))
    FROM analyst_text ANTI JOIN indicator ON analyst_text.subject = indicator.indicator
    WHERE subject_kind = 'indicator'
    UNION
    SELECT format('La séquence « {} » est d’un contrat inconnu, « {} ».', sequence, coalesce(committee.contract, ''))
    FROM committee ANTI JOIN contract ON committee.contract = contract.contract
    UNION
    SELECT format('La séquence « {} » cite le territoire inconnu « {} ».', cited.sequence, coalesce(cited.place, ''))
    FROM (SELECT sequence, unnest(list_append(territories, reference)) AS place FROM committee) AS cited
    ANTI JOIN territory ON cited.place = territory.territory
    UNION
    SELECT format('L’écran {} est d’une séquence inconnue, « {} ».', position, coalesce(slide.sequence, ''))
    FROM committee_slide AS slide ANTI JOIN committee ON slide.sequence = committee.sequence
    UNION
    SELECT format('L’écran {} de la séquence « {} » est inconnu : « {} ».', position, sequence, coalesce(slide, ''))
    FROM slide_part
    WHERE
        kind NOT IN ('title', 'synthesis', 'highlights', 'axis', 'indicator', 'neighbourhood', 'actions', 'gate', 'followed', 'decisions')
        OR kind IS NULL OR (kind = 'axis' AND subject NOT IN (SELECT axis FROM axis))
    UNION
    SELECT format('L’écran {} de la séquence « {} » cite l’indicateur inconnu « {} ».', position, sequence, subject)
    FROM slide_part WHERE kind = 'indicator' AND subject NOT IN (SELECT indicator FROM indicator)
    UNION
    SELECT format('L’écran {} de la séquence « {} » cite le territoire inconnu « {} ».', position, sequence, place)
    FROM slide_part WHERE kind IN ('indicator', 'neighbourhood') AND place NOT IN (SELECT territory FROM territory)
),

said_twice AS (
    SELECT
        format(
            'Deux avis de {} sur « {} » pour {} le {} dans le contrat {}.', author, objective, territory, said_day(judged_on), contract
        ) AS problem
    FROM judgement GROUP BY contract, objective, territory, judged_on, author HAVING count(*) > 1
    UNION
    SELECT format('Deux commentaires de {} sur {} pour {} le {}.', author, indicator, territory, said_day(commented_on))
    FROM figure_comment GROUP BY contract, indicator, territory, period, commented_on, author HAVING count(*) > 1
    UNION
    SELECT format('La décision « {} » figure deux fois dans le contrat {}.', decision, contract)
    FROM decision GROUP BY contract, decision HAVING count(*) > 1
    UNION
    SELECT format('Deux textes de {} sur « {} » le {}.', author, subject, said_day(written_on))
    FROM analyst_text GROUP BY subject_kind, subject, author, written_on HAVING count(*) > 1
    UNION
    SELECT format('La séquence « {} » figure deux fois.', sequence) FROM committee GROUP BY sequence HAVING count(*) > 1
    UNION
    SELECT format('Deux écrans n° {} dans la séquence « {} ».', position, sequence)
    FROM committee_slide GROUP BY sequence, position HAVING count(*) > 1
),

empty_objective AS (
    SELECT format('L’objectif « {} » n’a aucun indicateur.', objective.objective) AS problem
    FROM objective
    ANTI JOIN objective_indicator AS oi ON objective.framework = oi.framework AND objective.objective = oi.objective
),

found AS (
    SELECT 'unknown_code' AS verdict, problem FROM unknown_code
    UNION ALL
    SELECT 'out_of_range', problem FROM out_of_range
    UNION ALL
    SELECT 'duplicate_key', problem FROM duplicate_key
    UNION ALL
    SELECT 'target_without_baseline', problem FROM target_without_baseline
    UNION ALL
    SELECT 'wrong_target', problem FROM wrong_target
    UNION ALL
    SELECT 'visible_secret', problem FROM visible_secret
    UNION ALL
    SELECT 'unbalanced_passage', problem FROM unbalanced_passage
    UNION ALL
    SELECT 'unknown_code', problem FROM said_of_unknown
    UNION ALL
    SELECT 'duplicate_key', problem FROM said_twice
    UNION ALL
    SELECT 'empty_objective', problem FROM empty_objective
)

-- A sentence that would name something empty is none: the row is refused all the same.
SELECT verdict, coalesce(problem, 'Une ligne a une case vide là où il faut un code.') AS problem FROM found
ORDER BY ALL;
