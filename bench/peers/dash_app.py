"""The Dash twin of an axis page, written as Dash's own tutorial does: one callback for charts and table, one
for the map.

Run with `gunicorn --workers 2 --threads 8 dash_app:server` from this folder, with the BENCH_* variables of
content.py.
"""

from typing import Any

import content
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
from dash import Dash, Input, Output, dash_table, dcc, html

CONNECTION = content.connect()
INDICATORS = content.indicators(CONNECTION)
CODES = [code for code, _ in INDICATORS]
NAMES = dict(INDICATORS)
NEIGHBOURHOODS = dict(content.neighbourhoods(CONNECTION))
OUTLINES = content.outlines()

app = Dash(__name__)
server = app.server
app.layout = html.Div(
    [
        dcc.Dropdown(
            [{"label": f"{name} ({code})", "value": code} for code, name in NEIGHBOURHOODS.items()],
            content.FIRST,
            id="territory",
            clearable=False,
        ),
        dcc.Dropdown(
            [{"label": name, "value": code} for code, name in INDICATORS],
            CODES[0],
            id="indicator",
            clearable=False,
        ),
        html.H1(id="title"),
        dash_table.DataTable(id="table"),
        dcc.Graph(id="map"),
        html.Div([dcc.Graph(id=f"chart-{code}", style={"width": "32%", "display": "inline-block"}) for code in CODES]),
    ]
)


@app.callback(
    [
        Output("title", "children"),
        Output("table", "data"),
        *[Output(f"chart-{code}", "figure") for code in CODES],
    ],
    Input("territory", "value"),
)
def charts(territory: str) -> list[Any]:
    """Title, table and twelve charts of one neighbourhood."""
    name = NEIGHBOURHOODS[territory]
    rows = (
        CONNECTION.cursor()
        .execute(content.SERIES, {"territories": [territory, content.REFERENCE], "indicators": CODES})
        .df()
    )
    targets = (
        CONNECTION.cursor()
        .execute(content.TARGETS, {"territory": territory, "indicators": CODES})
        .df()
        .drop_duplicates("indicator")
        .set_index("indicator")
    )
    figures, table = [], []
    for code in CODES:
        actual = rows[(rows.indicator == code) & (rows.territory == territory)]
        reference = rows[(rows.indicator == code) & (rows.territory == content.REFERENCE)]
        figure = go.Figure(
            [
                go.Scatter(x=actual.year, y=actual.value, name=name, mode="lines+markers"),
                go.Scatter(x=reference.year, y=reference.value, name=content.REFERENCE),
            ]
        )
        target = targets.loc[code] if code in targets.index else None
        if target is not None:
            figure.add_scatter(
                x=[target.first_year, target.last_year],
                y=[target.baseline_value, target.value],
                name="cible",
                line={"dash": "dash"},
            )
        figure.update_layout(
            title=f"{NAMES[code][:40]} · {name}", height=260, margin={"l": 30, "r": 10, "t": 40, "b": 30}
        )
        figures.append(figure)
        known = actual.dropna(subset="value")
        last = known.iloc[-1] if len(known) else None
        table.append(
            {
                "indicateur": NAMES[code],
                "année": None if last is None else int(last.year),
                "valeur": None if last is None else float(last.value),
                "évolution": None if last is None else float(last.value - known.iloc[0].value),
                "cible": None if target is None else float(target.value),
            }
        )
    return [f"{name} ({territory})", pd.DataFrame(table).to_dict("records"), *figures]


@app.callback(Output("map", "figure"), Input("indicator", "value"))
def neighbourhood_map(indicator: str) -> go.Figure:
    """The last figures of one indicator in all neighbourhoods, whichever is chosen."""
    readings = CONNECTION.cursor().execute(content.READINGS, {"indicator": indicator}).df()
    return px.choropleth_map(
        readings,
        geojson=OUTLINES,
        locations="territory",
        color="value",
        map_style="white-bg",
        zoom=9.5,
        center={"lat": 48.78, "lon": 2.47},
        opacity=0.8,
        height=420,
    )


# A Dash process knows its own scripts only once it has served the page: without this, a fresh worker that is asked for
# a script first answers with an error.
server.test_client().get("/")
