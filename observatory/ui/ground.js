// Keeps what figures are drawn on, which drawing.js waits for: the last few, since a figure may go back to an earlier one.
const KEPT = 6;

export default function ({ data }) {
  const grounds = (window.capQuartiersGrounds ??= { held: new Map(), wanted: new Map() });
  const said = new TextDecoder().decode(data);
  const name = /"name":"(\w+)"/.exec(said)[1];
  if (!grounds.held.has(name)) grounds.held.set(name, JSON.parse(said).figure);
  else { const again = grounds.held.get(name); grounds.held.delete(name); grounds.held.set(name, again); }
  while (grounds.held.size > KEPT) grounds.held.delete(grounds.held.keys().next().value);
  grounds.wanted.get(name)?.forEach((done) => done(grounds.held.get(name)));
  grounds.wanted.delete(name);
}
