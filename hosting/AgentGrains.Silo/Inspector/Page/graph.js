import { el, table, row, empty } from './dom.js';
import { lines, path } from './api.js';

export const title = 'Entities';
const svg = (tag, attributes, ...children) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const columns = [['From'], ['Relation'], ['To']];

export async function draw(body, at, { isCurrent }) {
  const edges = [];
  for await (const record of lines(path(at, 'memories'))) {
    if (!isCurrent()) return '';
    if (record.slot) edges.push(record.slot);
    if (edges.length === 80) break;
  }

  if (edges.length === 0) { body.append(empty('Nothing here is known in the form subject, predicate, value.')); return ''; }
  const names = [...new Set(edges.flatMap(edge => [edge.subject, edge.value]))];
  const degree = name => edges.filter(edge => edge.subject === name || edge.value === name).length;
  names.sort((a, b) => degree(b) - degree(a) || a.localeCompare(b));

  // The most connected in the middle, the others on two rings about it: the same memory always looks the same.
  const [height, one] = names.length > 15 ? [560, 120] : [260, 95];
  const spot = new Map(names.map((name, i) => {
    const ring = i === 0 ? 0 : i <= 14 ? 1 : 2;
    const [first, count] = ring === 1 ? [1, Math.min(14, names.length - 1)] : [15, names.length - 15];
    const angle = ring === 0 ? 0 : 2 * Math.PI * (i - first) / Math.max(1, count);
    return [name, [450 + [0, 190, 380][ring] * Math.cos(angle), height / 2 + [0, one, 230][ring] * Math.sin(angle)]];
  }));
  const short = name => name.length > 22 ? `${name.slice(0, 21)}…` : name;
  body.append(
    svg('svg', { viewBox: `0 0 900 ${height}`, role: 'img', 'aria-label': `${names.length} entities; the table below has every relation` },
      ...edges.map(edge => svg('line', { x1: spot.get(edge.subject)[0], y1: spot.get(edge.subject)[1], x2: spot.get(edge.value)[0], y2: spot.get(edge.value)[1] })),
      ...names.map(name => svg('g', {}, svg('circle', { cx: spot.get(name)[0], cy: spot.get(name)[1], r: 3 + Math.min(9, degree(name)) }),
        svg('text', { x: spot.get(name)[0] + 10, y: spot.get(name)[1] + 4 }, short(name))))),
    table('Relations', columns, edges.map(edge => row(columns, [edge.subject, edge.predicate, edge.value]))));
  return `${names.length} entities, ${edges.length} relations.`;
}
