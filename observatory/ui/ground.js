// Keeps what figures are drawn on, which panel.js waits for: the last few, since a figure may go back to an earlier one.
const KEPT = 6;

export default function ({ data }) {
  const grounds = (window.capQuartiersGrounds ??= { held: new Map(), wanted: new Map() });
  const said = new TextDecoder().decode(data);
  const name = /"name":"(\w+)"/.exec(said)[1];
  const figure = grounds.held.get(name) ?? JSON.parse(said).figure;
  // The last one seen is the last to go.
  grounds.held.delete(name);
  grounds.held.set(name, figure);
  if (grounds.held.size > KEPT) grounds.held.delete(grounds.held.keys().next().value);
  grounds.wanted.get(name)?.forEach((done) => done(figure));
  grounds.wanted.delete(name);
}
