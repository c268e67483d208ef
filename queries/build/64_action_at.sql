-- The actions and fundings known on a day; NULL for those in force. What a release brought is told from its publication on. What the
-- data folder says has no day of its own: an action is known from the first day of its year, what was done in it from its
-- evaluation, and all of it from the last day of its year.
CREATE OR REPLACE MACRO action_at(as_of) AS TABLE -- noqa: CP05
    WITH known AS (
        SELECT * FROM action
        WHERE as_of IS NULL OR known_from IS NULL OR known_from <= moment_of(as_of)
        UNION ALL BY NAME
        SELECT * EXCLUDE (known_until) FROM action_past
        WHERE as_of IS NOT NULL AND (known_from IS NULL OR known_from <= moment_of(as_of)) AND known_until > moment_of(as_of)
    ),

    told AS (
        SELECT
            *, as_of IS NULL OR coalesce(evaluated_on <= moment_of(as_of)::DATE, FALSE) AS is_evaluated,
            as_of IS NULL OR is_dated OR state = 'cancelled' OR make_date(year, 12, 31) <= moment_of(as_of)::DATE
            OR coalesce(evaluated_on <= moment_of(as_of)::DATE, FALSE) AS is_done
        FROM known
        WHERE as_of IS NULL OR is_dated OR make_date(year, 1, 1) <= moment_of(as_of)::DATE
    )

    SELECT
        action, contract, objectives, title_fr, title_en, operator, year, territories,
        CASE WHEN is_done THEN state ELSE 'planned' END AS state, planned_beneficiaries,
        CASE WHEN is_done THEN actual_beneficiaries END AS actual_beneficiaries,
        CASE WHEN is_done THEN resident_beneficiaries END AS resident_beneficiaries,
        CASE WHEN is_done THEN women_beneficiaries END AS women_beneficiaries,
        CASE WHEN is_evaluated THEN evaluated_on END AS evaluated_on, CASE WHEN is_evaluated THEN evaluated_by END AS evaluated_by,
        CASE WHEN is_evaluated THEN result_fr END AS result_fr, origin,
        CASE WHEN is_done THEN list_filter(secret, LAMBDA one: is_evaluated OR one <> 'result_fr') ELSE [] END AS secret
    FROM told;

CREATE OR REPLACE MACRO funding_at(as_of) AS TABLE -- noqa: CP05
    WITH known AS (
        SELECT * FROM funding
        WHERE as_of IS NULL OR known_from IS NULL OR known_from <= moment_of(as_of)
        UNION ALL BY NAME
        SELECT * EXCLUDE (known_until) FROM funding_past
        WHERE as_of IS NOT NULL AND (known_from IS NULL OR known_from <= moment_of(as_of)) AND known_until > moment_of(as_of)
    )

    SELECT
        done.action, done.contract, done.year, done.state, done.origin, known.funder, known.kind, known.planned_eur,
        CASE
            WHEN as_of IS NULL OR known.is_dated OR done.state = 'cancelled' OR make_date(done.year, 12, 31) <= moment_of(as_of)::DATE
                THEN known.paid_eur
        END AS paid_eur
    FROM action_at(as_of) AS done
    INNER JOIN known ON done.action = known.action;
